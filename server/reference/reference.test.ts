/** Glossary, cheat sheet and what can be found, as the content gives them out. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createContent } from '../lessons/content.ts';
import {
  CHEAT_SHEET,
  type CourseFixture,
  createFixture,
  FIXTURE_IMAGES,
  GLOSSARY,
  LAB,
  LESSON,
} from '../lessons/course.fixture.ts';
import { problemText } from '../lessons/problems.ts';

const fixtures: CourseFixture[] = [];
afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.remove();
});

async function open(changes: Record<string, string | null> = {}) {
  const fixture = await createFixture(changes);
  fixtures.push(fixture);
  let time = 0;
  const content = await createContent({
    root: fixture.root,
    images: FIXTURE_IMAGES,
    log: pino({ level: 'silent' }),
    now: () => time,
  });
  return {
    content,
    /** Changes files, and lets enough time go by that they are looked at. */
    async change(files: Record<string, string | null>) {
      await fixture.write(files);
      time += 1000;
    },
    problems: async () => (await content.problems()).map(problemText),
  };
}

const LESSON_FILE = 'lessons/01-where-data-lives/lesson.md';
const LAB_FILE = 'labs/writable-layer/lab.md';

describe('what stands beside the lessons', () => {
  const BESIDE = { 'lessons/glossary.yaml': GLOSSARY, 'lessons/cheat-sheet.yaml': CHEAT_SHEET };
  const TEXT =
    '{#layers}\n\nOn the **top layer**, not on a [volume](/lessons/03-named-volumes); `volume`.\n\n### A volume\n\n| volume |\n|---|\n| the volume, a volume |\n';
  const lessonWith = (text: string) => ({ [LESSON_FILE]: LESSON.replace('{#layers}', text) });

  it('is a glossary in the order of the alphabet, a cheat sheet, and nothing when there are no files', async () => {
    const bare = await open();
    expect(await bare.content.glossary()).toEqual({ terms: [] });
    expect(await bare.content.cheatSheet()).toEqual({ groups: [] });
    expect(await bare.problems()).toEqual([]);

    const { content, problems } = await open(BESIDE);
    expect(await problems()).toEqual([]);
    const { terms } = await content.glossary();
    expect(terms.map(({ term }) => term)).toEqual(['volume', 'writable layer']);
    expect(terms[1]).toMatchObject({
      section: {
        href: '/lessons/01-where-data-lives#layers',
        lesson: { number: 1, title: 'Where data lives' },
        title: 'Layers',
      },
      see: [{ id: 'volume', term: 'volume' }],
    });
    const { groups } = await content.cheatSheet();
    expect(
      groups[0]?.commands.map(({ text, trap, section }) => [text, trap, section?.title]),
    ).toEqual([
      ['docker volume ls', 'Also those without a <em>name</em>.', 'Create'],
      ['docker ps', null, undefined],
    ]);
    expect(groups[0]?.commands[0]?.html).toContain('<span class="tok-');
    expect(JSON.stringify(groups)).not.toContain('volume create data');
  });

  it('is led to from the first running text of a lesson, never from code, headings and links', async () => {
    const { content } = await open({ ...BESIDE, ...lessonWith(TEXT) });
    const { document } = await content.lesson('01-where-data-lives');
    expect(document.html).toContain(
      '<strong><a class="term" href="/glossary#writable-layer">top layer</a></strong>',
    );
    expect(document.html).toContain(
      '<td>the <a class="term" href="/glossary#volume">volume</a>, a volume</td>',
    );
    expect(document.html.match(/class="term"/g)).toHaveLength(2);
  });

  it('leaves labs and hints alone', async () => {
    const { content } = await open({ ...BESIDE, [LAB_FILE]: `${LAB}\nA volume.\n` });
    expect((await content.lab('writable-layer')).document.html).toContain('<p>A volume.</p>');
  });

  it('follows its files, and takes the lessons with it', async () => {
    const { content, change } = await open({ ...BESIDE, ...lessonWith(TEXT) });
    const before = await content.lesson('01-where-data-lives');
    const found = await content.passages();
    expect(await content.passages()).toBe(found);
    await change({ 'lessons/glossary.yaml': GLOSSARY.replace('also: [top layer]', 'also: []') });
    const after = await content.lesson('01-where-data-lives');
    expect(after.document.html).not.toBe(before.document.html);
    expect(after.document.html).toContain('<strong>top layer</strong>');
    expect(await content.passages()).not.toBe(found);
    await change({ 'lessons/cheat-sheet.yaml': null });
    expect(await content.cheatSheet()).toEqual({ groups: [] });
  });

  it('says where it leads nowhere, and shows the rest', async () => {
    const { content, problems } = await open({
      'lessons/glossary.yaml': GLOSSARY.replace('#layers', '#no-such'),
      'lessons/cheat-sheet.yaml': CHEAT_SHEET.replace('03-named-volumes', '04-no-such'),
    });
    expect(await problems()).toEqual([
      "lessons/glossary.yaml: Term `writable-layer`: The link `/lessons/01-where-data-lives#no-such` leads to a heading that isn't there.",
      'lessons/cheat-sheet.yaml: Command `docker volume ls`: The link `/lessons/04-no-such#create` leads nowhere.',
    ]);
    expect((await content.glossary()).terms.map(({ section }) => section?.title)).toEqual([
      'Create',
      undefined,
    ]);
  });

  it('is found with the lessons and labs, by section', async () => {
    const ending = {
      [LESSON_FILE]: `${LESSON}\n## Read more {#more}\n\n[Volumes](https://example.org)\n`,
    };
    const { content } = await open({ ...BESIDE, ...ending });
    const passages = await content.passages();
    expect(passages.map(({ kind, href }) => [kind, href])).toEqual([
      ['lesson', '/lessons/01-where-data-lives'],
      ['lesson', '/lessons/01-where-data-lives#layers'],
      ['lesson', '/lessons/03-named-volumes'],
      ['lesson', '/lessons/03-named-volumes#create'],
      ['lab', '/labs/writable-layer'],
      ['lab', '/labs/writable-layer#task-write'],
      ['lab', '/labs/writable-layer#task-rescue'],
      ['term', '/glossary#writable-layer'],
      ['term', '/glossary#volume'],
      ['command', '/cheat-sheet#look'],
      ['command', '/cheat-sheet#look'],
    ]);
    expect(passages[1]).toEqual({
      kind: 'lesson',
      href: '/lessons/01-where-data-lives#layers',
      page: 'Lesson 1 · Where data lives',
      title: 'Layers',
      text: expect.stringMatching(
        /docker ps .*services: {} .*only shown .*See the lab and volumes\./,
      ),
    });
    // Hints are asked for one by one, not found.
    expect(JSON.stringify(passages)).not.toContain('docker diff');
  });
});
