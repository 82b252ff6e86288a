/** The end of a server: a real process that is told to end. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LabSession } from '../../protocol/session.ts';
import { openStore } from '../../server/store/open.ts';
import { type ServerProcess, spawnServer } from '../support/process.ts';
import {
  type Browser,
  eventually,
  openBrowser,
  root,
  startTestServer,
  type TestSocket,
} from '../support/server.ts';

/** Images may have to be built, and a check takes its time. */
const PREPARE_MS = 15 * 60_000;
jest.setTimeout(PREPARE_MS);

/** Its check takes seconds: it starts databases. */
const LAB = 'postgres-survives';

let dataDir: string;
let server: ServerProcess;
let browser: Browser | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'holdfast-shutdown-'));
});
afterEach(async () => {
  browser?.close();
  server.child.kill('SIGKILL');
  await server.ended;
  await rm(dataDir, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<{ by: Browser; url: string }> {
  server = spawnServer({ HOLDFAST_DATA: dataDir, ...env });
  const url = await server.url;
  browser = await openBrowser(url);
  return { by: browser, url };
}

/** What a page hears from its socket, in order. */
function hear({ raw }: TestSocket): string[] {
  const heard: string[] = [];
  raw.on('system:closing', () => heard.push('closing'));
  raw.on('session:changed', ({ check }) => heard.push(`check ${check?.state}`));
  raw.on('disconnect', (reason) => heard.push(reason));
  return heard;
}

const refuses = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`).then(
    () => false,
    () => true,
  );

describe('a server that is told to end', () => {
  it('tells open pages, which connect again by themselves, and ends with code 0', async () => {
    const { by, url } = await start();
    const socket = await by.socket();
    const heard = hear(socket);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    // Not "io server disconnect", after which a page would stay away.
    await eventually(async () => heard.length === 2);
    expect(heard).toEqual(['closing', 'transport close']);
    expect(await refuses(url)).toBe(true);
    const next = spawnServer({ HOLDFAST_DATA: dataDir });
    await next.url;
    next.child.kill('SIGTERM');
    expect(await next.ended).toBe(0);
  });

  it('takes the same signal from two sides for one', async () => {
    await start();
    server.child.kill('SIGTERM');
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });
});

describe('a check that is under way', () => {
  /** A lab with a check that has just begun. */
  async function check(): Promise<{ id: string; heard: string[]; url: string; by: Browser }> {
    const { by, url } = await start({ DOCKER_HOST: '', HOLDFAST_LOG: 'info' });
    await eventually(
      async () => (await by.get('/api/status')).body.images.state === 'ready',
      PREPARE_MS,
    );
    const place = { kind: 'lab', slug: LAB };
    const { id } = (await by.send('post', '/api/sessions', { place })).body;
    const session = async () => LabSession.parse((await by.get(`/api/sessions/${id}`)).body);
    await eventually(async () => (await session()).state === 'ready');
    const socket = await by.socket();
    await socket.request('session:watch', { session: id, visible: true });
    await solve(socket, id);
    const heard = hear(socket);
    expect((await by.send('post', `/api/sessions/${id}/check`)).status).toBe(202);
    return { id, heard, url, by };
  }

  /** Types the lab's solution, so that there is something to be tried. */
  async function solve(socket: TestSocket, session: string): Promise<void> {
    const size = { cols: 80, rows: 24 };
    const opened = await socket.request('terminal:open', { session, ...size });
    if (!opened.ok) throw new Error(opened.error.message);
    const { terminal } = opened.value;
    let output = '';
    socket.raw.on('terminal:output', (said) => {
      output += Buffer.from(said.data).toString();
      socket.raw.emit('terminal:ack', { terminal, offset: said.offset + said.data.length });
    });
    await socket.request('terminal:attach', { terminal, ...size });
    const script = await readFile(join(root, 'labs', LAB, 'solution.sh'), 'base64');
    const line = `base64 -d <<< ${script} | bash; echo solved-$?\n`;
    await socket.request('terminal:input', { terminal, data: Buffer.from(line) });
    await eventually(async () => output.includes('solved-0'));
  }

  const verdicts = async (id: string): Promise<number> => {
    const store = await openStore(dataDir);
    const rows = await store
      .selectFrom('checked_tasks')
      .select('task')
      .where('session_id', '=', id)
      .execute();
    await store.destroy();
    return rows.length;
  };

  /** The labs go on without their server; another one of the same data removes them. */
  async function removeLabs(): Promise<void> {
    const cleaner = await startTestServer({}, dataDir);
    await eventually(async () => cleaner.server.sandbox.imagesStatus().state === 'ready');
    await cleaner.close();
  }

  it('finishes, and the page sees how', async () => {
    const { id, heard } = await check();
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(heard.indexOf('closing')).toBeGreaterThanOrEqual(0);
    expect(heard.lastIndexOf('check finished')).toBeGreaterThan(heard.indexOf('closing'));
    expect(heard.at(-1)).toBe('transport close');
    expect(await verdicts(id)).toBeGreaterThan(1);
    await removeLabs();
  });

  it('is cut off by a second signal, and the next server finds the lab', async () => {
    const { by, id } = await check();
    server.child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 700));
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(1);
    const { cookie } = by;
    browser?.close();
    const again = await start({ DOCKER_HOST: '' });
    await eventually(async () => {
      const { body } = await again.by.get(`/api/sessions/${id}`).set('Cookie', cookie);
      return body.state === 'ready';
    });
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    await removeLabs();
  });
});
