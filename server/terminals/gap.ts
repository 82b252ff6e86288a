/**
 * Leaving output out: of a flood that the learner has ended with Ctrl-C, nobody wants to see what is still on
 * its way. The last lines are kept, and a line says how much is missing.
 */
import type { Feed } from './feed.ts';

/** A page parses less within some ten milliseconds: that is not worth a hole in the output. */
export const GAP_LEAST = 64 * 1024;

/** A screenful or two, to see where the flood was when it ended. */
const TAIL_BYTES = 4 * 1024;

const NEWLINE = 0x0a;

/** Ends a sequence that the page may be in the middle of; plain text in the usual characters. */
const CALM = '\x18\x1b[m\x0f\x1b(B';
const FAINT = '\x1b[2m';
const PLAIN = '\x1b[m';

export interface Gap {
  /** Stands for all output from `since` on. */
  data: Uint8Array;
  skipped: number;
}

/**
 * What to show a page that has seen everything up to `since`, which the feed has. Undefined when the rest is
 * to be shown as it is: it is not much, or belongs to a full-screen program, whose screen has no lines.
 */
export function leaveOut(feed: Feed, since: number): Gap | undefined {
  const tail = lastLines(feed);
  const skipped = tail - since;
  if (skipped < GAP_LEAST) return undefined;
  const [before, after] = [feed.modesAt(since), feed.modesAt(tail)];
  if (before.alternate() || after.alternate()) return undefined;
  const mark = `\r\n${FAINT}[… ${inWords(skipped)} not shown …]${PLAIN}\r\n`;
  const head = CALM + after.difference(before) + mark + after.cut();
  return { data: Buffer.concat([Buffer.from(head), feed.read(tail)]), skipped };
}

/** Where the last lines begin: after a line end, so that no character or sequence is torn apart. */
function lastLines(feed: Feed): number {
  const from = Math.max(feed.start, feed.end - TAIL_BYTES);
  const found = feed.read(from).indexOf(NEWLINE);
  return found === -1 ? feed.end : from + found + 1;
}

function inWords(bytes: number): string {
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
