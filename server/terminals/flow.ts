/**
 * When to stop reading from a shell. Levels are compared, never crossings: a scheme that counts crossings
 * can miss one (output that ends exactly on a mark) and stall for good.
 */
import { FLOW } from '../../protocol/terminal.ts';

export interface Flow {
  readonly paused: boolean;
  /** Takes the bytes now produced and not acknowledged; returns whether to be paused. */
  update(unacknowledged: number): boolean;
}

/** Invariant: 0 ≤ low < high, so that a stream that is wholly acknowledged always goes on. */
export function createFlow({
  high = FLOW.HIGH,
  low = FLOW.LOW,
}: {
  high?: number;
  low?: number;
} = {}): Flow {
  let paused = false;
  return {
    get paused() {
      return paused;
    },
    update(unacknowledged) {
      if (unacknowledged > high) paused = true;
      else if (unacknowledged <= low) paused = false;
      return paused;
    },
  };
}
