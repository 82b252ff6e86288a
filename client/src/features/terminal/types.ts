/** What the rest of the page knows of terminals. */
import type { ReactNode } from 'react';
import type { Place } from '../../../../protocol/names.ts';
import type { LabSession } from '../../../../protocol/session.ts';
import type { Runnable } from '../../../../protocol/terminal.ts';

export interface TerminalsProviderProps {
  /** The session as the server last told it; null while there is none. */
  session: LabSession | null;
  /**
   * Starts or resumes the session that this page is about and resolves when it is `ready`; at once when it
   * already is. Called by `run` and by **Open a terminal**. Rejects with a `Failure` ({ code, message }).
   */
  ensureSession(): Promise<LabSession>;
  children: ReactNode;
}

/** One tab of the panel. */
export interface TerminalTab {
  id: string;
  /** 1…4, unique among the tabs. */
  number: number;
  /**
   * `connecting`: the screen isn't there yet · `live` · `offline`: the screen stays, the connection is being
   * made again · `ended`: the shell is over, the screen stays.
   */
  state: 'connecting' | 'live' | 'offline' | 'ended';
  /** Of an ended shell, when known. */
  exitCode: number | null;
}

/**
 * How a block's last run stands. `starting`: the lab or the terminal is being made ready · `waiting`: another
 * program or run holds the terminal · `lost`: the shell didn't say how it ended · `refused`: `message`
 * says why.
 */
export interface BlockRun {
  state: 'starting' | 'waiting' | 'running' | 'succeeded' | 'failed' | 'lost' | 'refused';
  exitCode: number | null;
  /** The terminal it runs in, once known. */
  terminal: number | null;
  /** For the learner: why it failed, was lost or was refused; empty while all is well. */
  message: string;
}

export interface TerminalsApi {
  tabs: readonly TerminalTab[];
  /** Id of the tab in front. */
  active: string | null;
  activate(terminal: string): void;
  /** Opens a shell, with that number or the lowest free one, and brings it to the front. Never rejects. */
  open(number?: number): Promise<void>;
  /** Ends the shell and what runs in it. Never rejects. */
  close(terminal: string): Promise<void>;
  /**
   * Runs a block of a document, or the solution of a task, in terminal `terminal`, or in the one in front; starts the session and opens
   * the terminal if need be. Never rejects: what became of it is in `useBlockRun`.
   */
  run(place: Place, block: Runnable, terminal?: number): Promise<void>;
  /** The last refusal of open or close, for the learner; empty when there is none. */
  problem: string;
  dismissProblem(): void;
}

export interface TerminalPanelProps {
  /** Joined to the panel's own class. */
  className?: string;
}
