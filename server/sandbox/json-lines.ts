/** Splits a stream of JSON values, one a line, as engines send their events. */

/**
 * Takes chunks cut anywhere and returns the values that are complete with it.
 * @throws Error on a line that is longer than `maxLineBytes` or is no JSON
 */
export function createJsonLines(maxLineBytes: number): (chunk: Buffer) => unknown[] {
  let pieces: Buffer[] = [];
  let held = 0;

  return function split(chunk) {
    const values: unknown[] = [];
    let start = 0;
    while (start < chunk.length) {
      const newline = chunk.indexOf(0x0a, start);
      const end = newline === -1 ? chunk.length : newline;
      held += end - start;
      if (held > maxLineBytes) throw new Error(`a line is longer than ${maxLineBytes} bytes`);
      pieces.push(chunk.subarray(start, end));
      if (newline === -1) break;
      const line = Buffer.concat(pieces).toString('utf8').trim();
      pieces = [];
      held = 0;
      if (line !== '') values.push(JSON.parse(line));
      start = newline + 1;
    }
    return values;
  };
}
