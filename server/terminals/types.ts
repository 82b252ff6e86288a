/** What terminals need of the rest, and what the rest needs of them. */
import type { Logger } from 'pino';
import type { Place } from '../../protocol/names.ts';
import type { LabHost } from '../sandbox/types.ts';
import type { AppSocket, HandlersOf } from '../sockets.ts';
import type { Tally } from './meter.ts';
import type { Timers } from './timers.ts';

/** A command line that ended in a shell, as its shell integration reports it. */
export interface EndedCommand {
  sessionId: string;
  terminalId: string;
  line: string;
  exitCode: number | null;
}

export interface TerminalsParts {
  /**
   * The learner's own session and its running host.
   * @throws AppError `session.notFound` (also for another learner's), `session.notReady`
   */
  openSession(learnerId: string, sessionId: string): Promise<{ host: LabHost; place: Place }>;
  /**
   * A block of a document that a button may run.
   * @throws AppError `block.notFound`, `block.notRunnable`
   */
  block(
    place: Place,
    index: number,
  ): { kind: 'run'; text: string } | { kind: 'file'; path: string; text: string };
  /**
   * The solution of a task, with what must have been done before it is typed.
   * @throws AppError when it may not be typed there
   */
  solution(asked: {
    learnerId: string;
    sessionId: string;
    place: Place;
    task: string;
  }): Promise<{ text: string; begin(): Promise<void> }>;
  /** Told of every command that ends in a shell. */
  onCommand(command: EndedCommand): void;
  /** Told when a session's list of terminals has changed. */
  onChange(sessionId: string): void;
  /** Counts what goes through all terminals. */
  tally?: Tally;
  log: Pick<Logger, 'warn'>;
  /** The process's clock, unless a test has its own. */
  timers?: Timers;
}

export interface Terminals {
  /** The `terminal:*` events. Every one checks that the terminal is the socket's learner's. */
  readonly handlers: HandlersOf<'terminal'>;
  /** Open terminals of a session, oldest first. */
  list(sessionId: string): { id: string; number: number }[];
  /** To be called when a socket has gone: detaches it everywhere; the shells go on. */
  socketGone(socket: AppSocket): void;
  /** The session's host is stopping or gone: ends its terminals and tells the attached sockets. */
  endSession(sessionId: string): Promise<void>;
  /** Ends nothing in the labs, lets go of every stream and timer. */
  close(): Promise<void>;
}
