/** Growing pauses between attempts. */

export interface BackOff {
  /** Milliseconds to wait before the next attempt. */
  next(): number;
  /** An attempt succeeded: begin again with the shortest pause. */
  reset(): void;
}

/** Doubles from `first` up to `most` milliseconds. */
export function createBackOff({ first, most }: { first: number; most: number }): BackOff {
  let pause = first;
  return {
    next() {
      const now = pause;
      pause = Math.min(pause * 2, most);
      return now;
    },
    reset() {
      pause = first;
    },
  };
}
