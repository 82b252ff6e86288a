/** What a shell is doing, as far as its marks and the learner's keys tell. */
import type { Mark } from './marks.ts';

/**
 * `ready`: it waits for a command · `continuation`: it waits for another line of one · `busy`: a command is
 * running, or has just been entered, or nothing is known yet.
 */
export type ShellPhase = 'ready' | 'continuation' | 'busy';

export interface PhaseTracker {
  readonly phase: ShellPhase;
  /** Whether the learner may have typed something at the prompt that isn't entered yet. */
  readonly drafted: boolean;
  mark(mark: Mark): void;
  /** Bytes that went to the shell from the learner's keyboard. */
  typed(bytes: Uint8Array): void;
}

const ENTER = 0x0d;
const NEWLINE = 0x0a;
const PASTE_BEGINS = '\x1b[200~';
const PASTE_ENDS = '\x1b[201~';

export function createPhaseTracker(): PhaseTracker {
  let phase: ShellPhase = 'busy';
  let drafted = false;
  /** Within a bracketed paste: line ends are text there and enter nothing. */
  let pasting = false;

  return {
    get phase() {
      return phase;
    },
    get drafted() {
      return drafted;
    },
    mark(mark) {
      if (mark.kind === 'command') return;
      phase = mark.kind === 'ready' || mark.kind === 'continuation' ? mark.kind : 'busy';
      // A prompt alone says nothing: it is shown again, draft and all, when the window changes its size.
      if (mark.kind === 'executing' || mark.kind === 'finished') drafted = false;
    },
    typed(bytes) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const begins = text.lastIndexOf(PASTE_BEGINS);
      const ends = text.lastIndexOf(PASTE_ENDS);
      const entered = !pasting && begins === -1 && hasLineEnd(text);
      if (begins !== ends) pasting = begins > ends;
      // The shell's next mark says what came of it; until then it must not be typed at.
      if (entered || (ends !== -1 && hasLineEnd(text.subarray(ends)))) phase = 'busy';
      drafted = true;
    },
  };
}

function hasLineEnd(bytes: Uint8Array): boolean {
  return bytes.includes(ENTER) || bytes.includes(NEWLINE);
}
