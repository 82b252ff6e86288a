/** The machine's engine ends, its containers with it, and comes back. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type EngineProxy, startEngineProxy } from '../support/engine-proxy.ts';
import { must } from '../support/lab.ts';
import { onlyLab } from '../support/lab-container.ts';
import {
  imagesReady,
  onlyHost,
  PREPARE_MS,
  reaches,
  sessionOf,
  startLab,
} from '../support/labs.ts';
import { type Browser, eventually, startTestServer, type TestServer } from '../support/server.ts';

jest.setTimeout(180_000);
const place = { kind: 'lab', slug: 'writable-layer' } as const;

/** The server reaches the engine only by this: the engine of the tests themselves is not restarted. */
let engine: EngineProxy;
let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  engine = await startEngineProxy();
  server = await startTestServer({ DOCKER_HOST: engine.address });
  await imagesReady(server.server.sandbox);
  browser = await server.browser();
}, PREPARE_MS);
afterAll(async () => {
  await server.close();
  await engine.close();
});

describe('an engine that is restarted', () => {
  it('stops the labs, which the page says, and they are resumed with all they had', async () => {
    const { id } = await startLab(browser, place);
    const host = await onlyHost(server.server.sandbox);
    await must(
      host,
      `echo kept > ~/note && docker volume create kept
       docker run -d --name again --restart unless-stopped busybox:1.37 sleep 1000`,
    );
    const socket = await browser.socket();
    const told: string[] = [];
    socket.raw.on('system:status', ({ engine: { state } }) => told.push(`engine ${state}`));
    socket.raw.on('session:changed', ({ state }) => told.push(`lab ${state}`));
    await socket.request('session:watch', { session: id, visible: true });

    const container = await onlyLab(server.dataDir);
    await engine.stop();
    // With an engine its containers end.
    await container.kill();
    await eventually(async () => told.includes('engine unavailable'));
    const refused = await browser.send('post', '/api/sessions', {
      place: { kind: 'lesson', slug: '01-where-data-lives' },
    });
    expect(refused.body.error.code).toBe('engine.unavailable');
    await engine.start();
    await eventually(async () => told.at(-1) === 'lab stopped');
    expect(told).toContain('engine ready');

    expect((await sessionOf(browser, id)).stopReason).toBe('ended');
    await browser.send('post', '/api/sessions', { place });
    await reaches(browser, id, 'ready');
    const resumed = await onlyHost(server.server.sandbox);
    expect(await must(resumed, 'cat ~/note; docker volume ls -q')).toBe('kept\nkept');
    await eventually(
      async () => (await must(resumed, 'docker ps --format "{{.Names}}"')) === 'again',
    );
  });

  it('in the middle of a start leaves a lab that Retry starts, and no orphan', async () => {
    const [before] = (await browser.get('/api/sessions/all')).body.sessions;
    await browser.send('delete', `/api/sessions/${before.id}`);
    engine.fail(/^POST .*\/start$/, 'lost');
    const { body } = await browser.send('post', '/api/sessions', { place });
    const failed = await reaches(browser, body.id, 'failed');
    expect(failed.failure?.message).toBeTruthy();
    await startLab(browser, place);
    expect(await server.server.sandbox.list()).toHaveLength(1);
  });
});
