/** What a lab's `setup.sh` does, and that its learner neither sees it happen nor pays for its failure. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { LabSession } from '../../protocol/session.ts';
import { createGradingRecords } from '../../server/grading/records.ts';
import { putStartingState } from '../../server/labs/content/starting-state.ts';
import type { CourseFixture } from '../../server/lessons/course.fixture.ts';
import type { LabHost } from '../../server/sandbox/types.ts';
import { openStore } from '../../server/store/open.ts';
import { createCourse } from '../support/course.ts';
import { type Browser, eventually, startTestServer, type TestServer } from '../support/server.ts';

jest.setTimeout(120_000);
const PREPARE_MS = 15 * 60_000;
const place = { kind: 'lab', slug: 'writable-layer' } as const;
const SETUP = 'labs/writable-layer/setup.sh';
/** A content file that was changed is looked at again after this long. */
const RECHECK_MS = 1100;

let course: CourseFixture;
let server: TestServer;
let browser: Browser;

async function start(dataDir?: string): Promise<void> {
  server = await startTestServer({}, dataDir, { contentRoot: course.root });
  const { sandbox } = server.server;
  await eventually(async () => sandbox.imagesStatus().state === 'ready', PREPARE_MS);
  browser = await server.browser();
}

beforeAll(async () => {
  course = await createCourse();
  await start();
}, PREPARE_MS);
afterAll(async () => {
  await server.close();
  await course.remove();
});

async function setUp(script: string): Promise<void> {
  await course.write({ [SETUP]: script });
  await new Promise((resolve) => setTimeout(resolve, RECHECK_MS));
}

const settled = (id: string): Promise<LabSession> =>
  eventually(async () => {
    const now = LabSession.parse((await browser.get(`/api/sessions/${id}`)).body);
    return ['ready', 'failed', 'stopped'].includes(now.state) && now;
  });

async function startLab(): Promise<LabSession> {
  const { body } = await browser.send('post', '/api/sessions', { place });
  return settled(LabSession.parse(body).id);
}

async function onlyHost(): Promise<LabHost> {
  const [facts, ...others] = await server.server.sandbox.list();
  expect(others).toEqual([]);
  const host = await server.server.sandbox.find(facts?.launchId ?? '');
  if (host === undefined) throw new Error('the lab host is not running');
  return host;
}

const sh = async (host: LabHost, script: string): Promise<string> => {
  const { exitCode, stdout, stderr } = await host.run(['bash', '-c', script]);
  if (exitCode !== 0) throw new Error(`${script}: ${stderr.toString()}`);
  return stdout.toString().trim();
};

/** What the history of the running lab tells, without times. */
async function history(): Promise<string[]> {
  const [facts] = await server.server.sandbox.list();
  const store = await openStore(server.dataDir);
  const entries = await createGradingRecords(store).history(facts?.launchId ?? '');
  await store.destroy();
  return entries.map((entry) =>
    entry.kind === 'volume' || entry.kind === 'container'
      ? `${entry.kind} ${entry.name} ${entry.action}`
      : entry.kind,
  );
}

const WRITER = `
docker volume create shelf
echo made >> ~/made
docker run -d --name writer --restart unless-stopped -v shelf:/shelf busybox:1.37 sh -c 'sleep 1000'
`;

describe('a lab with a set-up', () => {
  it('is ready when the set-up has ended, and has it not in its history', async () => {
    await setUp(`cat\n${WRITER}`);
    expect((await startLab()).state).toBe('ready');
    const host = await onlyHost();
    expect(
      await sh(host, 'cat ~/made; docker ps --format "{{.Names}} {{.State}}"; cat ~/site/*'),
    ).toBe('made\nwriter running\n<h1>Hello</h1>');
    await sh(host, 'docker volume create mine');
    await eventually(async () => (await history()).length > 1);
    expect(await history()).toEqual(['ready', 'volume mine create']);
  });

  it('is told of what becomes of its containers later', async () => {
    await sh(await onlyHost(), 'docker rm -f writer');
    await eventually(async () => (await history()).at(-1) === 'container writer destroy');
    expect((await history()).slice(2).sort()).toEqual([
      'container writer destroy',
      'container writer die',
      'volume shelf unmount',
    ]);
  });

  it('keeps it hidden, and is not set up again, when the server is restarted', async () => {
    const { id } = await startLab();
    await browser.send('post', `/api/sessions/${id}/reset`, { kind: 'hard' });
    expect((await settled(id)).state).toBe('ready');
    await server.end();
    await start(server.dataDir);
    expect((await settled(id)).state).toBe('ready');
    const host = await onlyHost();
    await sh(host, 'docker volume create mine');
    await eventually(async () => (await history()).length > 1);
    expect(await history()).toEqual(['ready', 'volume mine create']);
    expect(await sh(host, 'cat ~/made')).toBe('made');
  });

  it('is set up once in each new host: not after a stop, but after a reset', async () => {
    const { id } = await startLab();
    await browser.send('post', `/api/sessions/${id}/stop`);
    await settled(id);
    await startLab();
    expect(await sh(await onlyHost(), 'cat ~/made; docker volume ls -q')).toBe('made\nmine\nshelf');
    await browser.send('post', `/api/sessions/${id}/reset`, { kind: 'hard' });
    await settled(id);
    expect(await sh(await onlyHost(), 'cat ~/made; docker volume ls -q')).toBe('made\nshelf');
    await browser.send('delete', `/api/sessions/${id}`);
  });
});

describe('a set-up that fails', () => {
  it('is our fault, and the next start begins in another host', async () => {
    await setUp('echo half > ~/half\nfalse\necho whole >> ~/half\n');
    const failed = await startLab();
    expect(failed).toMatchObject({ state: 'failed', failure: { code: 'lab.startFailed' } });
    expect(failed.failure?.message).toMatch(/our fault, not yours/);

    await setUp('echo whole >> ~/half\n');
    expect((await startLab()).state).toBe('ready');
    expect(await sh(await onlyHost(), 'cat ~/half')).toBe('whole');
    await browser.send('delete', `/api/sessions/${failed.id}`);
  });

  it('that is cut off by the end of the server is not gone on with', async () => {
    await setUp('echo half > ~/half\nsleep 50\n');
    const { body } = await browser.send('post', '/api/sessions', { place });
    const { id } = LabSession.parse(body);
    await eventually(async () => (await server.server.sandbox.list())[0]?.container === 'running');
    // While the host is still starting, nothing can be run in it.
    const half = async () => sh(await onlyHost(), 'cat ~/half').catch(() => '');
    await eventually(async () => (await half()) === 'half');
    await server.end();
    await setUp('echo whole >> ~/half\n');
    await start(server.dataDir);
    await settled(id);
    expect((await startLab()).state).toBe('ready');
    expect(await sh(await onlyHost(), 'cat ~/half')).toBe('whole');
    await browser.send('delete', `/api/sessions/${id}`);
  });

  it('fails by an error in the middle of a line, by an unset variable, and by its deadline', async () => {
    const launchId = 'startingstate0000000';
    const host = await server.server.sandbox.launch(launchId);
    const put = (setup: string) =>
      putStartingState(host, { files: null, setup }, { deadlineMs: 3000 });
    await expect(put('false | true')).rejects.toMatchObject({ code: 'lab.startFailed' });
    await expect(put('echo $nothing')).rejects.toMatchObject({
      code: 'lab.startFailed',
      details: { exitCode: 1, stderr: expect.stringContaining('unbound') },
    });
    await expect(put('sleep 60')).rejects.toMatchObject({ code: 'lab.startFailed' });
    await put('true');
    await server.server.sandbox.remove(launchId);
  });
});
