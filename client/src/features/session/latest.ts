/** Answers and events of a session arrive over two roads and may overtake each other. */
import type { LabSession } from '../../../../protocol/session.ts';

/**
 * Which of the two to show: the one whose state was reached later, or what came last when that is the
 * same. A removed session is none.
 */
export function latest(held: LabSession | null, arrived: LabSession): LabSession | null {
  if (held) {
    const sameSession = held.id === arrived.id;
    if (sameSession && arrived.changedAt < held.changedAt) return held;
    if (!sameSession && arrived.createdAt < held.createdAt) return held;
  }
  return arrived.state === 'removed' ? null : arrived;
}

/** Whether tasks were earned, shown or are to be earned again between two tellings of a session. */
export function progressChanged(before: LabSession | null, after: LabSession | null): boolean {
  const done = (session: LabSession | null) =>
    session?.tasks.filter((task) => task.done).length ?? 0;
  const shown = (session: LabSession | null) =>
    session?.tasks.filter((task) => task.shownAt !== null).length ?? 0;
  return done(after) > done(before) || (after !== null && shown(after) !== shown(before));
}
