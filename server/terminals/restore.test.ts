import { describe, expect, it, jest } from '@jest/globals';
import headless from '@xterm/headless';
import fc from 'fast-check';
import { SCROLLBACK_LINES, type TerminalSize } from '../../protocol/terminal.ts';
import type { SizeChange } from '../sandbox/holder/frames.ts';
import { createOutputLog, type OutputLog } from './log.ts';
import { createModes, type Modes } from './modes.ts';
import { restoreScreen } from './restore.ts';

// Each case makes a terminal or two.
jest.setTimeout(30_000);

const SIZE: TerminalSize = { cols: 20, rows: 5 };

/** What a person sees, and what the program behind it relies on. */
interface Seen {
  rows: string[];
  cursor: [number, number];
  type: string;
  modes: object;
  cursorHidden: boolean;
}

async function show(...writes: (string | Uint8Array)[]): Promise<Seen> {
  const terminal = new headless.Terminal({ ...SIZE, scrollback: 50, allowProposedApi: true });
  for (const data of writes) {
    await new Promise<void>((resolve) => terminal.write(data, resolve));
  }
  const { active } = terminal.buffer;
  const rows: string[] = [];
  for (let row = 0; row < active.length; row++) {
    rows.push(active.getLine(row)?.translateToString(true) ?? '');
  }
  const seen: Seen = {
    rows,
    cursor: [active.cursorX, active.cursorY],
    type: active.type,
    modes: { ...terminal.modes },
    cursorHidden: isCursorHidden(terminal),
  };
  terminal.dispose();
  return seen;
}

/** The one mode that xterm's interface doesn't show. */
function isCursorHidden(terminal: InstanceType<typeof headless.Terminal>): boolean {
  const inner = terminal as unknown as { _core: { coreService: { isCursorHidden: boolean } } };
  return inner._core.coreService.isCursorHidden;
}

/** A log small enough to have given up the beginning of what is written. */
function logged(text: string, capacity: number): { log: OutputLog; before: Modes } {
  const before = createModes();
  const log = createOutputLog({
    capacity,
    pageBytes: 4,
    onTrim: (bytes) => before.push(bytes),
  });
  log.append(Buffer.from(text));
  return { log, before };
}

async function restore(
  text: string,
  capacity = 10_000,
  sizes: SizeChange[] = [{ offset: 0, ...SIZE }],
): Promise<{ data: Uint8Array; partial: boolean }> {
  return restoreScreen({ ...logged(text, capacity), sizes, size: SIZE });
}

describe('a restored screen', () => {
  it.each([
    ['text and cursor', 'one\r\ntwo\x1b[A'],
    ['what has scrolled away', Array.from({ length: 30 }, (_, n) => `line ${n}`).join('\r\n')],
    ['wrapped lines', 'x'.repeat(55)],
    ['the alternate screen', 'shell\r\n\x1b[?1049h\x1b[2J\x1b[3;4Hvim\x1b[?25l\x1b[?1h\x1b='],
    ['mouse reports', '\x1b[?1002h\x1b[?1006h'],
    ['bracketed paste', '\x1b[?2004h$ '],
    ['what was switched back', '\x1b[?1049h\x1b[?25l\x1b[?25h\x1b[?1049lback'],
    ['a scroll region', 'a\r\nb\r\nc\r\nd\r\ne\x1b[2;4r\x1b[3;2Hq'],
    ['wide characters', '日本語 ünïcödé'],
  ])('has %s', async (_name, text) => {
    const { data } = await restore(text);
    expect(await show(data)).toEqual(await show(text));
  });

  it('goes on with what comes next as the first one would', async () => {
    // A scroll region shows only when something scrolls.
    const text = 'a\r\nb\r\nc\r\nd\r\ne\x1b[2;4r\x1b[4;1H';
    const next = '\n\n<';
    const { data } = await restore(text);
    expect(await show(data, next)).toEqual(await show(text, next));
  });

  it('ends within the sequence that the output ended within', async () => {
    for (const [text, next] of [
      ['a\x1b[3', '1mred'],
      ['a\x1b', '[31mred'],
      ['a\x1b]0;ti', 'tle\x07red'],
      ['a\x1bPdata', 'more\x1b\\red'],
    ] as const) {
      const { data } = await restore(text);
      expect((await show(data, next)).rows[0]).toBe('ared');
    }
  });

  it('shows nothing of a sequence whose beginning is no longer held', async () => {
    for (const text of ['\x1b]8;;http://a.example/long\x07link', '\x1b[38;2;10;20;30mlink']) {
      for (let capacity = 4; capacity < text.length; capacity += 4) {
        const { rows } = await show((await restore(text, capacity)).data);
        expect(rows[0]).toBe('link');
      }
    }
  });

  it('remembers what was switched in output that is no longer held', async () => {
    const text = `\x1b[?1049h\x1b[?25l\x1b[?1h${'x'.repeat(40)}\x1b[Hhere`;
    const { data, partial } = await restore(text, 12);
    const seen = await show(data);
    expect(partial).toBe(true);
    expect(seen.type).toBe('alternate');
    expect(seen.cursorHidden).toBe(true);
    expect(seen.modes).toMatchObject({ applicationCursorKeysMode: true });
    expect(seen.rows[0]).toMatch(/^here/);
  });

  it('draws each part for the size of its time', async () => {
    const wide = `${' '.repeat(34)}far\r\n`;
    const { data } = await restore(`${wide}near`, 10_000, [
      { offset: 0, cols: 40, rows: 5 },
      { offset: wide.length, ...SIZE },
    ]);
    expect((await show(data)).rows.join('')).toMatch(/^ +far *near/);
  });

  it('has all the lines that a page keeps, and is not parsed for more', async () => {
    const line = (n: number) => `${n}`.padEnd(15, '.');
    const lines = 2 * SCROLLBACK_LINES;
    const text = Array.from({ length: lines }, (_, n) => line(n)).join('\r\n');
    const { data } = await restore(text, 10_000_000);
    const shown = (n: number) => Buffer.from(data).includes(line(n));
    expect(shown(lines - SCROLLBACK_LINES - SIZE.rows)).toBe(true);
    expect(shown(lines - SCROLLBACK_LINES - SIZE.rows - 10)).toBe(false);
  });

  it('is made of any output, from any point on', async () => {
    const piece = fc.oneof(
      fc.constantFrom('\x1b[', '\x1b]', '?1049h', '?25l', '\x07', '\x1bP', '\x1b\\', 'm', '\r\n'),
      fc.string({ maxLength: 8 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 40 }),
        fc.integer({ min: 1, max: 60 }),
        async (pieces, capacity) => {
          const { data } = await restore(pieces.join(''), capacity);
          await show(data);
        },
      ),
      { numRuns: 50 },
    );
  });
});
