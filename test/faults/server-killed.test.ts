/**
 * The server dies in the middle of everything: kill -9. Its labs, shells and what runs in them go on, and the pages
 * that come back find the same.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { LabSession } from '../../protocol/session.ts';
import { HELD_BYTES } from '../../server/sandbox/holder/frames.ts';
import { inContainer } from '../support/lab.ts';
import { onlyLab, removeLeftovers } from '../support/lab-container.ts';
import { openTestPage, type TestPage } from '../support/page-socket.ts';
import { type Browser, eventually, openBrowser } from '../support/server.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { openTerminal, showTerminal, type TestTerminal } from '../support/terminal-page.ts';

jest.setTimeout(180_000);
/** The first start may build the images. */
const PREPARE_MS = 20 * 60_000;

const place = { kind: 'lab', slug: 'writable-layer' } as const;
/** Its first block that can be run only looks. */
const lesson = { kind: 'lesson', slug: '01-where-data-lives' } as const;

let data: string;
let server: ServerProcess;
let browser: Browser;
let session: string;
const pages: TestPage[] = [];

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'holdfast-faults-'));
  server = await startServerProcess(data);
  browser = await openBrowser(server.url);
  await eventually(
    async () => (await browser.get('/api/status')).body.images?.state === 'ready',
    PREPARE_MS,
  );
  session = LabSession.parse((await browser.send('post', '/api/sessions', { place })).body).id;
  await eventually(async () => (await lab()).state === 'ready');
}, PREPARE_MS);

afterAll(async () => {
  for (const { socket } of pages) socket.close();
  await browser?.send('delete', `/api/sessions/${session}`);
  await server?.kill('SIGTERM');
  await removeLeftovers(data);
  await rm(data, { recursive: true, force: true });
}, 60_000);

const lab = async () => LabSession.parse((await browser.get(`/api/sessions/${session}`)).body);

async function openPage(): Promise<TestPage> {
  const page = await openTestPage(server.url, browser.cookie);
  pages.push(page);
  return page;
}

