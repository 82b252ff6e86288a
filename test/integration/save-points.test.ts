/** Save points and resets from the outside: what a lab held is there again, and what was recorded of it. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { LabSession } from '../../protocol/session.ts';
import { createGradingRecords } from '../../server/grading/records.ts';
import { openStore } from '../../server/store/open.ts';
import { must } from '../support/lab.ts';
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
/** It has files, and a set-up that makes a volume and a container. */
const place = { kind: 'lab', slug: 'tar-backup' } as const;

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  server = await startTestServer({ HOLDFAST_LEARNERS: 'many' });
  await imagesReady(server.server.sandbox);
  browser = await server.browser();
}, PREPARE_MS);
afterAll(async () => {
  await server.close();
});

const host = () => onlyHost(server.server.sandbox);
const inside = async (script: string) => must(await host(), script);
const save = async (id: string, name: string) =>
  browser.send('post', `/api/sessions/${id}/save-points`, { name });
const point = async (id: string, name: string): Promise<string> => {
  const { savePoints } = await sessionOf(browser, id);
  return savePoints.find((one) => one.name === name)?.id ?? '';
};

/** Names of the volumes that the recorded history says were created, in order. */
async function recorded(): Promise<string[]> {
  const [facts] = await server.server.sandbox.list();
  const store = await openStore(server.dataDir);
  const entries = await createGradingRecords(store).history(facts?.launchId ?? '');
  await store.destroy();
  return entries.flatMap((entry) =>
    entry.kind === 'volume' && entry.action === 'create' ? [entry.name] : [],
  );
}

async function fresh(): Promise<LabSession> {
  for (const { id } of (await browser.get('/api/sessions/all')).body.sessions) {
    await browser.send('delete', `/api/sessions/${id}`);
  }
  return startLab(browser, place);
}

describe('a save point', () => {
  it('brings back what the lab held, runs what ran, and forgets what was recorded since', async () => {
    const { id } = await fresh();
    await inside(
      `docker volume create mine && echo first > ~/note
       docker run -d --name first -v mine:/d busybox:1.37 sleep 1000
       docker run -d --name second busybox:1.37 sleep 1000 && docker pause second`,
    );
    await eventually(async () => (await recorded()).includes('mine'));
    const saved = await save(id, ' with a note ');
    expect(saved.status).toBe(201);
    expect(LabSession.parse(saved.body).savePoints).toMatchObject([
      { kind: 'own', name: 'with a note', mib: expect.any(Number) },
    ]);

    await inside(
      'docker rm -f first second && docker volume rm mine && docker volume create later && echo second > ~/note',
    );
    await eventually(async () => (await recorded()).includes('later'));
    const back = await browser.send(
      'post',
      `/api/sessions/${id}/save-points/${await point(id, 'with a note')}/rewind`,
    );
    expect(back.status).toBe(202);
    expect(LabSession.parse(back.body).state).toBe('rewinding');
    const { savePoints } = await reaches(browser, id, 'ready');
    expect(savePoints.map(({ kind }) => kind)).toEqual(['own', 'rewind']);
    expect(
      await inside('cat ~/note; docker volume ls -q --filter name=mine --filter name=later'),
    ).toBe('first\nmine');
    expect(
      await inside(
        'docker ps -a --filter name=first --filter name=second --format "{{.Names}} {{.State}}" | sort',
      ),
    ).toBe('first running\nsecond paused');
    expect(await recorded()).not.toContain('later');
    expect(await recorded()).toContain('mine');

    // The lab as it was before is there too.
    const before = savePoints.find(({ kind }) => kind === 'rewind')?.id;
    await browser.send('post', `/api/sessions/${id}/save-points/${before}/rewind`);
    await reaches(browser, id, 'ready');
    expect(await inside('cat ~/note')).toBe('second');
  });

  it('is refused beyond five, under no name, and of a lab that does not run', async () => {
    const { id } = await fresh();
    for (const n of [1, 2, 3, 4, 5]) expect((await save(id, `point ${n}`)).status).toBe(201);
    const sixth = await save(id, 'point 6');
    expect([sixth.status, sixth.body.error.code]).toEqual([409, 'save.limit']);
    for (const name of ['', '   ', 'a\u0007b', 'x'.repeat(61)]) {
      expect((await save(id, name)).status).toBe(400);
    }
    const dropped = await browser.send(
      'delete',
      `/api/sessions/${id}/save-points/${await point(id, 'point 2')}`,
    );
    expect(LabSession.parse(dropped.body).savePoints.map(({ name }) => name)).toEqual([
      'point 1',
      'point 3',
      'point 4',
      'point 5',
    ]);
    expect((await save(id, 'point 6')).status).toBe(201);
    await browser.send('post', `/api/sessions/${id}/stop`);
    await reaches(browser, id, 'stopped');
    expect((await save(id, 'late')).body.error.code).toBe('session.notReady');
    const gone = `/api/sessions/${id}/save-points/${'x'.repeat(20)}`;
    expect((await browser.send('delete', gone)).body.error.code).toBe('save.notFound');
    expect((await browser.send('delete', `${gone}x`)).body.error.code).toBe('save.notFound');
  });

  it('is nobody else’s', async () => {
    const { id } = await fresh();
    await save(id, 'mine');
    const mine = await point(id, 'mine');
    const stranger = await server.browser();
    for (const [method, path] of [
      ['post', ''],
      ['post', `/${mine}/rewind`],
      ['delete', `/${mine}`],
    ] as const) {
      const answer = await stranger.send(method, `/api/sessions/${id}/save-points${path}`, {
        name: 'theirs',
      });
      expect([path, answer.status, answer.body.error.code]).toEqual([
        path,
        404,
        'session.notFound',
      ]);
    }
    expect((await sessionOf(browser, id)).savePoints).toHaveLength(1);
  });

  it('outlives the server, and goes with a new lab host', async () => {
    const { id } = await fresh();
    await inside('echo kept > ~/note');
    await save(id, 'kept');
    await inside('echo changed > ~/note');
    const cookie = browser.cookie;
    await server.end();
    server = await startTestServer({ HOLDFAST_LEARNERS: 'many' }, server.dataDir);
    browser = await server.browser(cookie);
    await imagesReady(server.server.sandbox);
    await eventually(async () => (await sessionOf(browser, id)).state === 'ready');
    await eventually(async () => {
      const answer = await browser.send(
        'post',
        `/api/sessions/${id}/save-points/${await point(id, 'kept')}/rewind`,
      );
      return answer.status === 202;
    });
    await reaches(browser, id, 'ready');
    expect(await inside('cat ~/note')).toBe('kept');
    await browser.send('post', `/api/sessions/${id}/reset`, { kind: 'hard' });
    expect((await reaches(browser, id, 'ready')).savePoints).toEqual([]);
  });
});

