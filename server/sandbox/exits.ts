/** Which lab hosts ended without having been asked to. */
import type { LaunchId } from './types.ts';

export interface Exits {
  /** It runs, and its end would be news. */
  alive(launchId: LaunchId): void;
  /** It is being started or ended, and its end is expected. */
  quiet(launchId: LaunchId): void;
  /** The engine says it has ended. */
  died(launchId: LaunchId): void;
  /** These run, and no others: for after a time in which ends may have gone unseen. */
  reconcile(running: ReadonlySet<LaunchId>): void;
}

/** Ends of so many hosts are waited for at once at most; far more than an engine can hold. */
const QUIET_KEPT = 10_000;

export function createExits(onExit: (launchId: LaunchId) => void): Exits {
  const attended = new Set<LaunchId>();
  const expected = new Set<LaunchId>();

  function died(launchId: LaunchId): void {
    if (expected.has(launchId)) return;
    attended.delete(launchId);
    onExit(launchId);
  }

  return {
    alive(launchId) {
      expected.delete(launchId);
      attended.add(launchId);
    },
    quiet(launchId) {
      attended.delete(launchId);
      // Moved to the end: the oldest is the first.
      expected.delete(launchId);
      expected.add(launchId);
      const [oldest] = expected;
      if (expected.size > QUIET_KEPT && oldest !== undefined) expected.delete(oldest);
    },
    died,
    reconcile(running) {
      for (const launchId of [...attended]) if (!running.has(launchId)) died(launchId);
    },
  };
}
