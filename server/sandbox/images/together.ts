/** Tasks that belong together: when one fails, the others are of no use any more. */

/**
 * Runs all tasks at once and resolves when all have ended. When one fails, the others' signal aborts.
 * @throws what the first to fail has thrown, or the signal's reason
 */
export async function together(
  signal: AbortSignal,
  tasks: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const stop = new AbortController();
  const common = AbortSignal.any([signal, stop.signal]);
  let failed: { error: unknown } | undefined;
  await Promise.all(
    tasks.map((task) =>
      task(common).catch((error: unknown) => {
        failed ??= { error };
        stop.abort(error);
      }),
    ),
  );
  signal.throwIfAborted();
  if (failed !== undefined) throw failed.error;
}
