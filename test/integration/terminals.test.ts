import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ClientEvent } from '../../protocol/events.ts';
import { FLOW, TERMINALS_PER_LAB } from '../../protocol/terminal.ts';
import { newId } from '../../server/ids.ts';
import { HELD_BYTES } from '../../server/sandbox/holder/frames.ts';
import { eventually } from '../support/eventually.ts';
import type { TestPage } from '../support/page-socket.ts';
import { openTerminal, showTerminal, type TestTerminal } from '../support/terminal-page.ts';
import {
  startTerminalServer,
  type TerminalServer,
  type TestLearner,
} from '../support/terminal-server.ts';

/** Bytes that pipes and streams between a shell and the server's log hold, at most. */
const BUFFERS = 512 * 1024;

jest.setTimeout(60_000);

let server: TerminalServer;
let learner: TestLearner;
let page: TestPage;

beforeAll(async () => {
  server = await startTerminalServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  learner = await server.learner();
  page = await learner.page();
});

const open = async (number?: number): Promise<TestTerminal> => {
  const terminal = await openTerminal(page, learner.session, number);
  await terminal.until(/[#$]$/);
  return terminal;
};

describe('a terminal', () => {
  it('echoes, runs commands and keeps UTF-8 whole', async () => {
    const terminal = await open();
    terminal.type("printf 'gr%sn %s\\n' ü 日本語\r");
    await terminal.until('\ngrün 日本語\n');
    expect(terminal.text()).toContain("printf 'gr%sn %s\\n' ü 日本語");
  });

  it('tells the shell its size, and again when it changes', async () => {
    const terminal = await open();
    terminal.type('stty size\r');
    await terminal.until('\n24 80\n');
    terminal.setPlace({ cols: 100, rows: 30 });
    await terminal.until(() => terminal.size().cols === 100);
    // The shell hears of it in its own time.
    await eventually(() => {
      terminal.type('stty size\r');
      return terminal.text().includes('\n30 100\n');
    });
  });

  it('takes a large paste whole', async () => {
    const terminal = await open();
    terminal.type('stty -echo; echo re""ady; head -c 300000 | sha256sum; stty echo\r');
    await terminal.until(/\nready$/);
    const line = `${'x'.repeat(99)}\n`;
    terminal.type(line.repeat(3000));
    await terminal.until(/\n[0-9a-f]{64} {2}-/);
    const { createHash } = await import('node:crypto');
    const expected = createHash('sha256').update(line.repeat(3000)).digest('hex');
    expect(terminal.text()).toContain(expected);
  });

  it('says when its shell has ended, and how', async () => {
    const terminal = await open();
    terminal.type('exit 7\r');
    await terminal.until(() => terminal.state() === 'ended');
    expect(terminal.exitCode()).toBe(7);
    expect(server.terminals.list(learner.session)).toEqual([]);
  });

  it('ends its shell and what runs in it when it is closed', async () => {
    const before = (await server.host.living()).length;
    const terminal = await open();
    terminal.type('sleep 1000\r');
    await terminal.until('sleep 1000');
    expect((await server.host.living()).length).toBeGreaterThan(before);
    await page.socket.request('terminal:close', { terminal: terminal.id });
    expect(await server.host.living()).toHaveLength(before);
    expect(terminal.state()).toBe('ended');
    expect(server.terminals.list(learner.session)).toEqual([]);
  });

  it('is one of four at most, and the same one when asked for by number', async () => {
    const numbers: number[] = [];
    for (let n = 1; n <= TERMINALS_PER_LAB; n++) numbers.push((await open()).number);
    expect(numbers).toEqual([1, 2, 3, 4]);
    await expect(openTerminal(page, learner.session)).rejects.toMatchObject({
      code: 'terminal.limit',
    });
    const [first, second] = server.terminals.list(learner.session) ?? [];
    const again = await openTerminal(page, learner.session, 2);
    expect(again.id).toBe(second?.id);
    await page.socket.request('terminal:close', { terminal: first?.id ?? '' });
    expect((await open()).number).toBe(1);
  });

  it('is one shell, when two pages ask for the same number at once', async () => {
    const other = await learner.page();
    const [one, two] = await Promise.all([
      openTerminal(page, learner.session, 3),
      openTerminal(other, learner.session, 3),
    ]);
    expect(one.id).toBe(two.id);
    expect(server.terminals.list(learner.session)).toHaveLength(1);
  });

  it('ends with its session', async () => {
    const terminal = await open();
    await server.terminals.endSession(learner.session);
    await terminal.until(() => terminal.state() === 'ended');
    expect(server.terminals.list(learner.session)).toEqual([]);
  });
});

describe('coming back', () => {
  it('gets exactly what was missed while the connection was away', async () => {
    const terminal = await open();
    const witness = showTerminal(await learner.page(), terminal.id);
    await witness.until(() => witness.state() === 'live');
    witness.type('for i in $(seq 200); do echo "line $i ä"; sleep 0.005; done; echo "over"\r');
    await terminal.until('line 20 ');
    page.disconnect();
    await witness.until(/\nover\n/);
    expect(terminal.text()).not.toContain('\nover\n');
    expect(terminal.state()).toBe('offline');
    await page.reconnect();
    await terminal.until(/\nover\n/);
    expect(terminal.resets()).toBe(1);
    // Both saw the same bytes from the loop on.
    const since = (bytes: string) => bytes.slice(bytes.lastIndexOf('\x1b]133;C\x07'));
    await eventually(() => since(terminal.bytes()) === since(witness.bytes()));
    expect(since(terminal.bytes())).toContain('line 200 ');
  });

  it('restores the screen and the lines above it after a reload', async () => {
    const terminal = await open();
    terminal.type('seq -f "row %g" 120; echo o""ver\r');
    await terminal.until(/\nover\n.*[#$]$/);
    const before = terminal.text();
    terminal.close();
    const reloaded = showTerminal(await learner.page(), terminal.id);
    await reloaded.until(/\nover\n.*[#$]$/);
    expect(reloaded.text()).toBe(before);
    reloaded.type('echo still""here\r');
    await reloaded.until('\nstillhere\n');
  });

  it("brings back a full-screen program's screen", async () => {
    const terminal = await open();
    terminal.type(
      "printf '\\e[?1049h\\e[2J\\e[5;10Hfull %s\\e[?25l' screen; read; printf '\\e[?1049l'\r",
    );
    await terminal.until('full screen');
    const reloaded = showTerminal(await learner.page(), terminal.id);
    await reloaded.until('full screen');
    expect(reloaded.alternate()).toBe(true);
    expect(reloaded.text().split('\n')[4]).toBe('         full screen');
    reloaded.type('\r');
    await reloaded.until(() => !reloaded.alternate());
    expect(reloaded.text()).toContain('printf');
  });

  it('restores the last lines when more was missed than is held', async () => {
    const terminal = await open();
    page.disconnect();
    const other = showTerminal(await learner.page(), terminal.id);
    await other.until(() => other.state() === 'live');
    other.type(
      `yes "a long line of text to fill the log" | head -c ${2 * HELD_BYTES}; echo; echo o""ver\r`,
    );
    await other.until(/\nover\n/);
    await page.reconnect();
    await terminal.until(/\nover\n/);
    expect(terminal.resets()).toBe(2);
    expect(terminal.bytes().length).toBeLessThan(HELD_BYTES);
  });

  it('goes on without anybody watching', async () => {
    const terminal = await open();
    const before = server.host.bytesRead();
    terminal.type(`read; head -c ${3 * HELD_BYTES} /dev/zero | tr '\\0' y; echo; echo o""ver\r`);
    await terminal.until('read;');
    terminal.type('\r');
    await eventually(() => server.host.bytesRead() - before > 2 * FLOW.WINDOW);
    page.disconnect();
    await eventually(() => server.host.bytesRead() - before > 3 * HELD_BYTES);
    const back = showTerminal(await learner.page(), terminal.id);
    await back.until(/\nover\n/);
  });
});

describe('flow', () => {
  it('reads no more from a shell than a slow page has room for, and all of it in the end', async () => {
    const terminal = await open();
    const before = server.host.bytesRead();
    terminal.hold(true);
    const bytes = 3 * HELD_BYTES;
    terminal.type(`yes | head -c ${bytes}; echo; echo o""ver\r`);
    await eventually(() => server.host.bytesRead() - before > FLOW.WINDOW);
    // Nothing is left to happen: the shell is blocked on a full pipe.
    let read = -1;
    await eventually(() => {
      const still = read === server.host.bytesRead();
      read = server.host.bytesRead();
      return still;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(server.host.bytesRead() - before).toBeLessThan(FLOW.WINDOW + BUFFERS);
    expect(terminal.bytes().length).toBeLessThan(FLOW.WINDOW + BUFFERS);
    terminal.hold(false);
    await terminal.until(/\nover\n/);
    // Every newline became two bytes.
    expect(terminal.bytes().length).toBeGreaterThan(bytes * 1.5);
  });

  it('does not wait for a page that does not govern, and brings it back to the screen', async () => {
    const lagging = await open();
    const active = showTerminal(await learner.page(), lagging.id);
    await active.until(() => active.state() === 'live');
    lagging.hold(true);
    active.type(`yes 0123456789 | head -c ${3 * HELD_BYTES}; echo; echo o""ver\r`);
    await active.until(/\nover\n/);
    expect(lagging.text()).not.toContain('over');
    lagging.hold(false);
    await lagging.until(/\nover\n/);
    expect(lagging.resets()).toBe(2);
  });

  it('gives the shell the size of who typed last', async () => {
    const first = await open();
    const second = showTerminal(await learner.page(), first.id, 1, { cols: 60, rows: 10 });
    await second.until(() => second.state() === 'live');
    await first.until(() => first.size().cols === 60);
    first.type(' ');
    await second.until(() => second.size().cols === 80);
    expect(first.connection.answers()).toBe(true);
    expect(second.connection.answers()).toBe(false);
    first.close();
    await second.until(() => second.size().cols === 60);
    expect(second.connection.answers()).toBe(true);
  });
});

describe('ownership', () => {
  it("answers for another learner's terminal as for one that is not there", async () => {
    const terminal = await open();
    const stranger = await (await server.learner()).page();
    const size = { cols: 80, rows: 24 };
    const data = Buffer.from('echo intruder\r');
    const attempts: [ClientEvent, Record<string, unknown>][] = [
      ['terminal:attach', size],
      ['terminal:attach', { ...size, since: 0 }],
      ['terminal:detach', {}],
      ['terminal:input', { data }],
      ['terminal:ack', { offset: 1 }],
      ['terminal:resize', size],
      ['terminal:close', {}],
      ['terminal:run', { place: { kind: 'lesson', slug: 'test' }, block: 0 }],
    ];
    const refusal = async (event: ClientEvent, payload: object) => {
      const answer = await stranger.socket.request(event, payload as never).then(
        () => 'let in',
        (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
      );
      return answer;
    };
    for (const [event, rest] of attempts) {
      const foreign = await refusal(event, { terminal: terminal.id, ...rest });
      const unknown = await refusal(event, { terminal: newId(), ...rest });
      expect([event, foreign]).toEqual([event, unknown]);
      expect(foreign).toMatch(/^terminal\.notFound: /);
    }
    await expect(
      stranger.socket.request('terminal:open', { session: learner.session, ...size }),
    ).rejects.toMatchObject({ code: 'session.notFound' });
    terminal.type('echo mine\r');
    await terminal.until('\nmine\n');
    expect(terminal.text()).not.toContain('intruder');
  });
});
