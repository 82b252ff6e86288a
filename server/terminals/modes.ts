/**
 * What a terminal has been switched to: the alternate screen, mouse reports, a hidden cursor… Follows
 * output that is no longer held, so that a screen can be restored from the middle of a stream.
 */
import { createEscapeScanner } from './escapes.ts';

export interface Modes {
  push(bytes: Uint8Array): void;
  /** Whether a full-screen program has the alternate screen. */
  alternate(): boolean;
  /** Switches a fresh terminal to the same, and ends within the sequence that the output ended within. */
  prologue(): string;
  /** The same for a terminal whose screen the serialize addon has written: what that leaves out. */
  epilogue(cursor: { row: number; column: number }): string;
}

/** DEC private modes that outlive the sequence that sets them; anything else a program sets is not kept. */
const ALTERNATE = [47, 1047, 1049];
const KEPT = new Set([
  ...ALTERNATE,
  1, // application cursor keys
  5, // reverse video
  6, // origin
  7, // wraparound
  12, // blinking cursor
  25, // cursor shown
  45, // reverse wraparound
  66, // application keypad
  ...[9, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016], // mouse and focus reports
  2004, // bracketed paste
]);
/** Set in a terminal that nobody has switched. */
const ON_AT_FIRST = [7, 25];

export function createModes(): Modes {
  /** Only what differs from a fresh terminal. */
  const changed = new Map<number, boolean>();
  /** Scroll region as `top;bottom`, empty for the whole screen. */
  let region = '';

  function set(mode: number, on: boolean): void {
    if (!KEPT.has(mode)) return;
    // One alternate screen under three numbers.
    if (ALTERNATE.includes(mode)) for (const other of ALTERNATE) changed.delete(other);
    if (on === ON_AT_FIRST.includes(mode)) changed.delete(mode);
    else changed.set(mode, on);
  }

  function reset(): void {
    changed.clear();
    region = '';
  }

  const scanner = createEscapeScanner({
    csi(parameters, final) {
      if ((final === 'h' || final === 'l') && parameters.startsWith('?')) {
        for (const mode of parameters.slice(1).split(';')) set(Number(mode), final === 'h');
      } else if (final === 'r' && /^[\d;]*$/.test(parameters)) {
        region = /\d/.test(parameters) ? parameters : '';
      } else if (final === 'p' && parameters === '!') {
        // Soft reset: it leaves the alternate screen alone.
        for (const mode of [...changed.keys()]) if (!ALTERNATE.includes(mode)) changed.delete(mode);
        region = '';
      }
    },
    escape(final) {
      if (final === 'c') reset();
      else if (final === '=' || final === '>') set(66, final === '=');
    },
  });

  const alternate = () => ALTERNATE.some((mode) => changed.has(mode));
  const switches = (keep: (mode: number) => boolean) =>
    [...changed]
      .filter(([mode]) => keep(mode))
      .map(([mode, on]) => `\x1b[?${mode}${on ? 'h' : 'l'}`)
      .join('');

  return {
    push: (bytes) => scanner.push(bytes),
    alternate,
    prologue() {
      const scrolling = region === '' ? '' : `\x1b[${region}r`;
      return (
        switches((mode) => ALTERNATE.includes(mode)) +
        scrolling +
        switches((mode) => !ALTERNATE.includes(mode)) +
        scanner.resume()
      );
    },
    epilogue({ row, column }) {
      // Setting the region moves the cursor; with origin mode on, positions count from the region's top.
      const scrolling =
        region === '' || changed.has(6) ? '' : `\x1b[${region}r\x1b[${row};${column}H`;
      return (
        scrolling + switches((mode) => !ALTERNATE.includes(mode) && mode !== 6) + scanner.resume()
      );
    },
  };
}
