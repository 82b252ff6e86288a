/** Time limits on things that cannot be cancelled. */

/**
 * Rejects with `onTime()` when `work` has not settled after `milliseconds`. What `work` brings later is
 * given to `late`, so that it can be closed.
 */
export async function within<T>(
  milliseconds: number,
  work: Promise<T>,
  onTime: () => Error,
  late: (value: T) => void = () => {},
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let expired = false;
  const clock = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      expired = true;
      reject(onTime());
    }, milliseconds);
  });
  work.then(
    (value) => {
      if (expired) late(value);
    },
    () => {
      // Reported through the race below, or of no interest any more.
    },
  );
  try {
    return await Promise.race([work, clock]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves after `milliseconds`, or at once when `signal` aborts; never rejects. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
  });
}
