/** One thing at a time for each lab host; ending it does not wait for a start, it aborts it. */
import type { LaunchId } from './types.ts';

export interface Flights {
  /** Runs `work` after what is under way for this host. Its signal aborts with `signal` or by an `end`. */
  start<T>(
    launchId: LaunchId,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** Aborts every start of this host, then runs `work`. */
  end<T>(launchId: LaunchId, reason: Error, work: () => Promise<T>): Promise<T>;
  /** Whether anything is under way for this host. */
  has(launchId: LaunchId): boolean;
  /** Every host that anything is under way for. */
  ids(): ReadonlySet<LaunchId>;
  /** Aborts every start and resolves when nothing is under way. */
  close(reason: Error): Promise<void>;
}

export function createFlights(): Flights {
  const tails = new Map<LaunchId, Promise<void>>();
  const starts = new Map<AbortController, LaunchId>();

  function queue<T>(launchId: LaunchId, work: () => Promise<T>): Promise<T> {
    const mine = (tails.get(launchId) ?? Promise.resolve()).then(work);
    const tail = mine
      .then(
        () => {},
        () => {},
      )
      .then(() => {
        if (tails.get(launchId) === tail) tails.delete(launchId);
      });
    tails.set(launchId, tail);
    return mine;
  }

  function abort(reason: Error, launchId?: LaunchId): void {
    for (const [controller, id] of starts) {
      if (launchId === undefined || id === launchId) controller.abort(reason);
    }
  }

  return {
    start(launchId, signal, work) {
      const controller = new AbortController();
      starts.set(controller, launchId);
      const either =
        signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal]);
      return queue(launchId, async () => {
        either.throwIfAborted();
        return work(either);
      }).finally(() => starts.delete(controller));
    },
    end(launchId, reason, work) {
      abort(reason, launchId);
      return queue(launchId, work);
    },
    has: (launchId) => tails.has(launchId),
    ids: () => new Set(tails.keys()),
    async close(reason) {
      abort(reason);
      while (tails.size > 0) await Promise.all(tails.values());
    },
  };
}
