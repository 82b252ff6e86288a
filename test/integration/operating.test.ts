/** What a server tells those who run it, without an engine: metrics, health, the log. */
import { afterEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import supertest from 'supertest';
import { databaseFile } from '../../server/store/files.ts';
import { captureLog } from '../support/log-lines.ts';
import { eventually, NO_ENGINE, startTestServer, type TestServer } from '../support/server.ts';

const TOKEN = 'a-token-of-some-length';

let server: TestServer;
const start = async (
  env: Record<string, string> = {},
  options?: Parameters<typeof startTestServer>[2],
): Promise<TestServer> => {
  server = await startTestServer({ DOCKER_HOST: NO_ENGINE, ...env }, undefined, options);
  return server;
};
afterEach(() => server.close());

const get = (path: string) => supertest(server.url).get(path);

describe('/metrics', () => {
  it('is for programs of this machine, and tells everything there is', async () => {
    await start();
    await (await server.browser()).get('/api/lessons/none');
    await (await server.browser()).socket();
    const { status, text, headers } = await get('/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(text).toMatch(/^holdfast_sockets 1$/m);
    expect(text).toMatch(/^holdfast_failures_total\{where="http",code="lesson.notFound"\} 1$/m);
    expect(text).toMatch(/^holdfast_event_loop_lag_seconds_bucket/m);
    expect(text).toMatch(/^holdfast_info\{version="\d+\.\d+\.\d+"\} 1$/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d{7,}$/m);
  });

  it('is refused to what a proxy passes on, and to a name that isn’t ours', async () => {
    await start({ HOLDFAST_METRICS_TOKEN: TOKEN, HOLDFAST_TRUST_PROXY: 'yes' });
    for (const header of ['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-Ip']) {
      const { status, body } = await get('/metrics').set(header, '127.0.0.1');
      expect([status, body.error.code]).toEqual([403, 'metrics.refused']);
    }
    expect((await get('/metrics').set('Host', 'evil.test')).status).toBe(421);
  });

  it('is for who has the token, wherever they are', async () => {
    await start({ HOLDFAST_METRICS_TOKEN: TOKEN, HOLDFAST_TRUST_PROXY: 'yes' });
    const from = (token: string) =>
      get('/metrics').set('X-Forwarded-For', '10.1.1.1').set('Authorization', token);
    expect((await from(`Bearer ${TOKEN}`)).status).toBe(200);
    for (const wrong of [`Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN, 'Bearer ', 'Bearer  ']) {
      expect((await from(wrong)).status).toBe(403);
    }
  });

  it('has as many series after many names as after one, and none of the names', async () => {
    await start({ HOLDFAST_LEARNERS: 'many' });
    const askAs = async (name: string): Promise<void> => {
      const browser = await server.browser();
      await browser.get(`/api/lessons/${name}`).set('User-Agent', name);
      await browser.get(`/api/labs/${name}/tasks/${name}/hints/1`);
      await browser.get(`/api/${name}`).set('Cookie', `holdfast=${name}`);
      await browser.get(`/content/lessons/${name}/${name}.svg`);
      await browser.send('put', `/api/lessons/${name}/progress`, { done: true });
      await browser.send('post', '/api/sessions', { place: { kind: 'lab', slug: name } });
      await browser.send('post', `/api/sessions/${name}/check`);
      await browser.send('post', '/api/me/recover', { code: name });
      await get('/').set('Host', `${name}.test`);
      const socket = await browser.socket();
      await socket.request('session:watch', { session: name, visible: true });
      await socket.request('terminal:open', { session: name, cols: 80, rows: 24 });
      await socket.request('terminal:input', { terminal: name, data: Buffer.from(name) });
      socket.raw.emit(name as 'session:unwatch', { session: name });
    };
    const series = async (): Promise<string[]> => {
      const lines = (await get('/metrics')).text.split('\n');
      const samples = lines.filter((line) => line !== '' && !line.startsWith('#'));
      return samples.map((line) => line.slice(0, line.lastIndexOf(' '))).sort();
    };
    // Formed as an id, so that they get as far as one; few, so that no limit is met.
    const [first = '', ...others] = Array.from({ length: 6 }, (_, n) => `abcdefghij012345678${n}`);
    await askAs(first);
    const before = await series();
    for (const name of others) await askAs(name);
    const after = await series();
    expect(after).toEqual(before);
    expect(after.filter((line) => line.includes('http'))).not.toEqual([]);
    expect(after.filter((line) => line.includes('abcdefghij'))).toEqual([]);
  });

  it('has no token that is empty', async () => {
    await start({ HOLDFAST_TRUST_PROXY: 'yes' });
    const { status } = await get('/metrics')
      .set('X-Forwarded-For', '10.1.1.1')
      .set('Authorization', 'Bearer ');
    expect(status).toBe(403);
  });
});

describe('health', () => {
  it('is alive as soon as it answers, and ready for lessons without an engine', async () => {
    await start();
    expect((await get('/healthz')).body).toEqual({ alive: true });
    const { status, body } = await eventually(async () => {
      const answer = await get('/readyz');
      return answer.body.parts.engine.detail.includes('Docker Engine') && answer;
    });
    expect(status).toBe(503);
    expect(body).toMatchObject({
      lessons: true,
      labs: false,
      parts: { database: { ready: true }, engine: { ready: false }, images: { ready: false } },
    });
    expect((await get('/readyz?for=lessons')).status).toBe(200);
    expect((await get('/readyz?for=everything')).status).toBe(400);
  });

  it('is not ready for anything while nothing can be kept', async () => {
    await start();
    const other = new Database(databaseFile(server.dataDir));
    other.exec('BEGIN IMMEDIATE');
    const { status, body } = await get('/readyz?for=lessons');
    expect([status, body.lessons]).toEqual([503, false]);
    expect(body.parts.database.detail).toContain('locked');
    expect((await get('/healthz')).status).toBe(200);
    other.close();
    expect((await get('/readyz?for=lessons')).status).toBe(200);
  });
});

describe('the log', () => {
  it('has the id that a learner quotes, with the learner', async () => {
    const { log, find } = captureLog('info');
    await start({}, { log });
    const browser = await server.browser();
    const me = (await browser.get('/api/me')).body.id;
    const other = new Database(databaseFile(server.dataDir));
    other.exec('BEGIN IMMEDIATE');
    const done = { done: true };
    const refused = await browser.send('put', '/api/lessons/01-where-data-lives/progress', done);
    other.close();
    const { id } = refused.body.error;
    expect(refused.headers['x-request-id']).toBe(id);
    expect(find('store.locked')).toMatchObject([
      { level: 'warn', request: id, learner: me, method: 'PUT', route: '/lessons/:slug/progress' },
    ]);
  });

  it('has no secret and nothing that a learner sends, even when it says all it can', async () => {
    const { log, text } = captureLog('trace');
    const typed = 'typed-by-a-learner';
    const env = { HOLDFAST_LEARNERS: 'many', HOLDFAST_METRICS_TOKEN: TOKEN };
    await start(env, { log });
    const browser = await server.browser();
    const { code } = (await browser.send('post', '/api/me/recovery-code')).body;
    await browser.send('post', '/api/me/recover', { code });
    await browser.send('post', '/api/me/recover', { code: typed });
    await browser.send('post', '/api/me/recover', { code: { nested: typed } });
    await browser.send('post', '/api/me/recover').type('json').send(`{"code": ${typed}`);
    await browser.send('post', `/api/sessions/${typed}/stop`);
    await browser.get(`/api/lessons/${typed}?q=${typed}`).set('User-Agent', typed);
    await get('/metrics').set('Via', typed).set('Authorization', `Bearer ${TOKEN}`);
    await get('/').set('Host', `${typed}.test`);
    const socket = await browser.socket();
    await socket.request('session:watch', { session: typed, visible: typed });
    await socket.request('terminal:input', { terminal: typed, data: Buffer.from(typed) });
    expect(text()).toContain('refused');
    const secret = browser.cookie.split('=')[1] ?? '';
    for (const hidden of [typed, code, secret, TOKEN]) expect(text()).not.toContain(hidden);
  });
});
