/** How long a lab that doesn't run is kept. */
import type { SessionRecord } from './records.ts';

const DAY_MS = 24 * 60 * 60_000;

/**
 * The instant at which it is removed, unless it runs before; null for one that runs, or where nothing is
 * removed (0 days). Counted from when it was stopped, or failed.
 */
export function keptUntil(
  { state, changedAt }: Pick<SessionRecord, 'state' | 'changedAt'>,
  keepDays: number,
): number | null {
  if (keepDays === 0 || (state !== 'stopped' && state !== 'failed')) return null;
  return changedAt + keepDays * DAY_MS;
}
