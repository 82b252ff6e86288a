import { describe, expect, it } from '@jest/globals';
import headless from '@xterm/headless';
import fc from 'fast-check';
import { createFeed, type Feed } from './feed.ts';
import { GAP_LEAST, leaveOut } from './gap.ts';

function feedOf(text: string): Feed {
  const feed = createFeed(0, () => {});
  feed.state({ offset: 0, prologue: new Uint8Array(), sizes: [] });
  feed.output(Buffer.from(text));
  return feed;
}

interface Seen {
  last: string;
  modes: object;
  cursorHidden: boolean;
}

async function show(...writes: (string | Uint8Array)[]): Promise<Seen> {
  const terminal = new headless.Terminal({ cols: 40, rows: 10, allowProposedApi: true });
  for (const data of writes) {
    await new Promise<void>((resolve) => terminal.write(data, resolve));
  }
  const { active } = terminal.buffer;
  const line = active.getLine(active.baseY + active.cursorY);
  const inner = terminal as unknown as { _core: { coreService: { isCursorHidden: boolean } } };
  const seen = {
    last: line?.translateToString(true) ?? '',
    modes: { ...terminal.modes },
    cursorHidden: inner._core.coreService.isCursorHidden,
  };
  terminal.dispose();
  return seen;
}

const FLOOD = 'a line of a flood\r\n'.repeat(GAP_LEAST / 10);

describe('leaving output out', () => {
  it('keeps the last lines and says how much is missing', () => {
    const feed = feedOf(`${FLOOD}the last\r\nand a bit`);
    const gap = leaveOut(feed, 0);
    const shown = Buffer.from(gap?.data ?? []).toString();
    const [mark, rest] = shown.split(' not shown …]\x1b[m\r\n');
    expect(mark).toContain('\r\n\x1b[2m[… ');
    expect(rest).toMatch(/^(a line of a flood\r\n)+the last\r\nand a bit$/);
    expect(gap?.skipped).toBeGreaterThan(GAP_LEAST);
    const kept = shown.length - shown.indexOf('a line');
    expect((gap?.skipped ?? 0) + kept).toBe(feed.end);
  });

  it('is not worth it for little, and not done to a full-screen program', () => {
    expect(leaveOut(feedOf(FLOOD.slice(0, GAP_LEAST)), 0)).toBeUndefined();
    expect(leaveOut(feedOf(`\x1b[?1049h${FLOOD}`), 0)).toBeUndefined();
    expect(leaveOut(feedOf(`${FLOOD}\x1b[?1049h${'vim\r\n'.repeat(2000)}`), 0)).toBeUndefined();
  });

  it('leaves the terminal as all of the output would have', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...['\x1b[?25l', '\x1b[?25h', '\x1b[?1h', '\x1b[?1l', '\x1b[?2004h', '\x1b[?2004l'],
        ...['\x1b=', '\x1b>', '\x1b[?1000h', '\x1b[?1002h', '\x1b[?1000l', '\x1b[?7l', '\x1b[!p'],
      ),
      fc.constantFrom('text', '\x1b[31m', '\x1b]0;title\x07', 'ünï', '\r\n'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 12 }),
        fc.array(piece, { maxLength: 12 }),
        async (before, during) => {
          const seen = before.join('');
          const text = `${seen}${during.join('')}${FLOOD}`;
          const gap = leaveOut(feedOf(text), Buffer.byteLength(seen));
          const { modes, cursorHidden } = await show(seen, gap?.data ?? '', '$ ');
          const whole = await show(text, '$ ');
          expect({ modes, cursorHidden }).toEqual({
            modes: whole.modes,
            cursorHidden: whole.cursorHidden,
          });
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);

  it('ends a sequence that the page was in the middle of', async () => {
    for (const [cut, rest] of [
      ['\x1b[3', '1m'],
      ['\x1b]0;ti', 'tle\x07'],
      ['\x1bPda', 'ta\x1b\\'],
      ['\x1b', '[1m'],
    ]) {
      const seen = `hello ${cut}`;
      const gap = leaveOut(feedOf(`${seen}${rest}${FLOOD}`), seen.length);
      expect((await show(seen, gap?.data ?? '', '$ ready')).last).toBe('$ ready');
    }
  });
});
