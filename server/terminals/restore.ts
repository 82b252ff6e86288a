/**
 * Makes a screen from the raw log, when a page comes that has none. Nothing of it is kept: an idle terminal
 * costs its log only.
 */
import serialize from '@xterm/addon-serialize';
import headless from '@xterm/headless';
import { SCROLLBACK_LINES, type TerminalSize } from '../../protocol/terminal.ts';
import type { OutputLog } from './log.ts';
import { createModes, type Modes } from './modes.ts';

/**
 * Parsing costs about 0.2 s a megabyte, all of it on the one thread. This much holds the screen and several
 * thousand lines of ordinary output above it; what is older is only skimmed for what it switched.
 */
export const RESTORE_BYTES = 256 * 1024;

/** From this offset of the output on, the terminal had this size. */
export interface SizeChange extends TerminalSize {
  offset: number;
}

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
  log: OutputLog;
  before: Modes;
  sizes: readonly SizeChange[];
  size: TerminalSize;
}): Promise<Restored> {
  const offset = log.end;
  const from = Math.max(log.start, offset - RESTORE_BYTES);
  // All of it now: parsing takes a while, and the log may move on meanwhile.
  const replayed = log.read(from);
  const modes = createModes();
  modes.push(encode(before.prologue()));
  modes.push(log.read(log.start, from - log.start));
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
