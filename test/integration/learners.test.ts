/** Who is this, and what have they done: across browsers and restarts. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { Course } from '../../protocol/course.ts';
import { Me, RecoveryCode } from '../../protocol/learner.ts';
import { eventually, NO_ENGINE, startTestServer, type TestServer } from '../support/server.ts';

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
