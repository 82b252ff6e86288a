/** Shells in a lab, and the numbers of their flow control. */
import * as z from 'zod/mini';
import { Id, Place, Slug } from './names.ts';

/** Shells a lab may have at once. */
export const TERMINALS_PER_LAB = 4;

/** A paste arrives in pieces of at most this many bytes. */
export const INPUT_LIMIT = 64 * 1024;

/**
 * Flow control, in bytes of output. A shell may write `WINDOW` bytes more than the governing page has
 * acknowledged, wherever on the way they are. The page acknowledges every `ACK` bytes that xterm has parsed,
 * and whenever it has parsed all it has. Levels are compared, never crossings. xterm's guide asks for less
 * than 500 kB ahead, so that Ctrl-C stays quick. Invariant: 2 · ACK ≤ WINDOW.
 */
export const FLOW = { WINDOW: 256 * 1024, ACK: 32 * 1024 } as const;

export const TerminalSize = z.object({
  cols: z.int().check(z.minimum(2), z.maximum(500)),
  rows: z.int().check(z.minimum(1), z.maximum(300)),
});
export type TerminalSize = z.infer<typeof TerminalSize>;

/** Lines above the screen that the page keeps, and that a restored screen brings back at most. */
export const SCROLLBACK_LINES = 5000;

const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/**
 * terminal:open → OpenedTerminal. A new shell in the learner's own session. With `number`: the open terminal
 * of that number if there is one, so that two tabs of one page do not end up with two shells.
 */
export const OpenTerminal = z.extend(TerminalSize, {
  session: Id,
  number: z.optional(z.int().check(z.minimum(1), z.maximum(TERMINALS_PER_LAB))),
});
export const OpenedTerminal = z.object({ terminal: Id, number: z.int() });
export type OpenedTerminal = z.infer<typeof OpenedTerminal>;

/** What can be run: a block of a document, by its index in it; the solution of a lab's task, by the task's id. */
export const Runnable = z.union([z.int().check(z.nonnegative(), z.maximum(10_000)), Slug]);
export type Runnable = z.infer<typeof Runnable>;

/**
 * How a block's run stands. `waiting`: the shell is busy with another run, or with something that the learner
 * started. `lost`: the shell did not become free in time, or ended, or does not say when commands end.
 */
export const RunStatus = z.object({
  run: Id,
  terminal: Id,
  place: Place,
  block: Runnable,
  state: z.enum(['waiting', 'running', 'succeeded', 'failed', 'lost']),
  /** Of the last command, when it ended. */
  exitCode: z.nullable(z.int()),
});
export type RunStatus = z.infer<typeof RunStatus>;

/**
 * terminal:attach → AttachedTerminal. From then on this socket gets the terminal's output. With `since`
 * (bytes of output already seen) the missed bytes follow exactly when they are still held, otherwise a
 * restored screen. Snapshot and subscription are one step: no byte is lost or doubled between them.
 *
 * With `hurry`, much output since then may be left out: the page has thrown it away, because the learner has
 * typed Ctrl-C and waits for the prompt.
 */
export const AttachTerminal = z.extend(TerminalSize, {
  terminal: Id,
  since: z.optional(z.int().check(z.nonnegative())),
  hurry: z.optional(z.boolean()),
});

export const AttachedTerminal = z.object({
  /** Write this first. */
  data: Bytes,
  /** True: `data` continues what was seen. False: clear the terminal before writing it. */
  continues: z.boolean(),
  /** Bytes of output that `data` leaves out, and says so in a line; the terminal's modes are as with them. */
  skipped: z.int().check(z.nonnegative()),
  /** The offset after `data`. */
  offset: z.int().check(z.nonnegative()),
  number: z.int(),
  /** Set when the shell has ended. */
  exitCode: z.nullable(z.int()),
  ended: z.boolean(),
  /** The last run of each block that was run in it. */
  runs: z.array(RunStatus),
});
export type AttachedTerminal = z.infer<typeof AttachedTerminal>;

/** Of a key, or a line that is pasted; what is longer travels as bytes. */
export const TYPED_LIMIT = 1024;

/**
 * A key travels as text, one character a byte: socket.io sends text as one message and bytes as two, and an
 * echo is a tenth sooner.
 */
const TypedText = z.pipe(
  z.string().check(
    z.maxLength(TYPED_LIMIT),
    z.refine((text) => bytesAsText(textAsBytes(text)) === text),
  ),
  z.transform(textAsBytes),
);

export function bytesAsText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function textAsBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export const TerminalInput = z.object({
  terminal: Id,
  data: z.union([Bytes.check(z.refine((bytes) => bytes.byteLength <= INPUT_LIMIT)), TypedText]),
});
export const TerminalAck = z.object({
  terminal: Id,
  /** Bytes of output parsed since the terminal began. */
  offset: z.int().check(z.nonnegative()),
});
export const ResizeTerminal = z.extend(TerminalSize, { terminal: Id });
export const TerminalRef = z.object({ terminal: Id });

/**
 * terminal:run → StartedRun. Types a block of the document into the terminal's shell, or the solution of a task, which
 * from then on counts as shown.
 */
export const RunBlock = z.object({
  terminal: Id,
  place: Place,
  block: Runnable,
});
export const StartedRun = z.object({ run: Id });
export type StartedRun = z.infer<typeof StartedRun>;

export const TerminalOutput = z.object({
  terminal: Id,
  /** Offset of the first byte of `data`. */
  offset: z.int().check(z.nonnegative()),
  data: Bytes,
});
export type TerminalOutput = z.infer<typeof TerminalOutput>;

export const TerminalEnded = z.object({ terminal: Id, exitCode: z.nullable(z.int()) });
export type TerminalEnded = z.infer<typeof TerminalEnded>;

/**
 * terminal:size: the terminal has this size from the next byte of output on; the page follows. It is the size
 * that the governing viewer asked for: the one that attached or typed last. Only that one answers the
 * terminal's queries, or programs would hear every answer twice.
 */
export const TerminalResized = z.extend(TerminalSize, { terminal: Id, governs: z.boolean() });
export type TerminalResized = z.infer<typeof TerminalResized>;

/** terminal:behind */
export type TerminalBehind = z.infer<typeof TerminalRef>;
