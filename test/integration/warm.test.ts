/** Labs that are there at once, because a host waited for them: real HTTP, real sockets, real lab hosts. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createPoolRecords } from '../../server/labs/pool/records.ts';
import { openStore } from '../../server/store/open.ts';
import { must } from '../support/lab.ts';
import { hostOf, imagesReady, PREPARE_MS, press, reaches, startLab } from '../support/labs.ts';
import { type Browser, eventually, startTestServer, type TestServer } from '../support/server.ts';
import { startServerProcess } from '../support/server-process.ts';

/** It has starting files. */
const place = { kind: 'lab', slug: 'pick-a-mount' } as const;
jest.setTimeout(120_000);

let server: TestServer;
let browser: Browser;

const launches = async (): Promise<string[]> =>
  (await server.server.sandbox.list()).map(({ launchId }) => launchId);
/** The host that waits, once there is one besides the labs. */
async function waiting(labs: readonly string[] = []): Promise<string> {
  return eventually(async () => {
    const others = (await launches()).filter((launchId) => !labs.includes(launchId));
    return server.server.pool.counts().ready === 1 && others.length === 1 && others[0];
  });
}
afterEach(async () => {
  const { body } = await browser.get('/api/sessions/all');
  for (const { id } of body.sessions) await browser.send('delete', `/api/sessions/${id}`);
});

beforeAll(async () => {
  server = await startTestServer({ HOLDFAST_POOL: '1' });
  await imagesReady(server.server.sandbox);
  browser = await server.browser();
}, PREPARE_MS);
afterAll(() => server.close());

describe('a lab that begins in a host that waited', () => {
  it('is ready with the first answer, with its starting files, and another host waits soon', async () => {
    const launchId = await waiting();
    const session = await press(browser, place);
    expect(session.state).toBe('ready');
    const host = await hostOf(server.server.sandbox, launchId);
    expect(await must(host, 'ls ~/site')).toBe('index.html');
    expect(await waiting([launchId])).not.toBe(launchId);
  });

  it('has a shell at its prompt, of the size that the page asks for', async () => {
    await waiting();
    const { id } = await press(browser, place);
    const socket = await browser.socket();
    let said = '';
    socket.raw.on('terminal:output', ({ data }) => {
      said += Buffer.from(data).toString();
    });
    const opened = await socket.request('terminal:open', { session: id, cols: 101, rows: 33 });
    if (!opened.ok) throw new Error(opened.error.message);
    const { terminal } = opened.value;
    const attached = await socket.request('terminal:attach', { terminal, cols: 101, rows: 33 });
    if (!attached.ok) throw new Error(attached.error.message);
    said = Buffer.from(attached.value.data).toString() + said;
    await eventually(async () => said.includes('root@docker-host'));
    const type = (line: string) =>
      socket.raw.emit('terminal:input', { terminal, data: Buffer.from(`${line}\r`) });
    type('stty size; docker ps -q | wc -l');
    await eventually(async () => /33 101\r\n0\r\n/.test(said));
    // Closing it ends it, as it does any other.
    await socket.request('terminal:close', { terminal });
  });

  it('sees what is done in it, from the start', async () => {
    const launchId = await waiting();
    const { id } = await press(browser, { kind: 'lab', slug: 'writable-layer' });
    const host = await hostOf(server.server.sandbox, launchId);
    await must(host, 'docker run -d --name notes busybox:1.37 sleep 1000');
    await eventually(async () => {
      const { body } = await browser.get(`/api/sessions/${id}`);
      return JSON.stringify(body.tasks[0]?.live).includes('notes');
    });
  });

  it('takes the place of one that is reset', async () => {
    const first = await waiting();
    const { id } = await press(browser, place);
    await must(await hostOf(server.server.sandbox, first), 'docker volume create mine');
    const second = await waiting([first]);
    const answer = await browser.send('post', `/api/sessions/${id}/reset`, { kind: 'hard' });
    expect(answer.body.state).toBe('ready');
    const host = await hostOf(server.server.sandbox, second);
    expect(await must(host, 'docker volume ls -q')).toBe('');
    await eventually(async () => !(await launches()).includes(first));
  });

  it('is made anew when the one that waited has died unseen', async () => {
    const launchId = await waiting();
    // Its end is not told: as when the engine's events are late.
    const host = await hostOf(server.server.sandbox, launchId);
    const dying = host.run(['bash', '-c', 'kill -KILL 1']).catch(() => undefined);
    await startLab(browser, place);
    await dying;
  });
});

describe('a server that ends', () => {
  it('leaves the labs and none of the hosts that wait', async () => {
    const launchId = await waiting();
    const { id } = await press(browser, place);
    await waiting([launchId]);
    await server.end();
    server = await startTestServer({}, server.dataDir);
    await imagesReady(server.server.sandbox);
    browser = await server.browser();
    await reaches(browser, id, 'ready');
    expect(await launches()).toEqual([launchId]);
  });
});

describe('a server that is killed', () => {
  /** Runs one until a host waits, kills it, and tells which host that was. */
  async function killed(data: string): Promise<string> {
    const process = await startServerProcess(data, { HOLDFAST_POOL: '1' });
    const store = await openStore(data);
    try {
      return await eventually(async () => {
        const [row] = await createPoolRecords(store).list();
        return row?.images !== null && row?.launchId;
      });
    } finally {
      await store.destroy();
      await process.kill('SIGKILL');
    }
  }

  it('is followed by one that takes over its hosts, unless they are of other limits', async () => {
    await server.close();
    const data = await mkdtemp(join(tmpdir(), 'holdfast-killed-'));
    const left = await killed(data);
    server = await startTestServer({ HOLDFAST_POOL: '1' }, data);
    browser = await server.browser();
    await imagesReady(server.server.sandbox);
    expect(await waiting()).toBe(left);
    expect((await press(browser, place)).state).toBe('ready');
    await must(await hostOf(server.server.sandbox, left), 'docker run --rm busybox:1.37 true');
    await server.close();

    const another = await mkdtemp(join(tmpdir(), 'holdfast-killed-'));
    const outdated = await killed(another);
    server = await startTestServer({ HOLDFAST_POOL: '1', HOLDFAST_LAB_MEMORY: '1024' }, another);
    browser = await server.browser();
    await imagesReady(server.server.sandbox);
    const fresh = await waiting();
    expect(fresh).not.toBe(outdated);
    expect(await launches()).toEqual([fresh]);
  });
});
