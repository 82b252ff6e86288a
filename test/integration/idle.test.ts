/** Labs that wait for their learner: stopped when nobody uses them, kept, and as they were when resumed. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Id } from '../../protocol/names.ts';
import type { LabSession } from '../../protocol/session.ts';
import { LOOK_EVERY_MS } from '../../server/labs/idling.ts';
import { must } from '../support/lab.ts';
import {
  imagesReady,
  onlyHost,
  PREPARE_MS,
  press,
  reaches,
  sessionOf,
  startLab,
} from '../support/labs.ts';
import { type Browser, eventually, startTestServer, type TestServer } from '../support/server.ts';

const place = { kind: 'lab', slug: 'writable-layer' } as const;
jest.setTimeout(180_000);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let server: TestServer;
let browser: Browser;
/** The servers' clock runs ahead by so much. */
let ahead = 0;
const now = () => Date.now() + ahead;

beforeAll(async () => {
  server = await startTestServer({}, undefined, { now });
  await imagesReady(server.server.sandbox);
  browser = await server.browser();
}, PREPARE_MS);
afterAll(() => server.close());

async function restart(): Promise<void> {
  await server.end();
  server = await startTestServer({}, server.dataDir, { now });
  await imagesReady(server.server.sandbox);
  browser = await server.browser();
}

const PROMPT = 'root@docker-host';

/** Types a line at the prompt of the lab's first terminal, and waits for what it prints and for the next prompt. */
async function type(session: Id, line: string, printed: RegExp): Promise<void> {
  const socket = await browser.socket();
  let said = '';
  socket.raw.on('terminal:output', ({ data }) => {
    said += Buffer.from(data).toString();
  });
  const size = { cols: 80, rows: 24 };
  const opened = await socket.request('terminal:open', { session, ...size, number: 1 });
  if (!opened.ok) throw new Error(opened.error.message);
  const { terminal } = opened.value;
  const attached = await socket.request('terminal:attach', { terminal, ...size });
  if (!attached.ok) throw new Error(attached.error.message);
  said = Buffer.from(attached.value.data).toString() + said;
  await eventually(async () => said.includes(PROMPT));
  said = '';
  socket.raw.emit('terminal:input', { terminal, data: Buffer.from(`${line}\r`) });
  await eventually(async () => printed.test(said) && said.split(printed)[1]?.includes(PROMPT));
  socket.raw.disconnect();
}

/** Resolves when the server, which is in this process, has looked after idle labs. */
const looked = () => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS + 500));

describe('a lab that nobody uses', () => {
  it('is announced, kept on demand, stopped at last, and has everything when it is resumed', async () => {
    const { id } = await startLab(browser, place);
    const before = await onlyHost(server.server.sandbox);
    await must(
      before,
      `echo kept > ~/note && docker volume create mine &&
       docker run -d --name again --restart unless-stopped -v mine:/data busybox:1.37 sh -c 'echo once >> /data/log; sleep 1000' &&
       docker commit again own:image`,
    );
    await type(id, 'echo remember $((6*7))', /remember 42/);
    // What the terminal showed counts from the look that sees it.
    await looked();

    const socket = await browser.socket();
    const told: LabSession[] = [];
    socket.raw.on('session:changed', (session) => told.push(session));
    // Its page is open, and hidden.
    await socket.request('session:watch', { session: id, visible: false });
    ahead += 55 * MINUTE;
    const announced = await eventually(async () => told.find(({ stopsAt }) => stopsAt !== null));
    expect(announced.stopsAt).toBeGreaterThan(now());
    expect(announced.stopsAt).toBeLessThan(now() + 6 * MINUTE);

    const answer = await browser.send('post', `/api/sessions/${id}/keep`);
    expect(answer.body).toMatchObject({ state: 'ready', stopsAt: null });
    ahead += 10 * MINUTE;
    await looked();
    expect((await sessionOf(browser, id)).state).toBe('ready');

    ahead += 51 * MINUTE;
    const stopped = await reaches(browser, id, 'stopped');
    expect(stopped).toMatchObject({ stopReason: 'idle', stopsAt: null });
    expect(stopped.keptUntil).toBe(stopped.changedAt + 30 * DAY);
    expect(await server.server.sandbox.list()).toMatchObject([
      { container: 'stopped', volume: true },
    ]);

    const resumed = await startLab(browser, place);
    expect(resumed).toMatchObject({ id, stopReason: null, keptUntil: null });
    const after = await onlyHost(server.server.sandbox);
    expect(
      await must(after, 'cat ~/note; docker volume ls -q; docker images -q own:image'),
    ).toMatch(/^kept\nmine\n[0-9a-f]+$/);
    await eventually(
      async () =>
        (await must(after, 'docker run --rm -v mine:/data busybox:1.37 cat /data/log')) ===
        'once\nonce',
    );
    expect(await must(after, 'cat ~/.bash_history')).toContain('echo remember');
  });

  it('goes on while its page is in view, and not when that is hidden', async () => {
    const { id } = await startLab(browser, place);
    const socket = await browser.socket();
    await socket.request('session:watch', { session: id, visible: true });
    // A learner who reads for two hours.
    for (let half = 0; half < 4; half++) {
      ahead += 30 * MINUTE;
      await looked();
    }
    expect(await sessionOf(browser, id)).toMatchObject({ state: 'ready', stopsAt: null });
    await socket.request('session:watch', { session: id, visible: false });
    ahead += 61 * MINUTE;
    await reaches(browser, id, 'stopped');
  });

  it('can be started while it is being stopped', async () => {
    const { id } = await startLab(browser, place);
    await must(
      await onlyHost(server.server.sandbox),
      // It takes two seconds to be stopped.
      `docker run -d busybox:1.37 sh -c 'trap "" TERM; while :; do sleep 1; done'`,
    );
    ahead += 61 * MINUTE;
    await eventually(async () => (await sessionOf(browser, id)).state !== 'ready');
    await press(browser, place);
    await reaches(browser, id, 'ready');
  });
});

describe('a lab that was stopped', () => {
  it('is removed when it has been kept for as long as it was said to be, and no sooner', async () => {
    const { id } = await startLab(browser, place);
    await browser.send('post', `/api/sessions/${id}/stop`);
    const { keptUntil } = await reaches(browser, id, 'stopped');
    ahead += (keptUntil ?? 0) - now() - MINUTE;
    await restart();
    expect(await sessionOf(browser, id)).toMatchObject({ state: 'stopped', keptUntil });
    expect(await server.server.sandbox.list()).toHaveLength(1);

    ahead += 2 * MINUTE;
    await restart();
    await eventually(async () => (await server.server.sandbox.list()).length === 0);
    expect((await browser.get(`/api/sessions/${id}`)).status).toBe(404);
    expect((await browser.get('/api/sessions/all')).body).toEqual({ sessions: [] });
  });
});
