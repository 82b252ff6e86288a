/** Whether a lab's share of the disk has room for one more copy of what is in the lab. */

/** What is left to the learner of the share besides all copies. */
const LEFT_FREE = 0.1;

/**
 * @param used MiB that the lab takes, its save points among them; null when it could not be counted: then the disk
 *   watch has to do
 * @param saved MiB of its save points
 */
export function hasRoom(used: number | null, saved: number, limit: number): boolean {
  if (used === null) return true;
  const copy = Math.max(0, used - saved);
  return used + copy <= limit * (1 - LEFT_FREE);
}
