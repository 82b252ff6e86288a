/**
 * What a terminal has been switched to: the alternate screen, mouse reports, a hidden cursor… Follows
 * output that is no longer held, so that a screen can be restored from the middle of a stream. What holds a
 * shell in the lab does the same with the same list (`sandbox/host/holder/modes.c`).
 */
import { createEscapeScanner } from './escapes.ts';

export interface Modes {
  push(bytes: Uint8Array): void;
  /** Whether a full-screen program has the alternate screen. */
  alternate(): boolean;
  /** Switches a fresh terminal to the same, and ends within the sequence that the output ended within. */
  prologue(): string;
  /** Switches a terminal that is switched like `from` to the same, where neither has the alternate screen. */
  difference(from: Modes): string;
  /** Puts a terminal into the sequence that the output ended within. */
  cut(): string;
  /** What differs from a fresh terminal. */
  readonly changed: ReadonlyMap<number, boolean>;
  /** Scroll region as `top;bottom`, empty for the whole screen. */
  readonly region: string;
  /** The same for a terminal whose screen the serialize addon has written: what that leaves out. */
  epilogue(cursor: { row: number; column: number }): string;
}

/** Of each of these at most one holds, and each of them switches off whichever it is. */
const ALTERNATE = [47, 1047, 1049];
const MOUSE = [9, 1000, 1002, 1003];
const MOUSE_ENCODING = [1005, 1006, 1015, 1016];
const GROUPS = [ALTERNATE, MOUSE, MOUSE_ENCODING];

/** DEC private modes that outlive the sequence that sets them; anything else a program sets is not kept. */
const KEPT = new Set([
  ...GROUPS.flat(),
  1, // application cursor keys
  5, // reverse video
  6, // origin
  7, // wraparound
  12, // blinking cursor
  25, // cursor shown
  45, // reverse wraparound
  66, // application keypad
  1004, // focus reports
  2004, // bracketed paste
]);
/** Set in a terminal that nobody has switched. */
const ON_AT_FIRST = [7, 25];

export function createModes(): Modes {
  /** Only what differs from a fresh terminal. */
  const changed = new Map<number, boolean>();
  let region = '';

  function set(mode: number, on: boolean): void {
    if (!KEPT.has(mode)) return;
    // One alternate screen under three numbers.
    const group = GROUPS.find((modes) => modes.includes(mode)) ?? [mode];
    for (const other of group) changed.delete(other);
    if (on !== ON_AT_FIRST.includes(mode)) changed.set(mode, on);
  }

  function reset(): void {
    changed.clear();
    region = '';
  }

  const scanner = createEscapeScanner({
    csi(parameters, final) {
      if ((final === 'h' || final === 'l') && parameters.startsWith('?')) {
        for (const mode of parameters.slice(1).split(';')) {
          if (/^\d{1,5}$/.test(mode)) set(Number(mode), final === 'h');
        }
      } else if (final === 'r' && /^[\d;]*$/.test(parameters)) {
        region = /\d/.test(parameters) ? parameters : '';
      } else if (final === 'p' && parameters === '!') {
        // Soft reset: it leaves the alternate screen and the mouse alone.
        const kept = GROUPS.flat();
        for (const mode of [...changed.keys()]) if (!kept.includes(mode)) changed.delete(mode);
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
    changed,
    get region() {
      return region;
    },
    alternate,
    cut: () => scanner.resume(),
    difference(from) {
      const back = [...from.changed]
        .filter(([mode, on]) => changed.get(mode) !== on)
        .map(([mode, on]) => `\x1b[?${mode}${on ? 'l' : 'h'}`);
      // Setting the region moves the cursor.
      const scrolling = region === from.region ? '' : `\x1b7\x1b[${region}r\x1b8`;
      const on = switches((mode) => from.changed.get(mode) !== changed.get(mode));
      return scrolling + back.join('') + on;
    },
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