describe('a soft reset', () => {
  it('puts the start back in the same host, with the terminals open, and forgets what was recorded', async () => {
    const { id } = await fresh();
    const start = await inside(
      'find ~ | sort; docker volume ls -q; docker ps --format "{{.Names}}"',
    );
    const socket = await browser.socket();
    const opened = await socket.request('terminal:open', { session: id, cols: 80, rows: 24 });
    expect(opened.ok).toBe(true);
    const [before] = await server.server.sandbox.list();
    const shells = 'pgrep -c -x bash || true';
    const bashes = await inside(shells);
    await inside(
      `docker run -d --name extra -v books:/b -v extra:/e busybox:1.37 sleep 1000
       docker network create extra && docker tag busybox:1.37 extra:1 && docker image rm debian:trixie-slim
       echo "FROM busybox:1.37
       RUN echo made > /made" | docker build -q -t made -
       rm -rf ~/* && touch ~/left && echo broken > /var/lib/docker/volumes/books/_data/left`,
    );
    await eventually(async () => (await recorded()).includes('extra'));

    const reset = await browser.send('post', `/api/sessions/${id}/reset`, { kind: 'soft' });
    expect(LabSession.parse(reset.body).state).toBe('resetting');
    const ready = await reaches(browser, id, 'ready');
    const [after] = await server.server.sandbox.list();
    expect(after?.launchId).toBe(before?.launchId);
    expect(ready.terminals).toHaveLength(1);
    expect(await inside(shells)).toBe(bashes);
    expect(ready.savePoints.map(({ kind }) => kind)).toEqual(['reset']);
    expect(
      await inside('find ~ | sort; docker volume ls -q; docker ps --format "{{.Names}}"'),
    ).toBe(start);
    expect(await inside('ls /var/lib/docker/volumes/books/_data')).not.toContain('left');
    expect(
      await inside(
        'docker network ls -q --filter type=custom; docker images -q extra; docker images -q made',
      ),
    ).toBe('');
    expect(await inside('docker images -q debian:trixie-slim | wc -l')).toBe('1');
    expect(await recorded()).toEqual([]);

    // What was taken away can be had back.
    const [point] = ready.savePoints;
    await browser.send('post', `/api/sessions/${id}/save-points/${point?.id}/rewind`);
    await reaches(browser, id, 'ready');
    expect(await inside('ls ~; docker ps -q --filter name=extra | wc -l')).toBe('left\n1');
  });

  it('of a lab whose Docker does not answer says so, and a hard one helps', async () => {
    const { id } = await fresh();
    await inside('systemctl stop docker');
    await browser.send('post', `/api/sessions/${id}/reset`, { kind: 'soft' });
    const failed = await reaches(browser, id, 'failed');
    expect(failed.failure?.message).toContain('new Docker host');
    await browser.send('post', `/api/sessions/${id}/reset`, { kind: 'hard' });
    await reaches(browser, id, 'ready');
    expect(await inside('docker ps --format "{{.Names}}"')).toBe('clerk');
  });
});
