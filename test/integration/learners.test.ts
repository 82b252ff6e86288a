/** Who is this, and what have they done: across browsers and restarts. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Course } from '../../protocol/course.ts';
import { Me, RecoveryCode } from '../../protocol/learner.ts';
import { runCommand } from '../support/process.ts';
import { eventually, NO_ENGINE, startTestServer, type TestServer } from '../support/server.ts';

/** Commands are processes; a busy machine takes seconds for each. */
jest.setTimeout(120_000);

const open: TestServer[] = [];
const start = async (env: Record<string, string> = {}, dataDir?: string) => {
  const server = await startTestServer({ DOCKER_HOST: NO_ENGINE, ...env }, dataDir);
  open.push(server);
  return server;
};
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const LESSON = '01-where-data-lives';

const stateOf = async (server: TestServer, browser: Awaited<ReturnType<TestServer['browser']>>) => {
  const course = Course.parse((await browser.get('/api/course')).body);
  const lessons = course.parts.flatMap((part) => part.lessons);
  expect(server.url).toBeTruthy();
  return lessons.find((lesson) => lesson.slug === LESSON)?.progress.state;
};

describe('one learner', () => {
  it('is the same in every browser, and its progress survives a restart', async () => {
    const first = await start();
    const browser = await first.browser();
    const done = await browser.send('put', `/api/lessons/${LESSON}/progress`, { done: true });
    expect(done.body).toMatchObject({ state: 'done' });
    expect(await stateOf(first, await first.browser())).toBe('done');
    await first.end();

    const second = await start({}, first.dataDir);
    expect(await stateOf(second, await second.browser())).toBe('done');
  });

  it('has no recovery code to ask for', async () => {
    const server = await start();
    const browser = await server.browser();
    expect((await browser.send('post', '/api/me/recovery-code')).status).toBe(404);
  });
});

describe('many learners', () => {
  it('each have their own progress', async () => {
    const server = await start({ HOLDFAST_LEARNERS: 'many' });
    const [one, other] = [await server.browser(), await server.browser()];
    await one.send('put', `/api/lessons/${LESSON}/progress`, { done: true });
    expect(await stateOf(server, one)).toBe('done');
    expect(await stateOf(server, other)).toBe('untouched');
  });

  it('are nobody without a cookie, or with a forged one', async () => {
    const server = await start({ HOLDFAST_LEARNERS: 'many' });
    const browser = await server.browser();
    for (const cookie of ['', 'holdfast=abcdefghij0123456789.AAAA']) {
      const { status, body } = await browser.get('/api/course').set('Cookie', cookie);
      expect([status, body.error?.code]).toEqual([401, 'learner.unknown']);
    }
  });

  it('move to another browser with a code, until a newer code is made', async () => {
    const server = await start({ HOLDFAST_LEARNERS: 'many' });
    const [old, fresh] = [await server.browser(), await server.browser()];
    const me = Me.parse((await old.get('/api/me')).body);
    const { code } = RecoveryCode.parse((await old.send('post', '/api/me/recovery-code')).body);
    const recovered = await fresh.send('post', '/api/me/recover', {
      code: ` ${code.toLowerCase()} `,
    });
    expect(Me.parse(recovered.body).id).toBe(me.id);
    expect(recovered.headers['set-cookie']?.[0]).toMatch(/^holdfast=.*HttpOnly; SameSite=Lax/);

    await old.send('post', '/api/me/recovery-code');
    expect((await fresh.send('post', '/api/me/recover', { code })).status).toBe(403);
  });
});

