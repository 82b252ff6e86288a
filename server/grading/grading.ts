/**
 * Grading of the running labs: records what happens in them, checks live what can be seen, and on
 * **Check my work** tries the rest. One `Watch` for each attached session.
 */
import type { Logger } from 'pino';
import type { CheckProgress, TaskStatus, Verdict } from '../../protocol/grading.ts';
import { AppError } from '../errors.ts';
import type { Progress } from '../progress/progress.ts';
import type { LabHost } from '../sandbox/types.ts';
import type { EndedCommand } from '../terminals/types.ts';
import { createLabAccess, type Hidden, repairLab } from './access.ts';
import type { HistoryEntry } from './contract.ts';
import { createTicker, type Ticker } from './live.ts';
import type { WorkerPool } from './pool.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import type { GradingRecords } from './records.ts';
import { checkTask, type GradedLab, missingNeed, observeTask, type RunParts } from './run.ts';

/** What grading must know of a session. */
export interface GradedSession {
  id: string;
  learnerId: string;
  launchId: string;
  /** Null for the ungraded host of a lesson. */
  lab: string | null;
  /** The images that its host came with: name to id. */
  images: Readonly<Record<string, string>>;
}

export interface Grading {
  /**
   * Begins to record and check. To be called when the session's host is prepared. `fresh`: nobody has used the host
   * yet, so that nothing can be left in it of an earlier process.
   */
  attach(session: GradedSession, host: LabHost, fresh?: boolean): Promise<void>;
  /** Ends both. Idempotent. */
  detach(sessionId: string): Promise<void>;
  /** A command has ended in a terminal of the session. */
  commandEnded(command: EndedCommand): void;
  /** Whether a page that shows the session is visible: then it is looked at every two seconds too. */
  setVisible(sessionId: string, visible: boolean): void;
  /**
   * Starts **Check my work**; it goes on in the background.
   * @throws AppError `grading.busy`, `session.notReady`
   */
  check(sessionId: string): void;
  /** Whether the lab's engine has ended, or was stopped, and does not answer for now. */
  isEngineAway(sessionId: string): boolean;
  /** Where **Check my work** stands; null when it has not been asked for. */
  checkProgress(sessionId: string): CheckProgress | null;
  tasks(session: { id: string; learnerId: string; lab: string }): Promise<TaskStatus[]>;
  /**
   * Whether the solution of a task may be typed for the learner: every task before it is earned or shown, and it
   * itself is not earned.
   * @throws AppError `task.notOpen`, `grading.busy`, `session.notReady`
   */
  requireOpen(sessionId: string, task: string): Promise<void>;
  /** Marks tasks as shown: from here on, what is seen of them earns nothing in this lab. */
  show(sessionId: string, tasks: readonly string[]): Promise<void>;
  /** Forgets the verdicts of a session that is reset. */
  forget(sessionId: string): Promise<void>;
  /**
   * Forgets the verdicts of a session whose lab is again as it was at an instant (ms), or at its start, and what has
   * happened in it since. To be called while it is detached.
   */
  rewind(session: Omit<GradedSession, 'images'>, to?: number): Promise<void>;
  /** Resolves when no **Check my work** is under way. */
  idle(): Promise<unknown>;
  /** Cuts off what is under way; what an experiment has created or held still is cleared away first. */
  close(): Promise<void>;
}

export interface GradingParts {
  labs: { graded(slug: string): GradedLab };
  records: GradingRecords;
  progress: Progress;
  /** Live checks and experiments have workers of their own: neither waits for the other. */
  livePool: WorkerPool;
  experimentPool: WorkerPool;
  now: () => number;
  /** The session's tasks or check have changed. */
  onChange(sessionId: string): void;
  /** A whole **Check my work** has ended. */
  onChecked?(check: { ms: number }): void;
  log: Logger;
}

interface Watch {
  session: GradedSession;
  host: LabHost;
  recorder: Recorder;
  ticker: Ticker;
  live: Map<string, Verdict>;
  check: CheckProgress | null;
  /** The check under way, so that detaching can wait for its clean-up. */
  checking: Promise<void> | null;
  engineAway: boolean;
  ended: boolean;
}

