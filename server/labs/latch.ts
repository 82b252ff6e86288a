/** A switch that does not flutter: it closes at one level and opens again at a better one. */

export interface Latch {
  /** Takes a new reading; null where there is none, which changes nothing. Returns whether it is closed. */
  update(level: number | null): boolean;
}

/** What is freed must be worth it: half as much again as what was too little. */
const OPENS_AT = 1.5;

/** Closes when the level is below `low`. With 0 it never does. */
export function createLatch(low: number): Latch {
  let closed = false;
  return {
    update(level) {
      if (level === null) return closed;
      closed = level < (closed ? low * OPENS_AT : low);
      return closed;
    },
  };
}
