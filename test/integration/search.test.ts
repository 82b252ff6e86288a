/** Search, glossary and cheat sheet over HTTP, and what an edit does to them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { FailureBody } from '../../protocol/failure.ts';
import { CheatSheet, Glossary } from '../../protocol/reference.ts';
import { MAX_QUERY, SearchResult } from '../../protocol/search.ts';
import { CHEAT_SHEET, type CourseFixture, GLOSSARY } from '../../server/lessons/course.fixture.ts';
import { createCourse } from '../support/course.ts';
import {
  type Browser,
  eventually,
  NO_ENGINE,
  startTestServer,
  type TestServer,
} from '../support/server.ts';

let course: CourseFixture;
let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  course = await createCourse();
  await course.write({
    'lessons/glossary.yaml': GLOSSARY,
    'lessons/cheat-sheet.yaml': CHEAT_SHEET,
  });
  server = await startTestServer({ DOCKER_HOST: NO_ENGINE }, undefined, {
    contentRoot: course.root,
  });
  browser = await server.browser();
});
afterAll(async () => {
  await server.close();
  await course.remove();
});

const ask = (query: string) => browser.get(`/api/search?q=${encodeURIComponent(query)}`);
const find = async (query: string) =>
  z.strictObject(SearchResult.shape).parse((await ask(query).expect(200)).body).hits;

describe('search', () => {
  it('finds lessons, labs, words and commands, each at its section', async () => {
    const hits = await find('volume');
    expect(hits.map(({ kind, href }) => `${kind} ${href}`)).toEqual(
      expect.arrayContaining([
        'lesson /lessons/03-named-volumes#create',
        'term /glossary#volume',
        'command /cheat-sheet#look',
      ]),
    );
    expect((await find('rescue'))[0]).toMatchObject({
      kind: 'lab',
      href: '/labs/writable-layer#task-rescue',
      page: 'Lab · The writable layer',
    });
  });

  it.each([
    ['nothing', '/api/search'],
    ['an empty question', '/api/search?q='],
    ['only spaces', '/api/search?q=%20%20'],
    ['too much', `/api/search?q=${'x'.repeat(MAX_QUERY + 1)}`],
    ['two questions', '/api/search?q=a&q=b'],
  ])('refuses %s', async (_, path) => {
    const { error } = FailureBody.parse((await browser.get(path).expect(400)).body);
    expect(error.code).toBe('request.invalid');
  });

  it('finds nothing without making an error of it', async () => {
    expect(await find('xyzzy')).toEqual([]);
    expect(await find('"><img src=x>')).toEqual([]);
    expect(await find('x'.repeat(MAX_QUERY))).toEqual([]);
  });

  it('finds what an author has just written', async () => {
    expect(await find('plugh')).toEqual([]);
    await course.write({
      'lessons/glossary.yaml': `${GLOSSARY}  - id: plugh\n    term: plugh\n    means: A word.\n    section: /lessons/03-named-volumes#create\n`,
    });
    await eventually(async () => (await find('plugh'))[0]?.href === '/glossary#plugh');
  });
});

describe('beside the lessons', () => {
  it('are a glossary and a cheat sheet', async () => {
    const glossary = (await browser.get('/api/glossary').expect(200)).body;
    expect(z.strictObject(Glossary.shape).parse(glossary).terms.length).toBeGreaterThan(1);
    const sheet = (await browser.get('/api/cheat-sheet').expect(200)).body;
    expect(z.strictObject(CheatSheet.shape).parse(sheet).groups).toHaveLength(1);
    expect(JSON.stringify(sheet)).not.toContain('setup');
  });
});
