/** What a lab's tasks look like, from the lab's text and what the session says of them. */
import type { LabTask } from '../../../../protocol/course.ts';
import type { TaskStatus, Verdict } from '../../../../protocol/grading.ts';
import type { LabSession } from '../../../../protocol/session.ts';
import { count } from '../../lib/words.ts';

export type TaskState = 'done' | 'shown' | 'checking' | 'failed' | 'open' | 'later';

export interface TaskView {
  task: LabTask;
  /** 1 for the first. */
  number: number;
  /** Null while there is no session. */
  status: TaskStatus | null;
  /**
   * `shown`: its solution was typed for the learner. `failed`: Check my work said so last. `later`: tasks it needs
   * aren't done.
   */
  state: TaskState;
}

/**
 * @param doneBefore how many of the tasks are known to be done from the lab's progress, which is all there
 *   is to know without a session
 */
export function taskViews(
  tasks: readonly LabTask[],
  session: LabSession | null,
  doneBefore: number,
): TaskView[] {
  const statuses = new Map(session?.tasks.map((status) => [status.id, status]));
  const allDone = statuses.size === 0 && doneBefore === tasks.length;
  const isDone = (id: string) => allDone || statuses.get(id)?.done === true;
  const isShown = (id: string) => typeof statuses.get(id)?.shownAt === 'number';
  return tasks.map((task, index) => {
    const status = statuses.get(task.id) ?? null;
    const checking = session?.check?.state === 'running' && session.check.task === task.id;
    const state = ((): TaskState => {
      if (checking) return 'checking';
      if (isDone(task.id)) return 'done';
      if (isShown(task.id)) return 'shown';
      if (status?.checked?.verdict.kind === 'fail') return 'failed';
      return task.needs.every((id) => isDone(id) || isShown(id)) ? 'open' : 'later';
    })();
    return { task, number: index + 1, status, state };
  });
}

/** The task to do next: the first that is neither done nor shown; undefined when there is none. */
export function currentTask(views: readonly TaskView[]): TaskView | undefined {
  const left = views.filter(
    ({ state, status }) => state !== 'done' && state !== 'shown' && status?.done !== true,
  );
  return left.find(({ state }) => state !== 'later') ?? left[0];
}

/** How far, for those who are through: `all tasks are done`, `3 of 4 tasks done, 1 shown`. */
export function throughWords(views: readonly TaskView[]): string {
  const shown = views.filter(({ state }) => state === 'shown').length;
  if (shown === 0) return 'all tasks are done';
  return `${views.length - shown} of ${count(views.length, 'task')} done, ${shown} shown`;
}

/** Something that a check has said, and when it isn't what is seen now. */
export interface Finding {
  verdict: Verdict;
  /** Of Check my work; undefined for what is seen now. */
  at?: number;
}

const sameFailure = (a: Verdict, b: Verdict): boolean =>
  a.kind === 'fail' &&
  b.kind === 'fail' &&
  a.reason === b.reason &&
  a.expected === b.expected &&
  a.found === b.found;

/**
 * What to say of a task that isn't done: what is seen now, then what the last Check my work found. That
 * it had to wait for something then is no news beside what is seen now.
 */
export function findings(status: TaskStatus): Finding[] {
  const { live, checked } = status;
  const found: Finding[] = [];
  if (live && !(checked && sameFailure(live, checked.verdict))) found.push({ verdict: live });
  if (checked && checked.verdict.kind !== 'pass' && !(live && checked.verdict.kind === 'waiting')) {
    found.push({ verdict: checked.verdict, at: checked.at });
  }
  return found;
}

/** How it was seen that a done task is done; empty when nobody says. */
export function evidence({ checked, live }: TaskStatus): string {
  if (checked?.verdict.kind === 'pass') return checked.verdict.evidence;
  return live?.kind === 'pass' ? live.evidence : '';
}
