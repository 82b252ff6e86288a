/** Checks the tasks of a lab, one after another, and turns whatever happens into verdicts. */
import type { Logger } from 'pino';
import type { Verdict } from '../../protocol/grading.ts';
import { newId } from '../ids.ts';
import type { LabAccess } from './access.ts';
import type { HistoryEntry } from './contract.ts';
import { GraderError, InterruptedError, type WorkerPool } from './pool.ts';
import { fault, toVerdict } from './verdict.ts';

/** Observing takes milliseconds; a slow query on a busy machine takes longer. */
const OBSERVE_DEADLINE_MS = 10_000;
/** The longest experiment starts a database on a copy of a volume. */
const EXPERIMENT_DEADLINE_MS = 90_000;

export interface GradedLab {
  /** `observe`, `experiment`: which of the two checks a task has; at least one. */
  tasks: readonly {
    id: string;
    title: string;
    needs: readonly string[];
    observe: boolean;
    experiment: boolean;
  }[];
  grader: { module: string; version: string };
}

export interface RunParts {
  lab: GradedLab;
  pool: WorkerPool;
  access: LabAccess;
  history(): Promise<HistoryEntry[]>;
  log: Logger;
}

type Task = GradedLab['tasks'][number];

/** One step of one task's check; null when the task has no such step. Never throws. */
async function step(
  parts: RunParts,
  task: Task,
  which: 'observe' | 'experiment',
): Promise<Verdict | null> {
  const { pool, access, lab } = parts;
  try {
    const outcome = await pool.run({
      ...lab.grader,
      task: task.id,
      step: which,
      history: await parts.history(),
      access: which === 'observe' ? access.observe : access.experiment,
      deadlineMs: which === 'observe' ? OBSERVE_DEADLINE_MS : EXPERIMENT_DEADLINE_MS,
    });
    return outcome === null ? null : toVerdict(outcome);
  } catch (error) {
    if (error instanceof InterruptedError) return { kind: 'interrupted', what: error.message };
    const id = newId().slice(0, 8);
    parts.log.error({ err: error, id, task: task.id, step: which }, 'a check failed');
    if (error instanceof GraderError) parts.log.debug({ id, said: error.said }, 'what it threw');
    return fault(id);
  }
}

/** What must be done first, as a verdict; null when nothing is in the way. */
export function missingNeed(lab: GradedLab, task: Task, done: ReadonlySet<string>): Verdict | null {
  const need = task.needs.find((id) => !done.has(id));
  if (need === undefined) return null;
  const title = lab.tasks.find((candidate) => candidate.id === need)?.title ?? need;
  return { kind: 'waiting', what: `First: ${title}.` };
}

/** What can be said of a task by looking alone. A task that needs an experiment passes by one only. */
export async function observeTask(parts: RunParts, task: Task): Promise<Verdict | null> {
  return task.observe ? step(parts, task, 'observe') : null;
}

/** The whole check of a task: look, then try. */
export async function checkTask(parts: RunParts, task: Task): Promise<Verdict> {
  const observed = await observeTask(parts, task);
  if (observed !== null && observed.kind !== 'pass') return observed;
  if (!task.experiment) {
    if (observed === null) throw new Error(`task ${task.id} has no check`);
    return observed;
  }
  try {
    const tried = await step(parts, task, 'experiment');
    if (tried === null) throw new Error(`task ${task.id} has no experiment`);
    return tried;
  } finally {
    await parts.access.cleanUp();
  }
}
