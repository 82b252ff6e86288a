/** The clerk's ledger: two files that the clerk adds to all the time, in the volume and in a copy of it. */
import type { HistoryEntry, Observed } from '../../server/grading/contract.ts';
import { CLERK, LEDGER } from './original.ts';

/** What the ledger in a copy says, held against the one in the volume. */
export interface Ledger {
  /** The last entry that the copy has of each file; null when that is no entry of the clerk's. */
  entry: number | null;
  total: number | null;
  /** When the clerk made the copy's last entry, ms. */
  at: number;
  /** When the clerk had certainly gone on after it, ms; null while that isn't so. */
  until: number | null;
  /** The first of the two files that in the copy isn't the beginning of the volume's; null when both are. */
  strange: string | null;
  /** The first line of the volume's ledger that doesn't follow on the one before it; null when all do. */
  break: string | null;
}

/**
 * For each file whether the copy is how the original begins, and its last line; then what the clerk wrote next,
 * and where the numbers of the original jump.
 */
const COMPARE = `
for file in ${LEDGER.join(' ')}; do
  size=$(stat -c %s "$2/$file") || exit
  same=no
  [ "$(head -c "$size" "$1/$file" | sha256sum)" = "$(sha256sum <"$2/$file")" ] && same=yes
  echo "$same $(tail -n 1 "$2/$file" | head -c 100)"
done
size=$(stat -c %s "$2/${LEDGER[0]}")
tail -c +$((size + 1)) "$1/${LEDGER[0]}" | head -n 2 | head -c 200 | sed 's/^/next /'
awk -F, '$1 != NR { print "break " substr($0, 1, 100); exit }' "$1/${LEDGER[0]}"
`;

/** `number,seconds,cents`, or for the other file `number,cents`. */
const ENTRY = /^(\d+),(\d+(?:\.\d+)?)/;
const entryOf = (line: string | undefined): { number: number; at: number } | null => {
  const [, number, seconds] = ENTRY.exec(line ?? '') ?? [];
  return number === undefined ? null : { number: Number(number), at: Number(seconds) * 1000 };
};

/** Null when the volume or the copy has no such files. */
export async function ledgerOf(
  lab: Observed,
  original: string,
  copy: string,
): Promise<Ledger | null> {
  const { exitCode, stdout } = await lab.host(['bash', '-c', COMPARE, 'bash', original, copy]);
  if (exitCode !== 0) return null;
  const lines = stdout.split('\n');
  const words = (mark: string): string[] =>
    lines.filter((line) => line.startsWith(`${mark} `)).map((line) => line.slice(mark.length + 1));
  const [entries, totals] = lines;
  const entry = entryOf(entries?.replace(/^\w+ /, ''));
  const total = entryOf(totals?.replace(/^\w+ /, ''));
  // The line after the last one may have been begun before the clerk was held still.
  const [, next] = words('next');
  return {
    entry: entry?.number ?? null,
    total: total?.number ?? null,
    at: entry?.at ?? 0,
    until: entryOf(next)?.at ?? null,
    strange: LEDGER.find((_, at) => lines[at]?.startsWith('no')) ?? null,
    break: words('break')[0] ?? null,
  };
}

/** When the clerk was stopped or paused at the copy's last entry; undefined when it wasn't, or wasn't recorded. */
export function held(lab: Observed, { at, until }: Ledger): HistoryEntry | undefined {
  // The history counts whole milliseconds.
  const since = Math.floor(at);
  return lab.history.find(
    (entry) =>
      entry.kind === 'container' &&
      entry.name === CLERK &&
      (entry.action === 'die' || entry.action === 'pause') &&
      entry.at.getTime() >= since &&
      (until === null || entry.at.getTime() <= until),
  );
}

/** Entry and total are written one after the other, so at any one moment the total is there or about to be. */
export const isOfOneMoment = ({ entry, total }: Ledger): boolean =>
  entry !== null && total !== null && (total === entry || total === entry - 1);