describe('a learner who leaves', () => {
  it('has a file with all that was kept, and then nothing is', async () => {
    const server = await start({ HOLDFAST_LEARNERS: 'many' });
    const browser = await server.browser();
    const before = Me.parse((await browser.get('/api/me')).body);
    await browser.send('put', `/api/lessons/${LESSON}/progress`, { done: true });
    await browser.send('post', '/api/me/recovery-code');

    const file = await browser.get('/api/me/export');
    expect(file.headers['content-disposition']).toMatch(
      /^attachment; filename=holdfast-[-0-9]{10}.json$/,
    );
    expect(file.body).toMatchObject({
      learners: [{ id: before.id, role: 'learner' }],
      lesson_progress: [{ lesson: LESSON, learner_id: before.id }],
    });
    expect(file.body.learners[0]).not.toHaveProperty('recovery_hash');

    const socket = await browser.socket();
    const closed = new Promise((resolve) => socket.raw.once('disconnect', resolve));
    const left = await browser.send('delete', '/api/me', { confirm: 'delete' });
    expect(left.status).toBe(200);
    // As when the network breaks: only then does a page connect again by itself.
    expect(await closed).toBe('transport close');
    expect((await browser.get('/api/course')).status).toBe(401);
    const cookie = String(left.headers['set-cookie']?.[0]).split(';')[0] ?? '';
    const after = Me.parse((await browser.get('/api/me').set('Cookie', cookie)).body);
    expect(after.id).toBe(Me.parse(left.body).id);
    expect(after).toMatchObject({ hasRecoveryCode: false });
    expect(after.id).not.toBe(before.id);
  });

  it('begins anew where there is one learner only', async () => {
    const server = await start();
    const browser = await server.browser();
    await browser.send('put', `/api/lessons/${LESSON}/progress`, { done: true });
    const left = await browser.send('delete', '/api/me', { confirm: 'delete' });
    expect([left.status, left.headers['set-cookie']]).toEqual([200, undefined]);
    expect(await stateOf(server, browser)).toBe('untouched');
    await browser.send('put', `/api/lessons/${LESSON}/progress`, { done: true });
    expect(await stateOf(server, browser)).toBe('done');
  });
});

describe('npm run learners', () => {
  const learners = (server: TestServer, ...args: string[]) =>
    runCommand(['npm', 'run', '-s', 'learners', '--', ...args], { HOLDFAST_DATA: server.dataDir });

  it('lists, exports and deletes while the server runs', async () => {
    const server = await start({ HOLDFAST_LEARNERS: 'many' });
    const [one, other] = [await server.browser(), await server.browser()];
    const { id } = Me.parse((await one.get('/api/me')).body);
    await one.send('put', `/api/lessons/${LESSON}/progress`, { done: true });

    const { said } = await learners(server, 'list');
    expect(said).toContain(`${id}  since `);
    expect(said.split('\n').filter((line) => line.includes('1 lessons'))).toHaveLength(1);

    const file = join(server.dataDir, 'one.json');
    expect(await learners(server, 'export', id, file)).toEqual({ code: 0, said: '' });
    const text = await readFile(file, 'utf8');
    expect(JSON.parse(text).lesson_progress).toHaveLength(1);
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    expect((await learners(server, 'delete', id)).said).toContain('Nothing is deleted');
    expect((await one.get('/api/course')).status).toBe(200);
    expect((await learners(server, 'delete', id, '--yes')).code).toBe(0);
    expect((await one.get('/api/course')).status).toBe(401);
    expect(await stateOf(server, other)).toBe('untouched');
    const again = await learners(server, 'delete', id, '--yes');
    expect([again.code, again.said]).toEqual([1, expect.stringContaining('notFound')]);
  });

  it('deletes the one learner of a server that runs, which goes on with a new one', async () => {
    const server = await start();
    const browser = await server.browser();
    const { id } = Me.parse((await browser.get('/api/me')).body);
    await browser.send('put', `/api/lessons/${LESSON}/progress`, { done: true });
    expect((await learners(server, 'delete', id, '--yes')).code).toBe(0);
    expect(await stateOf(server, browser)).toBe('untouched');
    const done = await browser.send('put', `/api/lessons/${LESSON}/progress`, { done: true });
    expect(done.status).toBe(200);
  });
});

describe('without an engine', () => {
  it('lessons are there and a lab says what is missing', async () => {
    const server = await start();
    const browser = await server.browser();
    expect((await browser.get(`/api/lessons/${LESSON}`)).status).toBe(200);
    await eventually(async () => {
      const { body } = await browser.get('/api/status');
      return body.engine.state === 'unavailable' && body.engine.problems[0].cure !== '';
    });
    const place = { kind: 'lab', slug: 'writable-layer' };
    const { status, body } = await browser.send('post', '/api/sessions', { place });
    expect([status, body.error.code]).toEqual([503, 'engine.unavailable']);
  });
});
