/** Solutions typed for a learner: into a real lab, with the live checks looking on. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Course, Lab } from '../../protocol/course.ts';
import { LabSession } from '../../protocol/session.ts';
import type { RunStatus } from '../../protocol/terminal.ts';
import {
  type Browser,
  eventually,
  startTestServer,
  type TestServer,
  type TestSocket,
} from '../support/server.ts';

jest.setTimeout(180_000);
const PREPARE_MS = 15 * 60_000;
const place = { kind: 'lab', slug: 'pick-a-mount' } as const;
const [TILL, WINDOW, KEYS] = ['till', 'window', 'keys'] as const;

let server: TestServer;
let browser: Browser;
let socket: TestSocket;
let id: string;
let terminal: string;
const runs: RunStatus[] = [];

const session = async (): Promise<LabSession> =>
  LabSession.parse((await browser.get(`/api/sessions/${id}`)).body);
const ready = () => eventually(async () => (await session()).state === 'ready');
const task = async (wanted: string) =>
  (await session()).tasks.find((status) => status.id === wanted);
const progress = async () => {
  const { body } = await browser.get('/api/course');
  const labs = Course.parse(body).parts.flatMap(({ lessons }) => lessons.flatMap((l) => l.labs));
  return labs.find(({ slug }) => slug === place.slug)?.progress;
};
const show = (block: string, where: object = place) =>
  socket.request('terminal:run', { terminal, place: where, block });
async function openTerminal(): Promise<string> {
  const opened = await socket.request('terminal:open', { session: id, cols: 80, rows: 24 });
  if (!opened.ok) throw new Error(opened.error.message);
  await socket.request('terminal:attach', {
    terminal: opened.value.terminal,
    cols: 80,
    rows: 24,
  });
  return opened.value.terminal;
}

/** Shows a solution and waits until all of it has run. */
async function shown(block: string): Promise<RunStatus> {
  const started = await show(block);
  if (!started.ok) throw new Error(started.error.message);
  const { run } = started.value;
  return eventually(async () =>
    runs.find((status) => status.run === run && /succeeded|failed|lost/.test(status.state)),
  );
}

beforeAll(async () => {
  server = await startTestServer({ HOLDFAST_LEARNERS: 'many' });
  const { sandbox } = server.server;
  await eventually(async () => sandbox.imagesStatus().state === 'ready', PREPARE_MS);
  browser = await server.browser();
  const { body } = await browser.send('post', '/api/sessions', { place });
  ({ id } = LabSession.parse(body));
  await ready();
  socket = await browser.socket();
  socket.raw.on('terminal:run', (status) => runs.push(status));
  // As an open page does: then it is looked at every two seconds as well.
  await socket.request('session:watch', { session: id, visible: true });
  terminal = await openTerminal();
}, PREPARE_MS);
afterAll(() => server.close());

describe('a solution', () => {
  it('is there to be had, and none of its words', async () => {
    const lab = Lab.parse((await browser.get(`/api/labs/${place.slug}`)).body);
    expect(lab.tasks.map(({ shows }) => shows)).toEqual([[TILL], [WINDOW], [KEYS]]);
    expect(JSON.stringify(lab)).not.toContain('docker run -d --name till');
  });

  it('is typed in its turn only, and in its own lab', async () => {
    const lesson = { kind: 'lesson', slug: '01-where-data-lives' };
    const refusals = [
      [await show(KEYS), 'task.notOpen'],
      [await show('no-such-task'), 'task.notFound'],
      [await show(TILL, { kind: 'lab', slug: 'writable-layer' }), 'task.notFound'],
      [await show(TILL, lesson), 'task.notFound'],
    ] as const;
    for (const [reply, code] of refusals) expect(reply).toMatchObject({ error: { code } });
    const other = await (await server.browser()).socket();
    expect(await other.request('terminal:run', { terminal, place, block: TILL })).toMatchObject({
      error: { code: 'terminal.notFound' },
    });
    expect((await task(TILL))?.shownAt).toBeNull();
  });

  it('marks its task as shown, which no check makes earned', async () => {
    expect(await shown(TILL)).toMatchObject({ state: 'succeeded', block: TILL, exitCode: 0 });
    expect(await task(TILL)).toMatchObject({ done: false, shownAt: expect.any(Number) });
    expect(await progress()).toMatchObject({ tasksDone: 0, tasksShown: 1 });

    // The learner's own work is seen after it, so the live checks have been over the first task.
    const line = 'docker run -d --name window -v ~/site:/site busybox:1.37 httpd -f -h /site\r';
    await socket.request('terminal:input', { terminal, data: Buffer.from(line) });
    await eventually(async () => (await task(WINDOW))?.live?.kind !== undefined);
    await browser.send('post', `/api/sessions/${id}/check`);
    await eventually(async () => (await session()).check?.state === 'finished');
    await eventually(async () => (await task(WINDOW))?.done);
    expect(await task(TILL)).toMatchObject({ done: false, checked: null });

    expect(await shown(KEYS)).toMatchObject({ state: 'succeeded' });
    expect(await progress()).toMatchObject({ tasksDone: 1, tasksShown: 2, doneAt: null });
    expect(await show(WINDOW)).toMatchObject({ error: { code: 'task.notOpen' } });
    const { body } = await browser.get('/api/course');
    expect(Course.parse(body).continueWith).toBeNull();
    expect((await browser.get('/api/me/export')).body.shown_tasks).toHaveLength(2);
  });

  it('can be earned by oneself in a lab that begins anew', async () => {
    const reset = await browser.send('post', `/api/sessions/${id}/reset`, { kind: 'soft' });
    expect(reset.status).toBe(202);
    await eventually(async () => (await progress())?.tasksShown === 0);
    await ready();
    expect(await progress()).toMatchObject({ tasksDone: 1 });
    terminal = await openTerminal();
    const line =
      "docker run -d --name till -v sales:/sales busybox:1.37 sh -c 'date >> /sales/log.txt; sleep infinity'\r";
    await socket.request('terminal:input', { terminal, data: Buffer.from(line) });
    await eventually(async () => {
      await browser.send('post', `/api/sessions/${id}/check`);
      await eventually(async () => (await session()).check?.state === 'finished');
      return (await task(TILL))?.done;
    });
    expect(await task(TILL)).toMatchObject({ done: true, shownAt: null });
  });
});
