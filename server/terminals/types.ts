/** What terminals need of the rest, and what the rest needs of them. */
import type { Logger } from 'pino';
import type { Place } from '../../protocol/names.ts';
import type { Recovery } from '../labs/recovery.ts';
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

/** Which task's solution, and for whom. */
export interface AskedSolution {
  learnerId: string;
  sessionId: string;
  /** Of the page that asks. */
  place: Place;
  task: string;
}

/** Solutions of tasks, to be typed for the learner. */
export interface Solutions {
  /**
   * As a person would type it, from wherever the shell stands.
   * @throws AppError `task.notFound`
   */
  text(place: Place, task: string): string;
  /**
   * Whether it may be typed there.
   * @throws AppError `session.notFound`, `session.notReady`, `task.notFound`, `task.notOpen`, `grading.busy`
   */
  require(asked: AskedSolution): Promise<void>;
  /** To be called when its turn has come, before the first line is typed: from then on it counts as shown. */
  begin(asked: AskedSolution): Promise<void>;
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
  /** Of tasks, to be typed for the learner. */
  solutions: Solutions;
  /** Told of every command that ends in a shell. */
  onCommand(command: EndedCommand): void;
  /** Told when a session's list of terminals has changed. */
  onChange(sessionId: string): void;
  /** Counts what goes through all terminals. */
  tally?: Tally;
  log: Pick<Logger, 'warn'>;
  /** Until it is over, no terminal is said not to be there. */
  recovery: Pick<Recovery, 'isOver' | 'over'>;
  /** The process's clock, unless a test has its own. */
  timers?: Timers;
}

export interface Terminals {
  /** The `terminal:*` events. Every one checks that the terminal is the socket's learner's. */
  readonly handlers: HandlersOf<'terminal'>;
  /**
   * Takes over the shells that are held in a lab which ran before this process. Resolves when they are there.
   * @throws AppError `lab.timeout`, `lab.unreachable`
   */
  adopt(lab: { learnerId: string; sessionId: string; host: LabHost }): Promise<void>;
  /** Open terminals of a session, oldest first; null until its lab has been taken over. */
  list(sessionId: string): { id: string; number: number }[] | null;
  /** To be called when a socket has gone: detaches it everywhere; the shells go on. */
  socketGone(socket: AppSocket): void;
  /** The session's host is stopping or gone: ends its terminals and tells the attached sockets. */
  endSession(sessionId: string): Promise<void>;
  /** Ends nothing in the labs, lets go of every stream and timer. */
  close(): Promise<void>;
}
