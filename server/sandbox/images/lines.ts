/** What an engine answers while it builds, pulls or imports: a JSON value a line. */
import { z } from 'zod';
import { createJsonLines } from '../json-lines.ts';

/** Longer than any line an engine sends: a build prints whole lines of its programs. */
const LONGEST_LINE_BYTES = 4 * 1024 * 1024;

const Line = z.object({
  stream: z.string().optional(),
  status: z.string().optional(),
  id: z.string().optional(),
  progressDetail: z
    .object({ current: z.number().optional(), total: z.number().optional() })
    .nullish(),
  error: z.string().optional(),
  aux: z.object({ ID: z.string().optional() }).nullish(),
});
export type EngineLine = z.infer<typeof Line>;

/**
 * Reads an engine's answer to its end.
 * @throws Error with the engine's words when it reports a failure
 */
export async function readLines(
  stream: AsyncIterable<unknown>,
  onLine: (line: EngineLine) => void,
): Promise<void> {
  const split = createJsonLines(LONGEST_LINE_BYTES);
  for await (const chunk of stream) {
    for (const value of split(Buffer.from(chunk as Uint8Array))) {
      const line = Line.parse(value);
      if (line.error !== undefined) throw new Error(line.error);
      onLine(line);
    }
  }
}
