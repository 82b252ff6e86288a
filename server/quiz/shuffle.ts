/** An order that is different each time and can be had again. Pure. */
import { createHash } from 'node:crypto';

/**
 * Shuffles by `seed` alone: the order in which the items came makes no difference, so that moving one in a
 * file moves nothing on the screen.
 */
export function shuffle<T extends { id: string }>(items: readonly T[], seed: string): T[] {
  const rank = ({ id }: T): string =>
    createHash('sha256')
      .update(JSON.stringify([seed, id]))
      .digest('hex');
  const ranked = items.map((item) => ({ item, rank: rank(item) }));
  return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ item }) => item);
}