export function createGrading(parts: GradingParts): Grading {
  const { records, progress, onChange, now } = parts;
  const watches = new Map<string, Watch>();
  /** Verdicts of the live checks and the check of sessions that are detached stay readable. */
  const watchOf = (sessionId: string): Watch | undefined => watches.get(sessionId);

  const logOf = ({ id, launchId, learnerId, lab }: GradedSession): Logger =>
    parts.log.child({ session: id, launch: launchId, learner: learnerId, lab });

  const runParts = (watch: Watch, pool: WorkerPool, log: Logger): RunParts & { lab: GradedLab } => {
    const { session, host, recorder } = watch;
    if (session.lab === null) throw new AppError('session.notReady', 'A lesson has no tasks.');
    return {
      lab: parts.labs.graded(session.lab),
      pool,
      access: createLabAccess({
        sessionId: session.id,
        launchId: session.launchId,
        host,
        images: session.images,
        records,
        hidden: recorder satisfies Hidden,
        log,
      }),
      history: () => records.history(session.launchId),
      log,
    };
  };

  /** The tasks that are over: earned, or shown and not to be earned in this lab. */
  const overTasks = async ({ learnerId, lab }: GradedSession): Promise<Set<string>> => {
    const { tasks, shown } = await progress.forLearner(learnerId);
    return new Set([tasks, shown].flatMap((of) => [...(of.get(lab ?? '')?.keys() ?? [])]));
  };

  const isShown = async ({ learnerId, lab }: GradedSession, task: string): Promise<boolean> =>
    (await progress.forLearner(learnerId)).shown.get(lab ?? '')?.has(task) === true;

  /** Earns a task that was seen to be right, unless its solution was typed while it was looked at. */
  async function earn(session: GradedSession, lab: string, task: string): Promise<void> {
    if (await isShown(session, task)) return;
    await progress.earnTask(session.learnerId, lab, task);
  }

  /** Looks at every task that isn't over yet, in order. */
  async function look(watch: Watch): Promise<void> {
    const { session } = watch;
    if (session.lab === null || watch.ended || watch.checking !== null) return;
    const log = logOf(session);
    const run = runParts(watch, parts.livePool, log);
    const done = await overTasks(session);
    for (const task of run.lab.tasks) {
      if (watch.ended || watch.checking !== null) return;
      if (done.has(task.id)) continue;
      const verdict = missingNeed(run.lab, task, done) ?? (await observeTask(run, task));
      if (watch.ended) return;
      if (verdict === null) {
        // What had to be done first is done, and the rest only an experiment can tell.
        if (watch.live.delete(task.id)) onChange(session.id);
        continue;
      }
      const before = JSON.stringify(watch.live.get(task.id));
      watch.live.set(task.id, verdict);
      if (verdict.kind === 'pass' && !task.experiment) {
        await earn(session, session.lab, task.id);
        done.add(task.id);
        onChange(session.id);
      } else if (before !== JSON.stringify(verdict)) {
        onChange(session.id);
      }
    }
  }

  /** Checks every task, in order, but for those that were shown; the verdicts of one run stand together. */
  async function checkAll(watch: Watch): Promise<void> {
    const { session } = watch;
    const lab = session.lab ?? '';
    const log = logOf(session);
    const run = runParts(watch, parts.experimentPool, log);
    const done = await overTasks(session);
    const began = performance.now();
    /** For each task how it ended, and how many milliseconds that took. */
    const tasks: Record<string, { verdict: Verdict['kind']; ms: number }> = {};
    for (const task of run.lab.tasks) {
      if (watch.ended) return;
      if (await isShown(session, task.id)) continue;
      watch.check = { state: 'running', task: task.id };
      onChange(session.id);
      const since = performance.now();
      const verdict = missingNeed(run.lab, task, done) ?? (await checkTask(run, task));
      if (watch.ended) return;
      tasks[task.id] = { verdict: verdict.kind, ms: Math.round(performance.now() - since) };
      await records.saveChecked(session.id, task.id, now(), verdict);
      if (task.experiment || verdict.kind !== 'fault') watch.live.delete(task.id);
      if (verdict.kind === 'pass') {
        await earn(session, lab, task.id);
        done.add(task.id);
      }
      onChange(session.id);
    }
    const ms = performance.now() - began;
    log.info({ ms: Math.round(ms), tasks }, 'check');
    parts.onChecked?.({ ms });
  }

  return {
    async attach(session, host, fresh = false) {
      await this.detach(session.id);
      if (!fresh) await repairLab(host, session.launchId, records);
      const before = await records.history(session.launchId);
      const log = logOf(session);
      const record = (entry: HistoryEntry) =>
        records.addHistory(session.id, session.launchId, entry);
      const handedOver = before.find((entry) => entry.kind === 'ready')?.at.getTime();
      // Of a long history the beginning is not kept; what came before it has been recorded then.
      const from = before.length === 0 ? now() : (handedOver ?? 0);
      if (before.length === 0) {
        // Nothing that was typed in an earlier lab is in this one.
        if (session.lab !== null) await progress.forgetShown(session.learnerId, session.lab);
        await record({ kind: 'ready', at: new Date(from) });
      }
      const recorder = startRecorder({
        host,
        from,
        resumeFrom: lastEvent(before),
        record,
        onActivity: () => watchOf(session.id)?.ticker.poke(),
        onEngine(answers) {
          const watch = watchOf(session.id);
          if (watch === undefined) return;
          watch.engineAway = !answers;
          onChange(session.id);
          if (answers) watch.ticker.poke();
        },
        log,
      });
      const watch: Watch = {
        session,
        host,
        recorder,
        ticker: createTicker(async () => {
          await look(watch).catch((error: unknown) => log.error({ err: error }, 'live check'));
        }),
        live: new Map(),
        check: null,
        checking: null,
        engineAway: false,
        ended: false,
      };
      watches.set(session.id, watch);
      watch.ticker.poke();
    },
    async detach(sessionId) {
      const watch = watches.get(sessionId);
      if (watch === undefined) return;
      watches.delete(sessionId);
      watch.ended = true;
      await watch.ticker.stop();
      await watch.checking;
      await watch.recorder.stop();
    },
    commandEnded(command) {
      const watch = watchOf(command.sessionId);
      if (watch === undefined) return;
      const { terminalId: terminal, line, exitCode } = command;
      const entry: HistoryEntry = {
        at: new Date(now()),
        kind: 'command',
        terminal,
        line: line.slice(0, 4096),
        exitCode,
      };
      records
        .addHistory(command.sessionId, watch.session.launchId, entry)
        .catch((error: unknown) => parts.log.error({ err: error }, 'recording a command'))
        .finally(() => watch.ticker.poke());
    },
    setVisible(sessionId, visible) {
      watchOf(sessionId)?.ticker.setEvery(visible ? LOOK_EVERY_MS : null);
    },
    check(sessionId) {
      const watch = watchOf(sessionId);
      if (watch === undefined || watch.session.lab === null) throw notRunning();
      if (watch.checking !== null) {
        throw new AppError('grading.busy', 'Your work is being checked already.');
      }
      watch.check = { state: 'running', task: null };
      watch.checking = checkAll(watch)
        .catch((error: unknown) => parts.log.error({ err: error }, 'checking a lab'))
        .finally(() => {
          watch.check = { state: 'finished', task: null };
          watch.checking = null;
          onChange(sessionId);
          watch.ticker.poke();
        });
    },
    isEngineAway: (sessionId) => watchOf(sessionId)?.engineAway ?? false,
    checkProgress: (sessionId) => watchOf(sessionId)?.check ?? null,
    async tasks({ id, learnerId, lab }) {
      const [{ tasks, shown }, checked, hints] = await Promise.all([
        progress.forLearner(learnerId),
        records.checked(id),
        progress.openedHints(learnerId, lab),
      ]);
      const live = watchOf(id)?.live;
      return parts.labs.graded(lab).tasks.map((task) => {
        const doneAt = tasks.get(lab)?.get(task.id) ?? null;
        return {
          id: task.id,
          done: doneAt !== null,
          doneAt,
          shownAt: shown.get(lab)?.get(task.id) ?? null,
          live: live?.get(task.id) ?? null,
          checked: checked.get(task.id) ?? null,
          hintsOpened: hints.get(task.id) ?? 0,
        };
      });
    },
    async requireOpen(sessionId, task) {
      const watch = watchOf(sessionId);
      if (watch === undefined || watch.session.lab === null) throw notRunning();
      if (watch.checking !== null) {
        throw new AppError(
          'grading.busy',
          'Your work is being checked. When that is over, the solution can be shown.',
        );
      }
      const over = await overTasks(watch.session);
      const first = parts.labs.graded(watch.session.lab).tasks.find(({ id }) => !over.has(id));
      // What was shown and came to nothing may be shown again.
      if (first?.id === task || (await isShown(watch.session, task))) return;
      throw new AppError(
        'task.notOpen',
        first === undefined || over.has(task)
          ? 'This task is done already, so nothing was typed.'
          : `The solution builds on what comes before it. First: ${first.title}.`,
      );
    },
    async show(sessionId, tasks) {
      const watch = watchOf(sessionId);
      if (watch === undefined || watch.session.lab === null) throw notRunning();
      await progress.showTasks(watch.session.learnerId, watch.session.lab, tasks);
      for (const task of tasks) watch.live.delete(task);
      onChange(sessionId);
      watch.ticker.poke();
    },
    forget: (sessionId) => records.forgetChecked(sessionId),
    async rewind({ id, launchId, learnerId, lab }, to) {
      await records.forgetChecked(id);
      // What was typed since is taken back with the rest.
      if (lab !== null) await progress.forgetShown(learnerId, lab, to);
      await records.forgetHistory(launchId, to);
    },
    idle: () => Promise.all([...watches.values()].map((watch) => watch.checking)),
    async close() {
      // A check that has lost its worker still cleans up; nothing of it is kept.
      for (const watch of watches.values()) watch.ended = true;
      await Promise.all([parts.livePool.close(), parts.experimentPool.close()]);
      await Promise.all([...watches.keys()].map((id) => this.detach(id)));
    },
  };
}

const notRunning = (): AppError =>
  new AppError('session.notReady', 'The lab is not running, so its tasks cannot be looked at.');

/** Writes and SQL emit no Docker event, so an open page is looked at this often. */
const LOOK_EVERY_MS = 2000;

/** When the engine last told something; the other entries are not the engine's. */
function lastEvent(history: readonly HistoryEntry[]): number | null {
  const told = history.filter(({ kind }) => !['command', 'gap', 'ready'].includes(kind));
  return told.at(-1)?.at.getTime() ?? null;
}
