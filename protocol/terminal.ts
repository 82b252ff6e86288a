/** Shells in a lab, and the numbers of their flow control. */
import { z } from 'zod';
import { Id, Place } from './names.ts';

/** Shells a lab may have at once. */
export const TERMINALS_PER_LAB = 4;

/** A paste arrives in pieces of at most this many bytes. */
export const INPUT_LIMIT = 64 * 1024;

/**
 * Flow control, in bytes of output. The server stops reading from the shell when more than `HIGH` bytes
 * are sent and unacknowledged, and goes on at `LOW` or less. The page acknowledges every `ACK` bytes
 * that xterm has parsed, and whenever it has parsed all it has. Levels are compared, never crossings.
 * xterm's guide asks for less than 500 kB ahead, so that Ctrl-C stays quick. Invariant:
 * ACK ≤ LOW < HIGH.
 */
export const FLOW = { HIGH: 256 * 1024, LOW: 64 * 1024, ACK: 32 * 1024 } as const;

export const TerminalSize = z.object({
  cols: z.number().int().min(2).max(500),
  rows: z.number().int().min(1).max(300),
});
export type TerminalSize = z.infer<typeof TerminalSize>;

const Bytes = z.instanceof(Uint8Array);

/** terminal:open → OpenedTerminal. A new shell in the learner's own session. */
export const OpenTerminal = TerminalSize.extend({ session: Id });
export const OpenedTerminal = z.object({ terminal: Id, number: z.number().int() });
export type OpenedTerminal = z.infer<typeof OpenedTerminal>;

/**
 * terminal:attach → AttachedTerminal. From then on this socket gets the terminal's output. With `since`
 * (bytes of output already seen) the missed bytes follow exactly when they are still held, otherwise a
 * restored screen. Snapshot and subscription are one step: no byte is lost or doubled between them.
 */
export const AttachTerminal = TerminalSize.extend({
  terminal: Id,
  since: z.number().int().nonnegative().optional(),
});
export const AttachedTerminal = z.object({
  /** Write this first. */
  data: Bytes,
  /** True: `data` continues what was seen. False: clear the terminal before writing it. */
  continues: z.boolean(),
  /** The offset after `data`. */
  offset: z.number().int().nonnegative(),
  number: z.number().int(),
  /** Set when the shell has ended. */
  exitCode: z.number().int().nullable(),
  ended: z.boolean(),
});
export type AttachedTerminal = z.infer<typeof AttachedTerminal>;

export const TerminalInput = z.object({
  terminal: Id,
  data: Bytes.refine((bytes) => bytes.byteLength <= INPUT_LIMIT),
});
export const TerminalAck = z.object({
  terminal: Id,
  /** Bytes of output parsed since the terminal began. */
  offset: z.number().int().nonnegative(),
});
export const ResizeTerminal = TerminalSize.extend({ terminal: Id });
export const TerminalRef = z.object({ terminal: Id });

/** terminal:run → StartedRun. Types block `block` of the document into the terminal's shell. */
export const RunBlock = z.object({
  terminal: Id,
  place: Place,
  block: z.number().int().nonnegative().max(10_000),
});
export const StartedRun = z.object({ run: Id });
export type StartedRun = z.infer<typeof StartedRun>;

/** How a block's run stands. `waiting`: another run is before it in that terminal. */
export const RunStatus = z.object({
  run: Id,
  terminal: Id,
  place: Place,
  block: z.number().int(),
  state: z.enum(['waiting', 'running', 'succeeded', 'failed', 'lost']),
  /** Of the last command, when it ended. */
  exitCode: z.number().int().nullable(),
});
export type RunStatus = z.infer<typeof RunStatus>;

export const TerminalOutput = z.object({
  terminal: Id,
  /** Offset of the first byte of `data`. */
  offset: z.number().int().nonnegative(),
  data: Bytes,
});
export type TerminalOutput = z.infer<typeof TerminalOutput>;

export const TerminalEnded = z.object({ terminal: Id, exitCode: z.number().int().nullable() });
export type TerminalEnded = z.infer<typeof TerminalEnded>;
