/** A learner leaves: the labs end, then all that is kept goes. */
import { pause } from '../sandbox/deadline.ts';
import type { Learners } from './learners.ts';

/**
 * Removing a lab takes a second; a check that is under way in it, longer. What takes longer goes on by
 * itself, and what is left of it is swept, since no row names it any more.
 */
const LABS_WAIT_MS = 5000;

export interface LeaveParts {
  learners: Pick<Learners, 'erase'>;
  sessions: {
    list(learnerId: string): Promise<{ id: string }[]>;
    remove(learnerId: string, id: string): Promise<unknown>;
  };
  /** Closes the learner's sockets: whatever comes over them next is the new learner's. */
  disconnect(learnerId: string): void;
  onError(error: unknown): void;
}

/** Returns the new learner that the browser goes on as. */
export async function leave(
  parts: LeaveParts,
  learnerId: string,
): Promise<{ id: string; cookie: string }> {
  const { learners, sessions } = parts;
  const removals = (await sessions.list(learnerId)).map(({ id }) =>
    sessions.remove(learnerId, id).catch(parts.onError),
  );
  const waited = new AbortController();
  await Promise.race([Promise.all(removals), pause(LABS_WAIT_MS, waited.signal)]);
  waited.abort();
  const next = await learners.erase(learnerId);
  parts.disconnect(learnerId);
  return next;
}
