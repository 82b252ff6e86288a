/** The connection to a shell, made again when it breaks off: the shell does not end with it. */
import type { Logger } from 'pino';
import type { TerminalSize } from '../../protocol/terminal.ts';
import type { Shell, ShellListener } from '../sandbox/types.ts';
import { createInput } from './input.ts';
import type { Timers } from './timers.ts';

/** Before each attempt. A lab in which no program can be started, because too many run, may be better soon. */
export const PAUSES_MS = [0, 1_000, 2_000, 4_000, 8_000, 15_000];

/** A connection that has lasted so long was a good one, and the next attempts begin anew. */
export const GOOD_MS = 60_000;

export interface LinkParts {
  shell: Shell;
  /** Attaches once more; undefined when the shell is not there any more. */
  reattach(): Promise<Shell | undefined>;
  timers: Timers;
  log: Pick<Logger, 'warn'>;
  on: Omit<ShellListener, 'lost'> & {
    /** It is another connection now, on which nothing has been asked for. */
    reconnected(): void;
    /** The shell is gone, or cannot be reached for so long that it counts as gone. */
    gone(): void;
  };
}

export interface Link {
  /** As `Input.write`; dropped while the connection is being made. */
  write(data: Uint8Array | string): Promise<void> | undefined;
  follow(offset: number): void;
  grant(offset: number): void;
  resize(size: TerminalSize): void;
  note(note: Uint8Array): void;
  dismiss(): void;
  /** Never rejects. */
  kill(): Promise<void>;
  /** Lets go of the connection; the shell goes on. */
  release(): void;
}

export function createLink({ shell, reattach, timers, log, on }: LinkParts): Link {
  let current = shell;
  let input = createInput(shell.input, timers);
  let attempts = 0;
  let released = false;
  let cancelTimer: (() => void) | undefined;

  function listen(): void {
    cancelTimer = timers.after(GOOD_MS, () => {
      attempts = 0;
    });
    let isLost = false;
    current.listen({
      state: on.state,
      output: on.output,
      ended: on.ended,
      lost(reason) {
        if (released || isLost) return;
        isLost = true;
        log.warn({ err: reason }, 'the connection to a shell broke off');
        cancelTimer?.();
        tryAgain();
      },
    });
  }

  function tryAgain(): void {
    const pause = PAUSES_MS[attempts++];
    if (pause === undefined) {
      on.gone();
      return;
    }
    cancelTimer = timers.after(pause, () => {
      reattach().then(taken, (error: unknown) => {
        log.warn({ err: error }, 'attaching to a shell again');
        if (!released) tryAgain();
      });
    });
  }

  function taken(next: Shell | undefined): void {
    if (released || next === undefined) {
      next?.release();
      if (!released) on.gone();
      return;
    }
    current = next;
    input = createInput(next.input, timers);
    listen();
    on.reconnected();
  }

  listen();

  return {
    write: (data) => input.write(data),
    follow: (offset) => current.follow(offset),
    grant: (offset) => current.grant(offset),
    resize: (size) => current.resize(size),
    note: (note) => current.note(note),
    dismiss: () => current.dismiss(),
    kill: () => current.kill(),
    release() {
      released = true;
      cancelTimer?.();
      current.release();
    },
  };
}
