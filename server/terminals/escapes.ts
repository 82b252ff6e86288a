/**
 * Finds control sequences (CSI) and operating system commands (OSC) in a terminal's output, over chunk
 * boundaries, without changing a byte of it. The grammar is that of ECMA-48 as xterm reads it:
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html. The 8-bit forms do not occur in UTF-8.
 */
export interface EscapeListener {
  /** `ESC [ parameters final`, for example `?25` and `h`. */
  csi?(parameters: string, final: string): void;
  /** `ESC ] content`, ended by BEL or `ESC \`. */
  osc?(content: Uint8Array): void;
  /** `ESC final`, for example `c` (reset). Intermediates are left out. */
  escape?(final: string): void;
}

export interface EscapeScanner {
  push(bytes: Uint8Array): void;
  /**
   * Bytes that put a terminal into the middle of the sequence that `push` has ended in, so that the
   * sequence's rest is not shown as text. Empty between sequences.
   */
  resume(): string;
}

/** A command line of 4096 characters, each of up to 4 bytes escaped as `\xNN`, and what is around it. */
export const OSC_LIMIT = 64 * 1024;
/** xterm gives up on longer ones too. */
const CSI_LIMIT = 256;

const BEL = 0x07;
const CANCEL = 0x18;
const SUBSTITUTE = 0x1a;
const ESC = 0x1b;
const SPACE = 0x20;
const AT = 0x40;
const DELETE = 0x7f;

/** `string`: DCS, SOS, PM or APC, which nobody here reads. */
type State = 'text' | 'escape' | 'csi' | 'osc' | 'string';

export function createEscapeScanner(listener: EscapeListener): EscapeScanner {
  let state: State = 'text';
  /** Parameters of a CSI so far; undefined when there were too many. */
  let parameters: string | undefined = '';
  /** Pieces of an OSC so far; undefined when it became too long. */
  let pieces: Uint8Array[] | undefined = [];
  let length = 0;

  function collect(piece: Uint8Array): void {
    length += piece.length;
    if (length > OSC_LIMIT) pieces = undefined;
    // A copy: the piece may be a view of a buffer that its owner uses again.
    else if (piece.length > 0) pieces?.push(Uint8Array.from(piece));
  }

  function endOsc(): void {
    if (pieces !== undefined && listener.osc !== undefined) listener.osc(join(pieces, length));
    pieces = [];
  }

  function afterEscape(byte: number): State {
    switch (byte) {
      case 0x5b: // [
        parameters = '';
        return 'csi';
      case 0x5d: // ]
        pieces = [];
        length = 0;
        return 'osc';
      case 0x50: // P: DCS
      case 0x58: // X: SOS
      case 0x5e: // ^: PM
      case 0x5f: // _: APC
        return 'string';
      case ESC:
        return 'escape';
      case CANCEL:
      case SUBSTITUTE:
        return 'text';
      default:
        // Control characters and intermediates may stand before the final byte.
        if (byte < 0x30 || byte === DELETE) return 'escape';
        listener.escape?.(String.fromCharCode(byte));
        return 'text';
    }
  }

  function inCsi(byte: number): State {
    if (byte === ESC) return 'escape';
    if (byte === CANCEL || byte === SUBSTITUTE) return 'text';
    if (byte >= AT && byte < DELETE) {
      if (parameters !== undefined) listener.csi?.(parameters, String.fromCharCode(byte));
      return 'text';
    }
    if (byte >= SPACE && byte < AT && parameters !== undefined) {
      parameters += String.fromCharCode(byte);
      if (parameters.length > CSI_LIMIT) parameters = undefined;
    }
    return 'csi';
  }

  return {
    push(bytes) {
      let at = 0;
      while (at < bytes.length) {
        if (state === 'text') {
          const found = bytes.indexOf(ESC, at);
          if (found === -1) return;
          at = found + 1;
          state = 'escape';
          continue;
        }
        if (state === 'escape' || state === 'csi') {
          const byte = bytes[at++] ?? 0;
          state = state === 'escape' ? afterEscape(byte) : inCsi(byte);
          continue;
        }
        const from = at;
        while (at < bytes.length && !endsString(bytes[at] ?? 0, state)) at++;
        if (state === 'osc') collect(bytes.subarray(from, at));
        if (at === bytes.length) return;
        const end = bytes[at++] ?? 0;
        // xterm takes an OSC that another escape sequence cuts short as ended, and so do we.
        if (state === 'osc' && end !== CANCEL && end !== SUBSTITUTE) endOsc();
        state = end === ESC ? 'escape' : 'text';
      }
    },
    resume() {
      switch (state) {
        case 'text':
          return '';
        case 'escape':
          return '\x1b';
        case 'csi':
          // When there were too many parameters: one that no sequence has.
          return `\x1b[${parameters ?? '?9999999'}`;
        case 'osc':
          // The rest of a command is not a command; with this before it, it is none that xterm knows.
          return '\x1b]x';
        case 'string':
          return '\x1b^';
      }
    },
  };
}

function endsString(byte: number, state: 'osc' | 'string'): boolean {
  return (
    byte === ESC || byte === CANCEL || byte === SUBSTITUTE || (state === 'osc' && byte === BEL)
  );
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
