/**
 * The marks by which a lab's bash says where prompts and commands begin and end (shell integration), read
 * from its output as it streams by. FinalTerm's OSC 133 and, for what that lacks, VS Code's OSC 633:
 * https://code.visualstudio.com/docs/terminal/shell-integration
 *
 * Whatever a program prints can hold marks too, so they steer buttons and prompt live checks, and prove
 * nothing.
 */
import { createEscapeScanner } from './escapes.ts';

export type Mark =
  /** A prompt is being shown. */
  | { kind: 'prompt' }
  /** The prompt is there; what is typed now is a command. */
  | { kind: 'ready' }
  /** The command so far is unfinished and the shell wants another line of it. */
  | { kind: 'continuation' }
  /** The command line that is about to be executed. */
  | { kind: 'command'; line: string }
  /** A command's output begins. */
  | { kind: 'executing' }
  /** It ended; null when the shell didn't say how. */
  | { kind: 'finished'; exitCode: number | null };

export interface MarkReader {
  push(bytes: Uint8Array): void;
}

export function createMarkReader(onMark: (mark: Mark) => void): MarkReader {
  const decoder = new TextDecoder();
  return createEscapeScanner({
    osc(content) {
      const mark = readMark(decoder.decode(content));
      if (mark !== undefined) onMark(mark);
    },
  });
}

function readMark(content: string): Mark | undefined {
  const [system = '', letter, ...rest] = content.split(';');
  if (system === '633') {
    if (letter === 'E' && rest[0] !== undefined)
      return { kind: 'command', line: unescapeMark(rest[0]) };
    if (letter === 'G') return { kind: 'continuation' };
    return undefined;
  }
  if (system !== '133') return undefined;
  switch (letter) {
    case 'A':
      return { kind: 'prompt' };
    case 'B':
      return { kind: 'ready' };
    case 'C':
      return { kind: 'executing' };
    case 'D':
      return { kind: 'finished', exitCode: exitCodeOf(rest[0]) };
    default:
      return undefined;
  }
}

function exitCodeOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : null;
}

/** `\\` is a backslash, `\xNN` the character with that code. */
function unescapeMark(text: string): string {
  return text.replace(/\\(?:\\|x([0-9a-fA-F]{2}))/g, (_whole, code: string | undefined) =>
    code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
