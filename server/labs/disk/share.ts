/** A lab's share of the disk: how near it is, when to look again, when it is too much. MiB and ms. */

/** `near`: the learner is told. `full`: what goes on writing is held. */
export type ShareLevel = 'fine' | 'near' | 'full';

/** Each level begins at the first share of the limit and ends below the second, so that it does not flutter. */
const NEAR = { from: 0.9, until: 0.85 };
const FULL = { from: 1, until: 0.95 };

export function shareLevel(usedMiB: number, limitMiB: number, before: ShareLevel): ShareLevel {
  const share = usedMiB / limitMiB;
  if (share >= (before === 'full' ? FULL.until : FULL.from)) return 'full';
  return share >= (before === 'fine' ? NEAR.from : NEAR.until) ? 'near' : 'fine';
}

/** MiB that a fast disk's cache takes in a second from one lab. */
const FASTEST_PER_SECOND = 400;
const SOONEST_MS = 2_000;
const LATEST_MS = 20_000;
/** Of the time, counting takes at most one part in so many. */
const REST = 25;

/**
 * How long to wait before the next look: a writer at full speed is seen about when it reaches the limit, and a lab
 * with very many files, which takes long to count, is counted less often.
 */
export function lookAfter(usedMiB: number, limitMiB: number, tookMs: number): number {
  const untilFullMs = ((limitMiB - usedMiB) / FASTEST_PER_SECOND) * 1000;
  return Math.max(Math.min(Math.max(untilFullMs, SOONEST_MS), LATEST_MS), tookMs * REST);
}

/** What a full lab took at the last looks. */
export interface Growth {
  usedMiB: number;
  /** Looks in a row that saw more than the one before. */
  times: number;
}

/** Less than this, engine and databases write by themselves. */
const GROWTH_MIB = 1;
/** A writer is held at the look that sees what it wrote; one that began meanwhile at the next. */
const TIMES = 3;
const BEYOND = 1 / 8;

export function growth(before: Growth | null, usedMiB: number): Growth {
  const grew = before !== null && usedMiB >= before.usedMiB + GROWTH_MIB;
  return { usedMiB, times: grew ? before.times + 1 : 0 };
}

/**
 * Whether a lab whose writers are held goes on growing all the same, an eighth beyond the limit: then it is to be
 * stopped. One that got far and is held there has time to be cleared.
 */
export function isOver({ usedMiB, times }: Growth, limitMiB: number): boolean {
  return times >= TIMES && usedMiB >= limitMiB * (1 + BEYOND);
}