async function openShell(page: TestPage): Promise<TestTerminal> {
  const terminal = await openTerminal(page, session);
  await terminal.until(/# $|#$/);
  return terminal;
}

/** kill -9, and a new server in its place after `meanwhile`. */
async function replaceServer(meanwhile?: () => Promise<unknown>): Promise<void> {
  await server.kill('SIGKILL');
  await meanwhile?.();
  server = await startServerProcess(data, { PORT: String(server.port) });
}

describe('a server that is killed', () => {
  it('is replaced, and the page goes on in the same shell to the byte', async () => {
    const page = await openPage();
    const terminal = await openShell(page);
    const loop =
      'until [ -e /tmp/stop ]; do echo "line $((++n)) ä"; sleep 0.002; done; echo o""ver';
    terminal.type(`kept=yes; n=0; ${loop}\r`);
    await terminal.until('line 100 ');
    await replaceServer();
    expect(terminal.state()).toBe('offline');
    const before = terminal.bytes().length;
    await page.reconnect();
    await terminal.until(() => terminal.bytes().length > before);
    await inContainer(await onlyLab(data), '/usr/lib/holdfast/enter touch /tmp/stop');
    await terminal.until(/\nover\n/);
    expect(terminal.resets()).toBe(1);
    const lines =
      Buffer.from(terminal.bytes(), 'latin1')
        .toString()
        .match(/line \d+ ä\r$/gm) ?? [];
    expect(lines.length).toBeGreaterThan(100);
    expect(lines).toEqual(lines.map((_line, n) => `line ${n + 1} ä\r`));
    terminal.type('echo "still $kept"\r');
    await terminal.until('\nstill yes\n');
    await page.socket.request('terminal:close', { terminal: terminal.id });
  });

  it('leaves a full-screen program and what was typed into it', async () => {
    const page = await openPage();
    const terminal = await openShell(page);
    terminal.type('vim -u NONE /tmp/unsaved\r');
    await terminal.until(() => terminal.alternate());
    terminal.type('iwritten before\x1b');
    await terminal.until('written before');
    page.disconnect();
    await replaceServer();
    const reloaded = showTerminal(await openPage(), terminal.id, terminal.number);
    await reloaded.until('written before');
    expect(reloaded.alternate()).toBe(true);
    reloaded.type('o and after\x1b:wq\r');
    await reloaded.until(() => !reloaded.alternate());
    reloaded.type('cat /tmp/unsaved; echo o""ver\r');
    await reloaded.until(/\nwritten before\n and after\nover\n/);
    await page.reconnect();
    await page.socket.request('terminal:close', { terminal: terminal.id });
  });

  it('that is missed for more than is held brings the screen back, and the last lines', async () => {
    const page = await openPage();
    const terminal = await openShell(page);
    // As soon as nobody is attached any more.
    const attached = 'pgrep -f "holder (open|attach) $HOLDFAST_TERMINAL " >/dev/null';
    const flood = 'seq -f \'row %g of a flood\' 200000; touch /tmp/flooded; echo o""ver';
    terminal.type(`while ${attached}; do sleep 0.1; done; ${flood}\r`);
    await terminal.until('touch');
    const container = await onlyLab(data);
    const flooded = () => inContainer(container, '/usr/lib/holdfast/enter test -e /tmp/flooded');
    await replaceServer(() => eventually(async () => (await flooded()).code === 0));
    await page.reconnect();
    await terminal.until(/\nrow 199999 of a flood\nrow 200000 of a flood\nover\n/);
    expect(terminal.resets()).toBe(2);
    // What was held, what came since, and what restores the screen; not the five times as much that was missed.
    expect(terminal.bytes().length).toBeLessThan(2 * HELD_BYTES);
    terminal.type('echo fine\r');
    await terminal.until('\nfine\n');
    await page.socket.request('terminal:close', { terminal: terminal.id });
  });

  it('leaves a flood without end, which Ctrl-C still ends', async () => {
    const page = await openPage();
    const terminal = await openShell(page);
    terminal.type('yes a flood\r');
    await terminal.until('\na flood\na flood\n');
    await replaceServer();
    await page.reconnect();
    await terminal.until(() => terminal.state() === 'live');
    terminal.type('\x03');
    terminal.type('echo do""ne\r');
    await terminal.until('\ndone\n');
    await page.socket.request('terminal:close', { terminal: terminal.id });
  });

  it('keeps its terminals listed under their numbers, for both pages', async () => {
    const [one, two] = [await openPage(), await openPage()];
    const first = await openShell(one);
    const second = await openShell(one);
    const mirrored = showTerminal(two, second.id, second.number);
    await mirrored.until(() => mirrored.state() === 'live');
    const before = (await lab()).terminals;
    await replaceServer();
    await Promise.all([one.reconnect(), two.reconnect()]);
    await mirrored.until(() => mirrored.state() === 'live');
    await eventually(async () => (await lab()).terminals !== null);
    expect((await lab()).terminals).toEqual(before);
    first.type('echo to the first\r');
    await first.until('\nto the first\n');
    mirrored.type('echo to the second\r');
    await second.until('\nto the second\n');
    const again = await openTerminal(two, session, second.number);
    expect(again.id).toBe(second.id);
    for (const { id } of [first, second]) {
      await one.socket.request('terminal:close', { terminal: id });
    }
    expect((await lab()).terminals).toEqual([]);
  });

  it('types the block that waited for its turn, and knows how it ended', async () => {
    const page = await openPage();
    const terminal = await openShell(page);
    const { body } = await browser.get(`/api/lessons/${lesson.slug}`);
    const block = Number(/data-block=\\"(\d+)\\" data-kind=\\"run/.exec(JSON.stringify(body))?.[1]);
    terminal.type('sleep 4\r');
    await terminal.until('sleep 4');
    const { run } = await page.socket.request('terminal:run', {
      terminal: terminal.id,
      place: lesson,
      block,
    });
    await terminal.until(() => terminal.runs.some((status) => status.run === run));
    await replaceServer();
    await page.reconnect();
    const state = () => terminal.runs.findLast((status) => status.run === run)?.state;
    await terminal.until(() => state() === 'succeeded' || state() === 'failed');
    await page.socket.request('terminal:close', { terminal: terminal.id });
  });

  it('ends what runs in a terminal when that is closed, as ever', async () => {
    const page = await openPage();
    const [closed, watching] = [await openShell(page), await openShell(page)];
    closed.type('sleep 8901 & sleep 8902\r');
    await closed.until('sleep 8902');
    await replaceServer();
    await page.reconnect();
    await closed.until(() => closed.state() === 'live');
    await page.socket.request('terminal:close', { terminal: closed.id });
    watching.type('pgrep -c "^sleep" -f; echo o""ver\r');
    await watching.until(/\n0\nover\n/);
    await page.socket.request('terminal:close', { terminal: watching.id });
  });
});
