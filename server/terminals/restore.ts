/**
 * Makes a screen from the raw log, when a page comes that has none. Nothing of it is kept: an idle terminal
 * costs its log only.
 */
import serialize from '@xterm/addon-serialize';
import headless from '@xterm/headless';
import { SCROLLBACK_LINES, type TerminalSize } from '../../protocol/terminal.ts';
import type { SizeChange } from '../sandbox/holder/frames.ts';
import type { OutputLog } from './log.ts';
import { createModes, type Modes } from './modes.ts';

const NEWLINE = 0x0a;
const ESC = 0x1b;

/**
 * What may be parsed, in bytes of plain text: a megabyte takes 0.2 s, all of it on the one thread. A control
 * sequence takes as long as so many bytes.
 */
const MOST_COST = 1024 * 1024;
const SEQUENCE_COST = 50;

export interface Restored {
  /** What to write into a fresh terminal of `size`. */
  data: Uint8Array;
  /** Offset of the output after it. */
  offset: number;
  /** A full-screen program drew parts of its screen before what was replayed: it should draw it again. */
  partial: boolean;
}

/**
 * @param before the modes of the output up to `log.start`; it is not changed
 * @param sizes in order; the first one is at or before `log.start`, or before any output
 * @param size of the page's terminal
 */
export async function restoreScreen({
  log,
  before,
  sizes,
  size,
}: {
  log: Pick<OutputLog, 'start' | 'end' | 'read'>;
  before: Modes;
  sizes: readonly SizeChange[];
  size: TerminalSize;
}): Promise<Restored> {
  const offset = log.end;
  // All of it now: parsing takes a while, and the log may move on meanwhile.
  const all = log.read(log.start);
  const skimmed = replayStart(all, SCROLLBACK_LINES + size.rows);
  const from = log.start + skimmed;
  const replayed = all.subarray(skimmed);
  const modes = createModes();
  modes.push(encode(before.prologue()));
  modes.push(all.subarray(0, skimmed));
  const partial = modes.alternate();

  const terminal = new headless.Terminal({
    ...sizeAt(sizes, from, size),
    scrollback: SCROLLBACK_LINES,
    allowProposedApi: true,
  });
  try {
    const addon = new serialize.SerializeAddon();
    terminal.loadAddon(addon);
    const write = (data: string | Uint8Array) =>
      new Promise<void>((resolve) => terminal.write(data, resolve));
    await write(modes.prologue());

    // Full-screen programs drew for the size of their time.
    const stops = sizes.filter((change) => change.offset > from && change.offset < offset);
    let at = from;
    for (const stop of [...stops, { offset, ...size }]) {
      const piece = replayed.subarray(at - from, stop.offset - from);
      modes.push(piece);
      await write(piece);
      terminal.resize(stop.cols, stop.rows);
      at = stop.offset;
    }
    const { cursorX, cursorY } = terminal.buffer.active;
    const epilogue = modes.epilogue({ row: cursorY + 1, column: cursorX + 1 });
    return { data: encode(addon.serialize() + epilogue), offset, partial };
  } finally {
    terminal.dispose();
  }
}

/**
 * Where to begin, so that `lines` come back, or as many as may be parsed for. What is older is only skimmed for
 * what it switched.
 */
function replayStart(bytes: Uint8Array, lines: number): number {
  let found = 0;
  let cost = 0;
  for (let at = bytes.length - 1; at >= 0; at--) {
    cost += bytes[at] === ESC ? SEQUENCE_COST : 1;
    if (bytes[at] === NEWLINE) found += 1;
    if (found > lines || cost > MOST_COST) return at + 1;
  }
  return 0;
}

function sizeAt(
  sizes: readonly SizeChange[],
  offset: number,
  fallback: TerminalSize,
): TerminalSize {
  const { cols, rows } = sizes.findLast((change) => change.offset <= offset) ?? fallback;
  return { cols, rows };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
