/**
 * Blocks of a document that are run in one terminal, one after another.
 *
 * A block is typed line by line, as a person would: the next line only when the shell waits for one. So
 * each command stands beside its output, a command that reads its standard input does not swallow the lines
 * after it, and the shell itself says which lines belong together (loops, heredocs, quotes).
 *
 * As with a script, a block's outcome is that of its last command: lessons show failures on purpose. Ctrl-C
 * (exit code 130) ends the whole block. A run that has begun may take as long as it likes.
 */
import type { Place } from '../../protocol/names.ts';
import { type Runnable, type RunStatus, TERMINALS_PER_LAB } from '../../protocol/terminal.ts';
import { AppError } from '../errors.ts';
import type { Mark } from './marks.ts';
import { CLEAR_DRAFT, INTERRUPT, linesOf } from './run-input.ts';
import type { SavedRuns } from './saved-runs.ts';
import { createPhaseTracker } from './shell-phase.ts';
import type { Timers } from './timers.ts';

/** How long a run waits for a shell that is busy with something else than a run. */
export const BUSY_WAIT_MS = 30_000;

/** A shell with marks answers an entered line at once; on a busy machine within seconds. */
export const MARK_WAIT_MS = 5_000;

/** More in one terminal's queue is somebody leaning on a button. */
export const QUEUE_LIMIT = 16;

/** Blocks whose last run is remembered for pages that come later. */
const REMEMBERED = 64;

/** What bash gives a command that Ctrl-C ended. */
const INTERRUPTED = 130;

export type RunAction =
  | {
      kind: 'type';
      text: string;
      /** What must be done before the first line is typed; if that fails, none is. */
      begin?: () => Promise<void>;
    }
  /** Done outside of the shell, in its turn. Resolves with the exit code. */
  | { kind: 'perform'; perform: () => Promise<number> };

export interface Runs {
  /** @throws AppError `terminal.busy` when too many wait already */
  add(run: { id: string; place: Place; block: Runnable; action: RunAction }): void;
  mark(mark: Mark): void;
  /** A mark from before: it says how the shell stands, and no run is moved on by it. */
  recall(mark: Mark): void;
  typed(bytes: Uint8Array): void;
  /** The shell is over, or nobody looks after it any more: what isn't finished is lost. */
  dispose(): void;
  /** The last run of each block. */
  statuses(): RunStatus[];
  saved(): Omit<SavedRuns, 'offset'>;
  /**
   * Goes on with runs that another process has begun; to be called first. One whose block is not there any
   * more is lost. The marks that came since they were saved are to follow; `complete` says whether all will.
   */
  resume(
    saved: Pick<SavedRuns, 'over' | 'unfinished'>,
    options: {
      actionOf: (place: Place, block: Runnable) => RunAction | undefined;
      complete: boolean;
    },
  ): void;
}

interface Run {
  status: RunStatus;
  action: RunAction;
  lines: string[];
  /** How many of them have been typed. */
  typed: number;
  /** What is still to be done before its first line. */
  begin: (() => Promise<void>) | undefined;
}

function isUnfinished(state: RunStatus['state']): boolean {
  return state === 'waiting' || state === 'running';
}

