/** Writes that nobody waits for, and that must not be lost because the database is away for a moment. */
import { pause } from '../sandbox/deadline.ts';
import { storeFailure } from './failures.ts';

/** Between two attempts: a lock of another program's, or a full disk, lasts this long at least. */
const PAUSE_MS = 2000;

/**
 * Does `write` again for as long as the database refuses it; any other error is the caller's.
 * @returns undefined when `signal` ends it first
 */
export async function insist<T>(
  write: () => Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (storeFailure(error) === undefined) throw error;
      await pause(PAUSE_MS, signal);
      if (signal.aborted) return undefined;
    }
  }
}
