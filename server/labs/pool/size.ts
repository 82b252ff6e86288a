/** How many lab hosts wait started for whoever comes next. */

/** `auto`: as many as were asked for lately, within bounds. */
export type PoolSetting = 'auto' | number;

export interface PoolFacts {
  setting: PoolSetting;
  /** Labs begun in the last `DEMAND_MS`. */
  demand: number;
  /** Hosts that wait or are being started. */
  waiting: number;
  /** Places that no learner's lab has. */
  freePlaces: number;
  /** Memory that could be given out; null where that cannot be seen. */
  memoryMiB: number | null;
  /** What the next learners may need of it; the pool takes none of that. */
  reservedMiB: number;
}

/** One learner alone at a laptop finds a lab there. */
export const SMALLEST = 1;
/**
 * On two cores a host is started in about a second, so that this many serve a class that begins together, until
 * the rest have theirs; 0.3 GB while they wait.
 */
export const LARGEST = 6;
/** A class that begins does so within minutes; after this time without a start nobody else is expected soon. */
export const DEMAND_MS = 5 * 60_000;
/** What a host takes that waits: 40 MB of its own, and the programs that were started ahead. */
export const HOST_MIB = 48;

/** Never more than places and memory allow that no learner needs. */
export function poolSize(facts: PoolFacts): number {
  const { setting, demand, waiting, freePlaces, memoryMiB, reservedMiB } = facts;
  const wanted = setting === 'auto' ? Math.min(Math.max(demand, SMALLEST), LARGEST) : setting;
  const fitting =
    memoryMiB === null
      ? Number.POSITIVE_INFINITY
      : waiting + Math.floor((memoryMiB - reservedMiB) / HOST_MIB);
  return Math.max(0, Math.min(wanted, freePlaces, fitting));
}
