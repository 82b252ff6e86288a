/** Compares what a lesson says one should see with what came out. */

/** Runs of white space count as one space: tables are as wide as their longest word. */
const squeezed = (line: string): string => line.trim().replace(/\s+/g, ' ');

const pattern = (line: string): RegExp => {
  const literal = squeezed(line)
    .split('…')
    .map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`);
};

/**
 * The first expected line that does not come out, or null when all do, in their order. Other lines may
 * stand between them; `…` stands for anything within a line, and a line of `…` alone for any lines.
 */
export function firstMissing(expected: string, output: string): string | null {
  const lines = output.split('\n').map(squeezed);
  let at = 0;
  for (const line of expected.split('\n')) {
    if (squeezed(line) === '' || squeezed(line) === '…') continue;
    const wanted = pattern(line);
    const found = lines.findIndex((candidate, index) => index >= at && wanted.test(candidate));
    if (found < 0) return line;
    at = found + 1;
  }
  return null;
}
