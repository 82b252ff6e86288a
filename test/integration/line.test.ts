/** More labs wanted than there is room for: the line, the disk that is nearly full, and servers that die. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LabSession } from '../../protocol/session.ts';
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
import { startServerProcess } from '../support/server-process.ts';

const place = { kind: 'lab', slug: 'writable-layer' } as const;
jest.setTimeout(180_000);

const ONE_PLACE = { HOLDFAST_LEARNERS: 'many', HOLDFAST_LABS: '1', HOLDFAST_LINE: '2' };

let server: TestServer;

/** The same learner's browser, of a server that was started again. */
async function again(of: Browser): Promise<Browser> {
  const { get, send, ...rest } = await server.browser();
  return {
    ...rest,
    get: (path) => get(path).set('Cookie', of.cookie),
    send: (method, path, body) => send(method, path, body).set('Cookie', of.cookie),
  };
}

const removeAll = async (browsers: readonly Browser[]): Promise<void> => {
  for (const browser of browsers) {
    const { body } = await browser.get('/api/sessions/all');
    for (const { id } of body.sessions) await browser.send('delete', `/api/sessions/${id}`);
  }
};

const stop = (browser: Browser, { id }: LabSession) =>
  browser.send('post', `/api/sessions/${id}/stop`);

beforeAll(async () => {
  server = await startTestServer(ONE_PLACE);
  await imagesReady(server.server.sandbox);
}, PREPARE_MS);
afterAll(() => server.close());

describe('when all places are taken', () => {
  it('learners wait in the order in which they came, see their place, may leave, and get their turn', async () => {
    const [ann, ben, cem, dan] = [
      await server.browser(),
      await server.browser(),
      await server.browser(),
      await server.browser(),
    ];
    const hers = await startLab(ann, place);
    const bens = await press(ben, place);
    expect(bens).toMatchObject({
      state: 'queued',
      line: { position: 1, length: 1, reason: 'places' },
    });
    const cems = await press(cem, place);
    expect(cems.line).toEqual({ position: 2, length: 2, reason: 'places' });
    const refused = await dan.send('post', '/api/sessions', { place });
    expect([refused.status, refused.body.error.code]).toEqual([503, 'machine.full']);
    expect((await dan.get('/api/sessions/all')).body).toEqual({ sessions: [] });

    const socket = await cem.socket();
    const places: (number | undefined)[] = [];
    socket.raw.on('session:changed', ({ line }) => places.push(line?.position));
    await socket.request('session:watch', { session: cems.id, visible: true });
    expect((await stop(ben, bens)).body.state).toBe('removed');
    await eventually(async () => places.includes(1));
    expect((await sessionOf(cem, cems.id)).line).toEqual({
      position: 1,
      length: 1,
      reason: 'places',
    });

    await stop(ann, hers);
    await reaches(cem, cems.id, 'ready');
    await reaches(ann, hers.id, 'stopped');
    await removeAll([ann, cem]);
  });

  it('a stopped lab waits too, and is as it was when its learner leaves the line', async () => {
    const [ann, ben] = [await server.browser(), await server.browser()];
    const hers = await startLab(ann, place);
    await must(await onlyHost(server.server.sandbox), 'echo mine > ~/note');
    await stop(ann, hers);
    await reaches(ann, hers.id, 'stopped');
    const bens = await startLab(ben, place);

    expect(await press(ann, place)).toMatchObject({ id: hers.id, state: 'queued' });
    expect((await stop(ann, hers)).body).toMatchObject({ id: hers.id, state: 'stopped' });
    await press(ann, place);
    await ben.send('delete', `/api/sessions/${bens.id}`);
    await reaches(ann, hers.id, 'ready');
    expect(await must(await onlyHost(server.server.sandbox), 'cat ~/note')).toBe('mine');
    await removeAll([ann]);
  });

  it('the line outlives the server', async () => {
    const [ann, ben, cem] = [
      await server.browser(),
      await server.browser(),
      await server.browser(),
    ];
    const hers = await startLab(ann, place);
    const bens = await press(ben, place);
    const cems = await press(cem, place);
    await server.end();
    server = await startTestServer(ONE_PLACE, server.dataDir);
    await imagesReady(server.server.sandbox);
    const [annAgain, benAgain, cemAgain] = [await again(ann), await again(ben), await again(cem)];
    await reaches(annAgain, hers.id, 'ready');
    const placeOf = async (browser: Browser, id: string) =>
      (await sessionOf(browser, id)).line?.position;
    await eventually(async () => (await placeOf(benAgain, bens.id)) === 1);
    expect(await placeOf(cemAgain, cems.id)).toBe(2);
    await stop(annAgain, hers);
    await reaches(benAgain, bens.id, 'ready');
    expect(await placeOf(cemAgain, cems.id)).toBe(1);
    await removeAll([cemAgain, benAgain, annAgain]);
    await eventually(async () => (await server.server.sandbox.list()).length === 0);
  });
});

describe('a machine that is low on disk', () => {
  it('makes no new labs, says why, and lets those that are there go on and resume', async () => {
    const [ann, ben] = [await server.browser(), await server.browser()];
    const hers = await startLab(ann, place);
    await server.end();
    // More than any disk has.
    const LOW = { HOLDFAST_LEARNERS: 'many', HOLDFAST_DISK_RESERVE: '999999999' };
    server = await startTestServer(LOW, server.dataDir);
    await imagesReady(server.server.sandbox);
    const annAgain = await again(ann);
    await reaches(annAgain, hers.id, 'ready');
    const refused = await (await again(ben)).send('post', '/api/sessions', { place });
    expect([refused.status, refused.body.error.code]).toEqual([503, 'machine.diskLow']);
    expect(refused.body.error.message).toMatch(/low on disk/);
    await stop(annAgain, hers);
    await reaches(annAgain, hers.id, 'stopped');
    await startLab(annAgain, place);
    await removeAll([annAgain]);
    await server.end();
    server = await startTestServer(ONE_PLACE, server.dataDir);
    await imagesReady(server.server.sandbox);
  });
});

describe('a server that is killed while a lab starts', () => {
  it.each([0, 150, 400, 700])(
    'after %d ms leaves no orphan, and the lab starts in the next',
    async (ms) => {
      const data = await mkdtemp(join(tmpdir(), 'holdfast-killed-'));
      const process = await startServerProcess(data);
      let learner = await process.browser();
      await eventually(
        async () => (await learner.get('/api/status')).body.images.state === 'ready',
        PREPARE_MS,
      );
      const { id } = await press(learner, place);
      await new Promise((resolve) => setTimeout(resolve, ms));
      await process.kill('SIGKILL');

      const next = await startTestServer({}, data);
      try {
        await imagesReady(next.server.sandbox);
        learner = await next.browser();
        const session = await startLab(learner, place);
        expect(session.id).toBe(id);
        await eventually(async () => (await next.server.sandbox.list()).length === 1);
        const host = await onlyHost(next.server.sandbox);
        expect(await must(host, 'docker run --rm busybox:1.37 echo fine')).toBe('fine');
        await learner.send('delete', `/api/sessions/${id}`);
        await eventually(async () => (await next.server.sandbox.list()).length === 0);
      } finally {
        await next.close();
        await rm(data, { recursive: true, force: true });
      }
    },
  );
});
