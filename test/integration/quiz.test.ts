/** The self-check of a lesson over HTTP: what is told, what is counted, and what an edit does to it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Course, Lesson } from '../../protocol/course.ts';
import { FailureBody } from '../../protocol/failure.ts';
import { Question, Quiz } from '../../protocol/quiz.ts';
import { type CourseFixture, QUIZ } from '../../server/lessons/course.fixture.ts';
import { createCourse } from '../support/course.ts';
import {
  type Browser,
  eventually,
  NO_ENGINE,
  startTestServer,
  type TestServer,
} from '../support/server.ts';

const LESSON = '01-where-data-lives';
const FILE = `lessons/${LESSON}/quiz.yaml`;

const courses: CourseFixture[] = [];
const servers: TestServer[] = [];

async function openCourse(): Promise<CourseFixture> {
  const course = await createCourse();
  courses.push(course);
  return course;
}

async function start(course: CourseFixture, dataDir?: string): Promise<TestServer> {
  const env = { DOCKER_HOST: NO_ENGINE, HOLDFAST_LEARNERS: 'many' };
  const server = await startTestServer(env, dataDir, { contentRoot: course.root });
  servers.push(server);
  return server;
}

let server: TestServer;
beforeAll(async () => {
  server = await start(await openCourse());
});
afterAll(async () => {
  for (const opened of servers) await opened.close();
  for (const course of courses) await course.remove();
});

const questions = async (browser: Browser) =>
  z
    .strictObject(Quiz.shape)
    .parse((await browser.get(`/api/lessons/${LESSON}/quiz`).expect(200)).body).questions;

const questionOf = async (browser: Browser, id: string) => {
  const found = (await questions(browser)).find((question) => question.id === id);
  if (found === undefined) throw new Error(`no question ${id}`);
  return found;
};

const send = (browser: Browser, question: Question, ...words: string[]) =>
  browser.send('post', `/api/lessons/${LESSON}/quiz/${question.id}/answer`, {
    version: question.version,
    chosen: question.options.filter(({ html }) => words.includes(html)).map(({ id }) => id),
  });

const answer = async (browser: Browser, question: Question, ...words: string[]) =>
  z.strictObject(Question.shape).parse((await send(browser, question, ...words).expect(200)).body);

const counted = async (browser: Browser) => {
  const course = Course.parse((await browser.get('/api/course')).body);
  const lesson = Lesson.parse((await browser.get(`/api/lessons/${LESSON}`)).body);
  const card = course.parts[0]?.lessons[0];
  expect(card?.quiz).toEqual(lesson.quiz);
  return { ...lesson.quiz, state: card?.progress.state, continueWith: course.continueWith?.slug };
};

const RIGHT = 'To the writable layer';
const WRONG = 'To the image';

describe('a self-check', () => {
  it('is answered wrong, tried again, counted for good, and survives a restart', async () => {
    const course = await openCourse();
    const first = await start(course);
    const browser = await first.browser();
    const before = await questionOf(browser, 'which-layer');
    expect(before.answer).toBeNull();

    const wrong = await answer(browser, before, WRONG);
    expect(wrong).toMatchObject({ right: false, answer: { right: false } });
    expect(
      wrong.answer?.options.map(({ html, chosen, correct }) => [html, chosen, correct]),
    ).toEqual(before.options.map(({ html }) => [html, html === WRONG, html === RIGHT]));
    expect(await questionOf(browser, 'which-layer')).toEqual(wrong);
    expect(await counted(browser)).toEqual({
      right: 0,
      total: 2,
      state: 'started',
      continueWith: LESSON,
    });

    const right = await answer(browser, wrong, RIGHT);
    expect(right).toMatchObject({ right: true, answer: { right: true } });
    expect(await counted(browser)).toMatchObject({ right: 1, total: 2 });

    const later = await answer(browser, right, WRONG);
    expect(later).toMatchObject({ right: true, answer: { right: false } });
    expect(await counted(browser)).toMatchObject({ right: 1, total: 2 });

    await first.end();
    const restarted = await (await start(course, first.dataDir)).browser(browser.cookie);
    expect(await questionOf(restarted, 'which-layer')).toEqual(later);
    expect(await counted(restarted)).toMatchObject({ right: 1, total: 2 });
  });

  it('wants all that is right and nothing else where several can be chosen', async () => {
    const browser = await server.browser();
    const question = await questionOf(browser, 'read-only');
    const half = await answer(browser, question, 'The lowest layer');
    expect(half.answer?.right).toBe(false);
    const all = await answer(browser, half, 'The lowest layer', 'The layer above it');
    expect(all.answer?.right).toBe(true);
  });

  it('keeps its order over reloads until it is answered', async () => {
    const browser = await server.browser();
    const before = await questions(browser);
    expect(await questions(browser)).toEqual(before);
  });

  it('is each learner’s own', async () => {
    const [one, other] = [await server.browser(), await server.browser()];
    await answer(one, await questionOf(one, 'which-layer'), RIGHT);
    expect(await questionOf(other, 'which-layer')).toMatchObject({ right: false, answer: null });
    expect(await counted(other)).toMatchObject({ right: 0, state: 'untouched' });
    expect(await counted(one)).toMatchObject({ right: 1 });
  });

  it('refuses two answers where one is right, and remembers nothing of it', async () => {
    const browser = await server.browser();
    const question = await questionOf(browser, 'which-layer');
    const { status, body } = await send(browser, question, RIGHT, WRONG);
    expect([status, FailureBody.parse(body).error.code]).toEqual([400, 'request.invalid']);
    expect((await questionOf(browser, 'which-layer')).answer).toBeNull();
  });

  it('takes two answers at the same moment, and the right one counts', async () => {
    const browser = await server.browser();
    const question = await questionOf(browser, 'which-layer');
    const both = await Promise.all([
      answer(browser, question, WRONG),
      answer(browser, question, RIGHT),
    ]);
    expect(both.map(({ answer: given }) => given?.right)).toEqual([false, true]);
    expect(await counted(browser)).toMatchObject({ right: 1 });
  });
});

describe('an edited question', () => {
  it('refuses an answer to its old words, shows the new ones and keeps what was earned', async () => {
    const course = await openCourse();
    const browser = await (await start(course)).browser();
    const old = await questionOf(browser, 'which-layer');
    await answer(browser, old, RIGHT);
    await course.write({ [FILE]: QUIZ.replace('To the image', 'To the layers of the image') });
    const reworded = await eventually(async () => {
      const now = await questionOf(browser, 'which-layer');
      return now.version !== old.version && now;
    });
    expect(reworded).toMatchObject({ right: true, answer: null });

    const { status, body } = await send(browser, old, WRONG);
    expect([status, FailureBody.parse(body).error.code]).toEqual([409, 'question.changed']);
    expect(await questionOf(browser, 'which-layer')).toEqual(reworded);
    expect(await counted(browser)).toMatchObject({ right: 1, total: 2 });
    expect((await answer(browser, reworded, RIGHT)).answer?.right).toBe(true);
  });

  it('takes an answer from before when only the order in the file has changed', async () => {
    const course = await openCourse();
    const browser = await (await start(course)).browser();
    const old = await questionOf(browser, 'which-layer');
    const lines = QUIZ.split('\n');
    const moved = [
      ...lines.slice(0, 6),
      ...lines.slice(9, 11),
      ...lines.slice(6, 9),
      ...lines.slice(11),
    ];
    // The last question is edited too, so that it can be seen when the file has been read.
    await course.write({ [FILE]: moved.join('\n').replace('What is read-only?', 'Which are?') });
    await eventually(async () => (await questionOf(browser, 'read-only')).html === 'Which are?');
    expect(await questionOf(browser, 'which-layer')).toEqual(old);
    expect((await answer(browser, old, RIGHT)).answer?.right).toBe(true);
  });

  it('that is gone says so, and doesn’t count any more', async () => {
    const course = await openCourse();
    const browser = await (await start(course)).browser();
    const old = await questionOf(browser, 'which-layer');
    await answer(browser, old, RIGHT);
    await course.write({ [FILE]: QUIZ.replace('id: which-layer', 'id: another') });
    await eventually(async () =>
      (await questions(browser)).every(({ id }) => id !== 'which-layer'),
    );
    const { status, body } = await send(browser, old, RIGHT);
    expect([status, FailureBody.parse(body).error.code]).toEqual([404, 'question.notFound']);
    expect(await counted(browser)).toMatchObject({ right: 0, total: 2 });
  });
});
