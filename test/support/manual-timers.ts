/** Timers for tests: time passes when a test says so. */
import type { Timers } from '../../server/terminals/timers.ts';

export interface ManualTimers extends Timers {
  /** Lets this much time pass. */
  pass(ms: number): void;
  /** Timers that are set. */
  pending(): number;
}

export function createManualTimers(): ManualTimers {
  let now = 0;
  const timers = new Set<{ at: number; callback: () => void }>();
  return {
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        now = next.at;
        timers.delete(next);
        next.callback();
      }
      now = end;
    },
    pending: () => timers.size,
  };
}
