/**
 * What is said to the program that holds a shell in the lab, and what it says: `sandbox/host/holder`, whose
 * `frames.h` has the same list. A frame is a letter, a length of three bytes, and so many bytes.
 *
 * The learner is root where the holder runs, so that whatever comes from there may be forged: each frame has
 * its bound and its form, and what has neither is an error.
 */
import { TerminalSize } from '../../../protocol/terminal.ts';

/** Of output that a holder keeps: what may be missed and still be had to the byte. */
export const HELD_BYTES = 1024 * 1024;
/** Of input that is not yet said to be taken. */
export const INPUT_WINDOW = 64 * 1024;
/** A holder keeps no longer note. */
export const NOTE_LIMIT = 32 * 1024;

const VERSION = 1;
const NOTED = 1;
const ENDED = 2;
const HEAD_BYTES = 4;
const OFFSET_BYTES = 8;
const OUTPUT_LIMIT = 64 * 1024;
const SIZES_LIMIT = 64;
const SIZE_BYTES = OFFSET_BYTES + 4;
/** Of what switches a fresh terminal to a state: some twenty modes, a scroll region, a cut sequence. */
const PROLOGUE_LIMIT = 1024;

/** From this offset of the output on, the terminal had this size. */
export interface SizeChange extends TerminalSize {
  offset: number;
}

/** What a holder says first. */
export interface Hello {
  /** Offsets of the oldest byte of output that it has, and after the newest. */
  start: number;
  end: number;
  /** The note follows. */
  noted: boolean;
  /** The shell has ended. */
  ended: boolean;
}

/** A terminal at one point of its output. */
export interface HeldState {
  offset: number;
  /** Switches a fresh terminal to what the output before has switched it to. */
  prologue: Uint8Array;
  /** In order, all that the holder remembers. */
  sizes: SizeChange[];
}

export interface HolderListener {
  hello(hello: Hello): void;
  note(note: Uint8Array): void;
  /** Output goes on from this state. */
  state(state: HeldState): void;
  output(offset: number, bytes: Uint8Array): void;
  /** Bytes typed that the shell's terminal has taken, in all. */
  taken(count: number): void;
  /** The shell has ended, and this was the last of its output. */
  ended(exitCode: number): void;
}

export type Request =
  /** Output from `offset` on, or from the oldest byte that is held. */
  | { kind: 'follow'; offset: number }
  /** The shell may write up to `offset`. */
  | { kind: 'grant'; offset: number }
  | { kind: 'input'; data: Uint8Array }
  | ({ kind: 'resize' } & TerminalSize)
  | { kind: 'note'; data: Uint8Array }
  /** The terminal has ended and nobody wants to look at it any more. */
  | { kind: 'dismiss' };

export function encodeRequest(request: Request): Buffer {
  switch (request.kind) {
    case 'follow':
      return frame('F', offsetBytes(request.offset));
    case 'grant':
      return frame('G', offsetBytes(request.offset));
    case 'input':
      return frame('I', request.data);
    case 'resize':
      return frame('Z', sizeBytes(request));
    case 'note':
      return frame('N', request.data);
    case 'dismiss':
      return frame('Q', new Uint8Array());
  }
}

function frame(letter: string, payload: Uint8Array): Buffer {
  const whole = Buffer.allocUnsafe(HEAD_BYTES + payload.length);
  whole.write(letter, 'latin1');
  whole.writeUIntBE(payload.length, 1, 3);
  whole.set(payload, HEAD_BYTES);
  return whole;
}

function offsetBytes(offset: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(OFFSET_BYTES);
  bytes.writeBigUInt64BE(BigInt(offset));
  return bytes;
}

function sizeBytes({ cols, rows }: TerminalSize): Uint8Array {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt16BE(cols, 0);
  bytes.writeUInt16BE(rows, 2);
  return bytes;
}

/** The longest payload of each frame, in bytes. */
const LIMITS = new Map<string, number>([
  ['H', 2 + 2 * OFFSET_BYTES],
  ['N', NOTE_LIMIT],
  ['S', OFFSET_BYTES + 2 + SIZES_LIMIT * SIZE_BYTES + PROLOGUE_LIMIT],
  ['O', OFFSET_BYTES + OUTPUT_LIMIT],
  ['T', OFFSET_BYTES],
  ['X', 2],
]);

