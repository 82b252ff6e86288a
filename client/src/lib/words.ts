/** Numbers and times as a reader says them. */

/** `1 task`, `3 tasks`. */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n} ${n === 1 ? one : many}`;

const UNITS: ReadonlyArray<readonly [Intl.RelativeTimeFormatUnit, number]> = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** How long ago, in the largest whole unit: `5 minutes ago`, `yesterday`. Instants in ms. */
export function ago(instant: number, now: number): string {
  const passed = Math.max(0, now - instant);
  for (const [unit, length] of UNITS) {
    if (passed >= length) return relative.format(-Math.floor(passed / length), unit);
  }
  return 'just now';
}

/** `14:05` in the reader's time zone. */
export const clock = (instant: number): string =>
  new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hour12: false }).format(
    instant,
  );

/** `24 December`, with the year where it isn't this one, in the reader's time zone. */
export const day = (instant: number, now: number): string =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    ...(new Date(instant).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' }),
  }).format(instant);
