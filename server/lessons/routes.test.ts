import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import express, { type Express } from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { z } from 'zod';
import { Course, Hint, Lab, Lesson } from '../../protocol/course.ts';
import type { LearnerProgress } from '../progress/progress.ts';
import { failureHandler } from '../web/failures.ts';
import { learnerOf } from '../web/learner.ts';
import { createContent } from './content.ts';
import { type CourseFixture, createFixture, FIXTURE_IMAGES, LESSON } from './course.fixture.ts';
import { lessonRoutes, pictureRoutes } from './routes.ts';

const log = pino({ level: 'silent' });

let fixture: CourseFixture;
let app: Express;
let time: number;
let learners: Map<string, LearnerProgress>;
let opened: unknown[][];

beforeEach(async () => {
  fixture = await createFixture();
  time = 0;
  learners = new Map();
  opened = [];
  const content = await createContent({
    root: fixture.root,
    images: FIXTURE_IMAGES,
    log,
    now: () => time,
  });
  app = express();
  app.use((req, res, next) => {
    res.locals.learnerId = req.headers['x-learner'];
    next();
  });
  app.use(pictureRoutes({ content }));
  app.use(
    '/api',
    lessonRoutes({
      content,
      learnerOf,
      progress: {
        forLearner: async (id) => learners.get(id) ?? NOBODY,
        openHint: async (...hint) => void opened.push(hint),
      },
    }),
  );
  app.use(failureHandler(log));
});
afterEach(() => fixture.remove());

const get = (path: string, learner: string | null = 'ann') =>
  learner === null ? request(app).get(path) : request(app).get(path).set('x-learner', learner);

const NOBODY: LearnerProgress = {
  lessons: new Map(),
  answered: new Map(),
  tasks: new Map(),
  shown: new Map(),
  labTouches: new Map(),
};
const ANN: LearnerProgress = {
  lessons: new Map([['01-where-data-lives', { startedAt: 1, touchedAt: 2, doneAt: null }]]),
  answered: new Map([['01-where-data-lives', new Set(['read-only'])]]),
  tasks: new Map([['writable-layer', new Map([['write', 3]])]]),
  shown: new Map(),
  labTouches: new Map(),
};

describe('what the page reads', () => {
  it("is shaped as the protocol says, with the learner's own progress", async () => {
    learners.set('ann', ANN);
    const course = Course.parse((await get('/api/course').expect(200)).body);
    expect(course.continueWith?.slug).toBe('writable-layer');

    const lesson = await get('/api/lessons/01-where-data-lives').expect(200);
    expect(z.strictObject(Lesson.shape).parse(lesson.body)).toMatchObject({
      progress: { state: 'started', doneAt: null },
      quiz: { right: 1, total: 2 },
      labs: [
        {
          slug: 'writable-layer',
          progress: { tasksDone: 1, tasksTotal: 2, tasksShown: 0, doneAt: null },
        },
      ],
    });
    const lab = await get('/api/labs/writable-layer').expect(200);
    expect(z.strictObject(Lab.shape).parse(lab.body).progress.tasksDone).toBe(1);

    const other = await get('/api/lessons/01-where-data-lives', 'bob').expect(200);
    expect(other.body.progress).toEqual({ state: 'untouched', doneAt: null });
    expect({ ...other.body, progress: 0, quiz: 0, labs: 0 }).toEqual({
      ...lesson.body,
      quiz: 0,
      progress: 0,
      labs: 0,
    });
  });

  it.each(['/api/lessons/none', '/api/lessons/..%2f..%2fetc', '/api/lessons/%00'])(
    'is not there at %s',
    async (path) => {
      const response = await get(path).expect(404);
      expect(response.body.error.code).toBe('lesson.notFound');
    },
  );

  it('is for learners', async () => {
    for (const path of ['course', 'lessons/01-where-data-lives', 'labs/writable-layer']) {
      const response = await get(`/api/${path}`, null).expect(401);
      expect(response.body.error.code).toBe('learner.unknown');
    }
  });
});

describe('an unchanged lesson', () => {
  const path = '/api/lessons/01-where-data-lives';

  it('is not sent twice', async () => {
    const first = await get(path).expect(200);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const again = await get(path).set('if-none-match', String(first.headers.etag)).expect(304);
    expect(again.text).toBe('');
  });

  it('is only described to who asks with HEAD', async () => {
    const { headers } = await get(path).expect(200);
    const described = await request(app).head(path).set('x-learner', 'ann').expect(200);
    expect(described.text ?? '').toBe('');
    const { etag, 'content-length': length } = described.headers;
    expect([etag, length]).toEqual([headers.etag, headers['content-length']]);
    expect(Number(length)).toBeGreaterThan(100);
  });

  it('is sent again when the text or the progress has changed', async () => {
    const { etag } = (await get(path).expect(200)).headers;
    learners.set('ann', ANN);
    const touched = await get(path).set('if-none-match', String(etag)).expect(200);
    expect(touched.body.progress.state).toBe('started');
    await fixture.write({
      'lessons/01-where-data-lives/lesson.md': LESSON.replace('Begin', 'Start'),
    });
    time += 1000;
    const edited = await get(path).set('if-none-match', String(touched.headers.etag)).expect(200);
    expect(edited.body.document.html).toContain('Start here');
  });
});

describe('hints', () => {
  it('are remembered when they are opened', async () => {
    const { body } = await get('/api/labs/writable-layer/tasks/write/hints/2').expect(200);
    expect(z.strictObject(Hint.shape).parse(body).html).toContain('docker</span> diff');
    expect(opened).toEqual([['ann', 'writable-layer', 'write', 2]]);
  });

  it.each(['write/hints/3', 'write/hints/0', 'write/hints/01', 'write/hints/x', 'none/hints/1'])(
    'are not there at %s, and nothing is remembered',
    async (path) => {
      const response = await get(`/api/labs/writable-layer/tasks/${path}`).expect(404);
      expect(response.body.error.code).toBe('notFound');
      expect(opened).toEqual([]);
    },
  );

  it('are not given away to somebody unknown', async () => {
    await get('/api/labs/writable-layer/tasks/write/hints/1', null).expect(401);
  });
});

describe('pictures', () => {
  it('are sent so that they can do nothing', async () => {
    const response = await get('/content/lessons/01-where-data-lives/layers.svg', null).expect(200);
    expect(response.headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'public, no-cache',
    });
    await get('/content/lessons/01-where-data-lives/layers.svg')
      .set('if-none-match', String(response.headers.etag))
      .expect(304);
  });

  it.each([
    'lesson.md',
    '..%2f03-named-volumes%2flesson.md',
    '..%2f..%2fcourse.yaml',
    '%2e%2e%2fcourse.yaml',
    '..%5ccourse.yaml',
    'layers.svg%00',
    '%2fetc%2fpasswd',
  ])('are nothing else: %s', async (file) => {
    await get(`/content/lessons/01-where-data-lives/${file}`).expect(404);
  });

  it('can be gone by the time they are asked for', async () => {
    await fixture.write({ 'lessons/01-where-data-lives/layers.svg': null });
    await get('/content/lessons/01-where-data-lives/layers.svg').expect(404);
  });
});
