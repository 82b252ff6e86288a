/**
 * What this process has of a terminal's output: the part that is on its way to a page. The rest is held in the
 * lab and can be had again, so that an idle terminal costs next to nothing here.
 */
import { FLOW, type TerminalSize } from '../../protocol/terminal.ts';
import { HELD_BYTES, type HeldState, type SizeChange } from '../sandbox/holder/frames.ts';
import { createOutputLog, type OutputLog } from './log.ts';
import { createModes, type Modes } from './modes.ts';

export interface Feed extends Pick<OutputLog, 'start' | 'end' | 'read' | 'trim'> {
  /** Offset after the last byte that has come so far; what is asked for again does not count anew. */
  readonly received: number;
  /** Whether everything from `offset` on is here. */
  has(offset: number): boolean;
  /**
   * Resolves in the turn in which everything from `offset` on is here, or as much of it as is held at all, or
   * when the feed is closed. It stays until it is trimmed.
   */
  reach(offset: number): Promise<void>;
  /** What the output before `offset` has switched. */
  modesAt(offset: number): Modes;
  /** The sizes that the terminal had, in order. */
  readonly sizes: readonly SizeChange[];
  resized(size: TerminalSize): void;
  /** The shell's connection was made anew: asks again for what has not come. */
  reconnected(): void;
  state(state: HeldState): void;
  /** Returns what of it has not come before. */
  output(bytes: Uint8Array): Uint8Array;
  close(): void;
}

/** Everything that is held, what may come while that is looked at, and the same again to be safe. */
const CAPACITY = HELD_BYTES + 2 * FLOW.WINDOW;

/** As many as a holder remembers. */
const SIZES_KEPT = 64;

/** @param follow asks the holder for output from an offset on; each is answered by `state` */
export function createFeed(begin: number, follow: (offset: number) => void): Feed {
  /** As of the oldest byte in the log. */
  let before = createModes();
  const log = createOutputLog({ capacity: CAPACITY, onTrim: (bytes) => before.push(bytes) });
  let received = begin;
  /** Questions that are not answered yet. */
  let asked = 0;
  let sizes: SizeChange[] = [];
  const waiting: { offset: number; resolve: () => void }[] = [];
  /** Where what comes began, or will begin. */
  let base = begin;
  let closed = false;

  function ask(offset: number): void {
    asked += 1;
    base = offset;
    follow(offset);
  }

  function isWhole(): boolean {
    return asked === 0 && log.end >= received;
  }

  function settle(): void {
    if (!isWhole()) return;
    for (const { resolve } of waiting.splice(0)) resolve();
  }

  log.restart(begin);
  ask(begin);

  return {
    get start() {
      return log.start;
    },
    get end() {
      return log.end;
    },
    get received() {
      return received;
    },
    get sizes() {
      return sizes;
    },
    read: log.read,
    trim(offset) {
      if (waiting.length === 0) log.trim(offset);
    },
    has: (offset) => isWhole() && offset >= log.start && offset <= log.end,
    async reach(offset) {
      if (closed) return;
      if (isWhole() || offset < base) {
        ask(Math.min(offset, log.start, ...waiting.map((waiter) => waiter.offset)));
      }
      await new Promise<void>((resolve) => {
        waiting.push({ offset, resolve });
      });
    },
    modesAt(offset) {
      const modes = createModes();
      modes.push(Buffer.from(before.prologue()));
      modes.push(log.read(log.start, offset - log.start));
      return modes;
    },
    resized(size) {
      sizes = [...sizes, { offset: received, ...size }].slice(-SIZES_KEPT);
    },
    reconnected() {
      asked = 0;
      ask(Math.min(log.end, ...waiting.map((waiter) => waiter.offset)));
    },
    state(state) {
      asked -= 1;
      base = state.offset;
      sizes = state.sizes;
      if (state.offset !== log.end) {
        log.restart(state.offset);
        before = createModes();
        before.push(state.prologue);
      }
      // What was given up meanwhile will not come.
      received = Math.max(received, state.offset);
      settle();
    },
    output(bytes) {
      log.append(bytes);
      const fresh = log.end - received;
      received = Math.max(received, log.end);
      settle();
      return fresh <= 0 ? new Uint8Array() : bytes.subarray(Math.max(0, bytes.length - fresh));
    },
    close() {
      closed = true;
      asked = 0;
      for (const { resolve } of waiting.splice(0)) resolve();
    },
  };
}
