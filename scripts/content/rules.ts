/** What every lab must hold; docs/authoring.md says why. */
import type { TaskStatus } from '../../protocol/grading.ts';
import type { Mistake } from '../../server/labs/content/mistake.ts';

/** `untouched`, or a script below the lab's folder: `mistakes/NAME.sh`. */
export type Trial = string;

/** What is wrong with the outcome; null when it is as the rules of docs/authoring.md ask. */
export function complaintOf(
  trial: Trial,
  tasks: readonly TaskStatus[],
  mistake: Mistake | undefined,
): string | null {
  if (trial === 'untouched') {
    const done = tasks.filter(({ done }) => done).map(({ id }) => id);
    return done.length === 0 ? null : `An untouched lab must pass nothing: ${done.join(', ')}.`;
  }
  if (!trial.startsWith('mistakes/')) {
    const open = tasks.filter(({ done }) => !done).map(({ id }) => id);
    return open.length === 0 ? null : `It must pass every task; open: ${open.join(', ')}.`;
  }
  if (mistake === undefined) return 'The first line must be: # fails TASK with REASON';
  const task = tasks.find(({ id }) => id === mistake.task);
  if (task === undefined) return `${mistake.task} is no task of the lab.`;
  const verdict = task.checked?.verdict;
  const reason = verdict?.kind === 'fail' ? verdict.reason : (verdict?.kind ?? 'nothing');
  if (reason !== mistake.reason) {
    return `${mistake.task} must fail with ${mistake.reason}, not with ${reason}.`;
  }
  return task.done
    ? `${mistake.task} was ticked on the way; no step of a mistake may pass it.`
    : null;
}