export function createRuns({
  terminalId,
  timers,
  type,
  onStatus,
  onProgress = () => {},
  isHeld,
}: {
  terminalId: string;
  timers: Timers;
  /** Types into the shell. */
  type(text: string): void;
  onStatus(status: RunStatus): void;
  /** Told whenever `saved` has changed, before anything is typed. */
  onProgress?(): void;
  /** Whether the shell's output is held back for a slow page, so that its marks are late. */
  isHeld(): boolean;
}): Runs {
  const phases = createPhaseTracker();
  const queue: Run[] = [];
  const remembered = new Map<string, RunStatus>();
  let current: Run | undefined;
  /** The first of the queue is being made ready to be typed. */
  let beginning = false;
  let disposed = false;
  let cancelTimer: (() => void) | undefined;

  function remember(status: RunStatus): void {
    const key = `${status.place.kind}/${status.place.slug}#${status.block}`;
    remembered.delete(key);
    remembered.set(key, status);
    for (const oldest of remembered.keys()) {
      if (remembered.size <= REMEMBERED) break;
      remembered.delete(oldest);
    }
  }

  function tell(run: Run, change: Partial<RunStatus>): void {
    run.status = { ...run.status, ...change };
    remember(run.status);
    onProgress();
    onStatus(run.status);
  }

  function stopTimer(): void {
    cancelTimer?.();
    cancelTimer = undefined;
  }

  /** Gives up when nothing happens in time; not while the shell's marks may be held back. */
  function giveUpAfter(ms: number): void {
    stopTimer();
    cancelTimer = timers.after(ms, () => {
      cancelTimer = undefined;
      if (isHeld()) giveUpAfter(ms);
      else if (current !== undefined) finish(current, 'lost');
      else loseWaiting();
    });
  }

  /** The shell is busy with something else: that holds for all that wait to be typed. */
  function loseWaiting(): void {
    for (let first = queue[0]; first?.action.kind === 'type'; first = queue[0]) {
      queue.shift();
      tell(first, { state: 'lost' });
    }
    advance();
  }

  function finish(run: Run, state: 'succeeded' | 'failed' | 'lost'): void {
    stopTimer();
    current = undefined;
    tell(run, { state });
    advance();
  }

  /** Begins the next run if there is one and its turn has come. */
  function advance(): void {
    const first = queue[0];
    if (disposed || beginning || current !== undefined || first === undefined) return;
    if (first.action.kind === 'type' && phases.phase !== 'ready') {
      if (cancelTimer === undefined) giveUpAfter(BUSY_WAIT_MS);
      return;
    }
    stopTimer();
    if (first.begin !== undefined) {
      begin(first, first.begin);
      return;
    }
    queue.shift();
    current = first;
    tell(first, { state: 'running' });
    if (first.action.kind === 'perform') perform(first, first.action.perform);
    else step(first);
  }

  function begin(run: Run, action: () => Promise<void>): void {
    beginning = true;
    const over = (): void => {
      beginning = false;
      run.begin = undefined;
    };
    action().then(
      () => {
        over();
        // The learner may have started something meanwhile.
        advance();
      },
      () => {
        over();
        if (queue[0] !== run) return;
        queue.shift();
        tell(run, { state: 'failed' });
        advance();
      },
    );
  }

  function perform(run: Run, action: () => Promise<number>): void {
    action().then(
      (exitCode) => {
        if (current !== run) return;
        tell(run, { exitCode });
        finish(run, exitCode === 0 ? 'succeeded' : 'failed');
      },
      () => {
        if (current === run) finish(run, 'failed');
      },
    );
  }

  /** The shell waits for input: types the next line, or ends the run. */
  function step(run: Run): void {
    const line = run.lines[run.typed];
    const { exitCode } = run.status;
    if (line !== undefined && exitCode !== INTERRUPTED) {
      run.typed += 1;
      onProgress();
      const text = phases.phase === 'ready' && phases.drafted ? CLEAR_DRAFT + line : line;
      phases.typed(Buffer.from(line));
      giveUpAfter(MARK_WAIT_MS);
      type(text);
      return;
    }
    if (phases.phase === 'continuation') type(INTERRUPT);
    const whole = phases.phase === 'ready' && (exitCode === null || exitCode === 0);
    finish(run, whole ? 'succeeded' : 'failed');
  }

  /** It has been begun elsewhere. */
  function goOn(run: Run, complete: boolean): void {
    current = run;
    tell(run, {});
    if (run.action.kind === 'perform') perform(run, run.action.perform);
    // Otherwise the mark that it is being executed may be among those that were missed.
    else if (complete) giveUpAfter(MARK_WAIT_MS);
  }

  function runOf(status: RunStatus, action: RunAction, typed = 0): Run {
    const isText = action.kind === 'type';
    return {
      action,
      lines: isText ? linesOf(action.text) : [],
      typed,
      // One that runs has been begun, whoever did it.
      begin: isText && status.state === 'waiting' ? action.begin : undefined,
      status,
    };
  }

  return {
    add({ id, place, block, action }) {
      if (queue.length >= QUEUE_LIMIT) {
        throw new AppError(
          'terminal.busy',
          `${QUEUE_LIMIT} blocks already wait for this terminal. Let them end, or use another of the ${TERMINALS_PER_LAB} terminals.`,
        );
      }
      const run = runOf(
        { run: id, terminal: terminalId, place, block, state: 'waiting', exitCode: null },
        action,
      );
      queue.push(run);
      tell(run, {});
      advance();
    },
    mark(mark) {
      phases.mark(mark);
      if (current === undefined) {
        advance();
        return;
      }
      if (current.action.kind === 'perform') return;
      switch (mark.kind) {
        case 'executing':
          stopTimer();
          break;
        case 'finished':
          if (mark.exitCode !== null) tell(current, { exitCode: mark.exitCode });
          break;
        case 'ready':
        case 'continuation':
          step(current);
          break;
      }
    },
    recall: (mark) => phases.mark(mark),
    typed: (bytes) => phases.typed(bytes),
    dispose() {
      disposed = true;
      stopTimer();
      const unfinished = current === undefined ? queue.splice(0) : [current, ...queue.splice(0)];
      current = undefined;
      for (const run of unfinished) tell(run, { state: 'lost' });
    },
    statuses: () => [...remembered.values()],
    saved: () => ({
      over: [...remembered.values()].filter(({ state }) => !isUnfinished(state)),
      unfinished: [...(current === undefined ? [] : [current]), ...queue].map(
        ({ status, typed }) => ({ status, typed }),
      ),
    }),
    resume({ over, unfinished }, { actionOf, complete }) {
      for (const status of over) remember({ ...status, terminal: terminalId });
      for (const { status, typed } of unfinished) {
        const action = actionOf(status.place, status.block);
        const run = runOf(
          { ...status, terminal: terminalId },
          action ?? { kind: 'type', text: '' },
          typed,
        );
        if (action === undefined || queue.length >= QUEUE_LIMIT) tell(run, { state: 'lost' });
        else if (status.state === 'running' && current === undefined) goOn(run, complete);
        else {
          queue.push(run);
          tell(run, { state: 'waiting' });
        }
      }
      // Whether something stands at the prompt is not known.
      phases.typed(new Uint8Array());
    },
  };
}
