/** Lab sessions from the outside: real HTTP, real sockets, real lab hosts. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Place } from '../../protocol/names.ts';
import { LabSession } from '../../protocol/session.ts';
import type { LabHost } from '../../server/sandbox/types.ts';
import {
  imagesReady,
  PREPARE_MS,
  reaches as reachesState,
  sessionOf,
  startLab as start,
  onlyHost as theOnlyHost,
} from '../support/labs.ts';
import { type Browser, eventually, startTestServer, type TestServer } from '../support/server.ts';

const place = { kind: 'lab', slug: 'writable-layer' } as const;
jest.setTimeout(120_000);

let server: TestServer;
let browser: Browser;

const session = (id: string, by = browser) => sessionOf(by, id);
const reaches = (id: string, state: LabSession['state'], by = browser) =>
  reachesState(by, id, state);
const startLab = (by = browser, where: Place = place) => start(by, where);
const onlyHost = (of: TestServer) => theOnlyHost(of.server.sandbox);

const sh = async (host: LabHost, script: string): Promise<string> => {
  const { exitCode, stdout, stderr } = await host.run(['bash', '-c', script], {
    timeoutMs: 60_000,
  });
  if (exitCode !== 0) throw new Error(`${script}: ${stderr.toString()}`);
  return stdout.toString().trim();
};

beforeAll(async () => {
  server = await startTestServer({ HOLDFAST_LEARNERS: 'many' });
  await imagesReady(server.server.sandbox);
  browser = await server.browser();
}, PREPARE_MS);
afterAll(async () => {
  await server.close();
});

describe('a lab session', () => {
  it('starts once, however often it is asked for', async () => {
    const asked = [1, 2, 3].map(() => browser.send('post', '/api/sessions', { place }));
    const answers = await Promise.all(asked);
    const ids = new Set(answers.map(({ body }) => LabSession.parse(body).id));
    expect(ids.size).toBe(1);
    await reaches([...ids][0] ?? '', 'ready');
    expect(await server.server.sandbox.list()).toHaveLength(1);
  });

  it('keeps files, volumes and containers through stop and start', async () => {
    const { id } = await startLab();
    const before = await onlyHost(server);
    await sh(before, 'echo kept > ~/note && docker volume create kept-volume');
    await sh(before, 'docker run -d --name again --restart unless-stopped busybox sleep 1000');
    await browser.send('post', `/api/sessions/${id}/stop`);
    await reaches(id, 'stopped');

    const resumed = await startLab();
    expect(resumed.id).toBe(id);
    const after = await onlyHost(server);
    expect(await sh(after, 'cat ~/note; docker volume ls -q')).toBe('kept\nkept-volume');
    await eventually(async () => (await sh(after, 'docker ps --format "{{.Names}}"')) === 'again');
  });

  it('is back at the start after a reset', async () => {
    const { id } = await startLab();
    const [old] = await server.server.sandbox.list();
    await browser.send('post', `/api/sessions/${id}/reset`, { kind: 'hard' });
    await reaches(id, 'ready');
    const hosts = await server.server.sandbox.list();
    expect(hosts).toHaveLength(1);
    expect(hosts[0]?.launchId).not.toBe(old?.launchId);
    expect(await sh(await onlyHost(server), 'docker volume ls -q; docker ps -aq')).toBe('');
  });

  it('is told live to those who watch it, as stopped when its host dies', async () => {
    const { id } = await startLab();
    const socket = await browser.socket();
    const states: string[] = [];
    socket.raw.on('session:changed', (changed) => states.push(changed.state));
    expect(await socket.request('session:watch', { session: id, visible: true })).toMatchObject({
      ok: true,
      value: { id, state: 'ready' },
    });
    const host = await onlyHost(server);
    // The engine inside and all that holds it up goes down, as in a crash.
    await host.run(['bash', '-c', 'kill -KILL 1']).catch(() => undefined);
    await browser.send('post', `/api/sessions/${id}/stop`);
    await eventually(async () => states.includes('stopped'));
    await startLab();
  });

  it('tells when its Docker Engine is away, and when it is back', async () => {
    const { id } = await startLab();
    const socket = await browser.socket();
    const away: boolean[] = [];
    socket.raw.on('session:changed', (changed) => away.push(changed.engineAway));
    await socket.request('session:watch', { session: id, visible: true });
    const host = await onlyHost(server);
    await sh(host, 'systemctl stop docker');
    await eventually(async () => (await session(id)).engineAway);
    await sh(host, 'systemctl start docker');
    await eventually(async () => !(await session(id)).engineAway);
    await eventually(async () => away.at(-1) === false);
    expect(away).toContain(true);
  });

  it('leaves nothing behind when it is removed', async () => {
    const { id } = await startLab();
    await browser.send('delete', `/api/sessions/${id}`);
    expect(await server.server.sandbox.list()).toEqual([]);
    expect((await browser.get(`/api/sessions/${id}`)).status).toBe(404);
  });

  it('leaves nothing behind when it is removed while it starts', async () => {
    const { body } = await browser.send('post', '/api/sessions', { place });
    const { id } = LabSession.parse(body);
    await browser.send('delete', `/api/sessions/${id}`);
    expect(await server.server.sandbox.list()).toEqual([]);
  });
});

describe('a learner who leaves', () => {
  it('takes the labs along, running and stopped', async () => {
    const leaver = await server.browser();
    const lesson = { kind: 'lesson', slug: '01-where-data-lives' } as const;
    const { id } = await startLab(leaver);
    await leaver.send('post', `/api/sessions/${id}/stop`);
    await reaches(id, 'stopped', leaver);
    const running = await startLab(leaver, lesson);
    const socket = await leaver.socket();
    const opened = await socket.request('terminal:open', {
      session: running.id,
      cols: 80,
      rows: 24,
    });
    expect(opened.ok).toBe(true);
    expect(await server.server.sandbox.list()).toHaveLength(2);
    const left = await leaver.send('delete', '/api/me', { confirm: 'delete' });
    expect(left.status).toBe(200);
    await eventually(async () => (await server.server.sandbox.list()).length === 0);
    expect((await leaver.get(`/api/sessions/${id}`)).status).toBe(401);
  });
});

describe('another learner', () => {
  it('is refused at every route and every event, as if there were nothing', async () => {
    const { id } = await startLab();
    const mine = await browser.socket();
    const opened = await mine.request('terminal:open', { session: id, cols: 80, rows: 24 });
    if (!opened.ok) throw new Error(opened.error.message);
    const { terminal } = opened.value;

    const other = await server.browser();
    const routes = [
      other.get(`/api/sessions/${id}`),
      other.send('post', `/api/sessions/${id}/stop`),
      other.send('post', `/api/sessions/${id}/reset`, { kind: 'hard' }),
      other.send('post', `/api/sessions/${id}/check`),
      other.send('delete', `/api/sessions/${id}`),
    ];
    for (const route of routes) {
      const { status, body } = await route;
      expect([status, body.error.code]).toEqual([404, 'session.notFound']);
    }
    expect((await other.get('/api/sessions/all')).body).toEqual({ sessions: [] });
    const { body } = await other.get('/api/sessions').query(place);
    expect(body).toEqual({ session: null });

    const socket = await other.socket();
    const size = { cols: 80, rows: 24 };
    const events: [Parameters<typeof socket.request>[0], object, string][] = [
      ['session:watch', { session: id, visible: true }, 'session.notFound'],
      ['terminal:open', { session: id, ...size }, 'session.notFound'],
      ['terminal:attach', { terminal, ...size }, 'terminal.notFound'],
      ['terminal:input', { terminal, data: Buffer.from('id\n') }, 'terminal.notFound'],
      ['terminal:resize', { terminal, ...size }, 'terminal.notFound'],
      ['terminal:ack', { terminal, offset: 0 }, 'terminal.notFound'],
      ['terminal:close', { terminal }, 'terminal.notFound'],
      ['terminal:detach', { terminal }, 'terminal.notFound'],
      ['terminal:run', { terminal, place, block: 0 }, 'terminal.notFound'],
    ];
    for (const [event, payload, code] of events) {
      expect([event, await socket.request(event, payload)]).toMatchObject([
        event,
        { ok: false, error: { code } },
      ]);
    }
    expect((await session(id)).state).toBe('ready');
    expect((await session(id)).terminals).toHaveLength(1);
    await browser.send('delete', `/api/sessions/${id}`);
  });
});

describe('a restarted server', () => {
  it('finds its labs again, and sweeps what no row names', async () => {
    const { id } = await startLab();
    await sh(await onlyHost(server), 'echo still here > ~/note');
    // A host that no row names, as a crash between Docker and the database would leave.
    await server.server.sandbox.launch('orphan00000000000000');
    await server.end();

    const { cookie } = browser;
    server = await startTestServer({ HOLDFAST_LEARNERS: 'many' }, server.dataDir);
    await imagesReady(server.server.sandbox);
    const fresh = await server.browser();
    browser = {
      ...fresh,
      get: (path) => fresh.get(path).set('Cookie', cookie),
      send: (m, p, b) => fresh.send(m, p, b).set('Cookie', cookie),
    };
    await reaches(id, 'ready');
    await eventually(async () => (await server.server.sandbox.list()).length === 1);
    expect(await sh(await onlyHost(server), 'cat ~/note')).toBe('still here');
  });
});
