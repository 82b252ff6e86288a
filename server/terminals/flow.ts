/**
 * How far a shell may write. Levels are compared, never crossings: a scheme that counts crossings can miss
 * one (output that ends exactly on a mark) and stall for good.
 */
import { FLOW } from '../../protocol/terminal.ts';

export interface Flow {
  /** The offset that the shell may write up to. */
  readonly granted: number;
  /** Takes how much has been acknowledged; returns the new limit when the shell is to hear of it. */
  update(acknowledged: number): number | undefined;
}

/**
 * The limit moves in steps, so that a flood makes few messages, and never back. Invariant: 0 < step < window,
 * so that a shell whose output is wholly acknowledged may always write at least `window - step` bytes.
 */
export function createFlow({
  window = FLOW.WINDOW,
  step = FLOW.ACK,
}: {
  window?: number;
  step?: number;
} = {}): Flow {
  let granted = 0;
  return {
    get granted() {
      return granted;
    },
    update(acknowledged) {
      const limit = acknowledged + window;
      if (limit - granted < step) return undefined;
      granted = limit;
      return granted;
    },
  };
}