/**
 * Takes chunks cut anywhere. Output is handed on as it comes, without waiting for its frame to be whole and
 * without copying.
 * @throws Error when the bytes are none that a holder says
 */
export function createFrameReader(listener: HolderListener): (chunk: Buffer) => void {
  const head = Buffer.alloc(HEAD_BYTES);
  let headFilled = 0;
  let letter = '';
  let left = 0;
  /** Of the payload; output leaves only its offset here. */
  let pieces: Buffer[] = [];
  /** Where output goes on, once that is known. */
  let offset: number | undefined;

  function begin(): void {
    letter = head.toString('latin1', 0, 1);
    left = head.readUIntBE(1, 3);
    const limit = LIMITS.get(letter);
    if (limit === undefined || left > limit) throw malformed();
    if (letter === 'O' && left < OFFSET_BYTES) throw malformed();
    pieces = [];
    offset = undefined;
  }

  /** Takes from the beginning of `bytes` what belongs to this frame; returns how much. */
  function fill(bytes: Buffer): number {
    if (letter === 'O' && offset !== undefined) {
      const piece = bytes.subarray(0, left);
      listener.output(offset, piece);
      offset += piece.length;
      return piece.length;
    }
    const filled = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const wanted = letter === 'O' ? OFFSET_BYTES - filled : left;
    const piece = bytes.subarray(0, wanted);
    pieces.push(piece);
    if (letter === 'O' && piece.length === wanted) offset = readOffset(Buffer.concat(pieces), 0);
    return piece.length;
  }

  return function read(chunk) {
    for (let at = 0; at < chunk.length; ) {
      if (headFilled < HEAD_BYTES) {
        const count = chunk.copy(head, headFilled, at, at + HEAD_BYTES - headFilled);
        headFilled += count;
        at += count;
        if (headFilled < HEAD_BYTES) return;
        begin();
      } else {
        const count = fill(chunk.subarray(at));
        left -= count;
        at += count;
      }
      if (left > 0) continue;
      headFilled = 0;
      if (letter !== 'O') take(letter, Buffer.concat(pieces), listener);
    }
  };
}

function take(letter: string, payload: Buffer, listener: HolderListener): void {
  switch (letter) {
    case 'N':
      listener.note(payload);
      return;
    case 'S':
      listener.state(readState(payload));
      return;
    default:
      // The others have one length each.
      if (payload.length !== LIMITS.get(letter)) throw malformed();
  }
  if (letter === 'T') listener.taken(readOffset(payload, 0));
  else if (letter === 'X') listener.ended(payload.readUInt16BE(0));
  else listener.hello(readHello(payload));
}

function readHello(payload: Buffer): Hello {
  const [start, end] = [readOffset(payload, 2), readOffset(payload, 2 + OFFSET_BYTES)];
  const sound = payload[0] === VERSION && start <= end && end - start <= HELD_BYTES;
  if (!sound) throw malformed();
  const flags = payload[1] ?? 0;
  return { start, end, noted: (flags & NOTED) !== 0, ended: (flags & ENDED) !== 0 };
}

function readState(payload: Buffer): HeldState {
  if (payload.length < OFFSET_BYTES + 2) throw malformed();
  const count = payload.readUInt16BE(OFFSET_BYTES);
  const sizesEnd = OFFSET_BYTES + 2 + count * SIZE_BYTES;
  if (count > SIZES_LIMIT || sizesEnd > payload.length) throw malformed();
  const sizes: SizeChange[] = [];
  for (let at = OFFSET_BYTES + 2; at < sizesEnd; at += SIZE_BYTES) {
    // A screen is made of them: an enormous one would take all memory.
    const size = TerminalSize.safeParse({
      cols: payload.readUInt16BE(at + OFFSET_BYTES),
      rows: payload.readUInt16BE(at + OFFSET_BYTES + 2),
    });
    if (!size.success) throw malformed();
    sizes.push({ offset: readOffset(payload, at), ...size.data });
  }
  return { offset: readOffset(payload, 0), prologue: payload.subarray(sizesEnd), sizes };
}

function readOffset(payload: Buffer, at: number): number {
  const offset = payload.readBigUInt64BE(at);
  // 280 terabytes of output.
  if (offset > 2n ** 48n) throw malformed();
  return Number(offset);
}

function malformed(): Error {
  return new Error('what holds this shell says something that no holder says');
}
