import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createContent } from './content.ts';
import {
  type CourseFixture,
  createFixture,
  FIXTURE_IMAGES,
  GRADER,
  LAB,
  LESSON,
  OTHER_LESSON,
  QUIZ,
} from './course.fixture.ts';
import { problemText } from './problems.ts';

const fixtures: CourseFixture[] = [];
afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.remove();
});

async function open(changes: Record<string, string | null> = {}) {
  const fixture = await createFixture(changes);
  fixtures.push(fixture);
  const logged: string[] = [];
  const log = pino(
    { level: 'warn' },
    { write: (text: string) => void logged.push(JSON.parse(text).msg) },
  );
  let time = 0;
  const content = await createContent({
    root: fixture.root,
    images: FIXTURE_IMAGES,
    log,
    now: () => time,
  });
  return {
    content,
    logged,
    /** Changes files, and lets enough time go by that they are looked at. */
    async change(files: Record<string, string | null>) {
      await fixture.write(files);
      time += 1000;
    },
    write: fixture.write,
    root: fixture.root,
    problems: async () => (await content.problems()).map(problemText),
  };
}

const LESSON_FILE = 'lessons/01-where-data-lives/lesson.md';
const QUIZ_FILE = 'lessons/01-where-data-lives/quiz.yaml';
const LAB_FILE = 'labs/writable-layer/lab.md';
const slugs = (
  course: Awaited<ReturnType<Awaited<ReturnType<typeof open>>['content']['course']>>,
) => course.parts.flatMap((part) => part.lessons.map((lesson) => lesson.slug));

describe('what a fresh host of a lab is to hold', () => {
  it('is its files, and its set-up as it stands now', async () => {
    const { content, change } = await open();
    const before = await content.startingState('writable-layer');
    expect(before.files?.includes('<h1>Hello</h1>')).toBe(true);
    expect(before.setup).toBeNull();
    await change({ 'labs/writable-layer/setup.sh': 'docker volume create books\n' });
    expect((await content.startingState('writable-layer')).setup).toBe(
      'docker volume create books\n',
    );
    await change({ 'labs/writable-layer/setup.sh': null });
    expect((await content.startingState('writable-layer')).setup).toBeNull();
  });

  it('is not told of a lab that is not there', async () => {
    const { content } = await open();
    await expect(content.startingState('none')).rejects.toMatchObject({ code: 'lab.notFound' });
  });
});

describe('a course without mistakes', () => {
  it('has nothing to report', async () => {
    const { problems, logged } = await open();
    expect(await problems()).toEqual([]);
    expect(logged).toEqual([]);
  });

  it('is mapped by parts, without those that are empty', async () => {
    const { content } = await open();
    expect(await content.course()).toEqual({
      parts: [
        {
          title: 'One',
          lessons: [
            {
              slug: '01-where-data-lives',
              number: 1,
              title: 'Where data lives',
              summary: 'Why a file is gone after docker rm.',
              minutes: 12,
              commands: 1,
              quiz: ['which-layer', 'read-only'],
              labs: [
                {
                  slug: 'writable-layer',
                  title: 'The writable layer',
                  minutes: 15,
                  tasks: ['write', 'rescue'],
                },
              ],
            },
          ],
        },
        {
          title: 'Two',
          lessons: [
            {
              slug: '03-named-volumes',
              number: 3,
              title: 'Named volumes',
              summary: 'Give data a name of its own.',
              minutes: 9,
              commands: 0,
              quiz: [],
              labs: [],
            },
          ],
        },
      ],
    });
  });

  it('gives a lesson with its neighbours', async () => {
    const { content } = await open();
    const first = await content.lesson('01-where-data-lives');
    expect(first).toMatchObject({
      number: 1,
      objectives: ['Say which layer a write goes to'],
      previous: null,
      next: { slug: '03-named-volumes', number: 3, title: 'Named volumes' },
    });
    expect(first.document.headings).toEqual([{ id: 'layers', text: 'Layers', level: 2 }]);
    expect(first.document.blocks).toHaveLength(3);
    expect(first.document.html).toContain('<h2 id="layers">Layers</h2>');
    const second = await content.lesson('03-named-volumes');
    expect(second).toMatchObject({ previous: { slug: '01-where-data-lives' }, next: null });
  });

  it('gives a lab with its tasks', async () => {
    const { content } = await open();
    expect(await content.lab('writable-layer')).toMatchObject({
      slug: 'writable-layer',
      lesson: { slug: '01-where-data-lives', number: 1, title: 'Where data lives' },
      tasks: [
        {
          id: 'write',
          title: 'Write a file',
          needs: [],
          section: '/lessons/01-where-data-lives#layers',
          hints: 2,
          experiment: false,
        },
        { id: 'rescue', needs: ['write'], hints: 0, experiment: true },
      ],
    });
  });

  it('gives hints one at a time', async () => {
    const { content } = await open();
    expect(await content.hint('writable-layer', 'write', 1)).toEqual({
      n: 1,
      html: '<p>Look at <code>docker diff</code>.</p>\n',
    });
    for (const [task, n] of [
      ['write', 3],
      ['write', 0],
      ['rescue', 1],
      ['other', 1],
    ] as const) {
      await expect(content.hint('writable-layer', task, n)).rejects.toMatchObject({
        code: 'notFound',
      });
    }
  });

  it('tells graders what to run', async () => {
    const { content, root } = await open();
    expect(content.graded('writable-layer')).toEqual({
      tasks: [
        { id: 'write', title: 'Write a file', needs: [], observe: true, experiment: false },
        { id: 'rescue', title: 'Rescue it', needs: ['write'], observe: true, experiment: true },
      ],
      grader: {
        module: `${root}/labs/writable-layer/grade.ts`,
        version: expect.stringMatching(/^\d/),
      },
    });
  });

  it('renders ahead of being asked', async () => {
    const { content, logged } = await open();
    await content.warm();
    expect(logged).toEqual([]);
    expect(await content.lesson('01-where-data-lives')).toBe(
      await content.lesson('01-where-data-lives'),
    );
  });
});

describe('blocks', () => {
  const place = { kind: 'lesson', slug: '01-where-data-lives' } as const;

  it('are found by number', async () => {
    const { content } = await open();
    expect(content.block(place, 0)).toEqual({ kind: 'run', text: 'docker ps' });
    expect(content.block(place, 1)).toEqual({
      kind: 'file',
      path: 'compose.yaml',
      text: 'services: {}',
    });
  });

  it('do nothing when they are for reading, or not there', async () => {
    const { content } = await open();
    const code = (expected: string) => expect.objectContaining({ code: expected });
    expect(() => content.block(place, 2)).toThrow(code('block.notRunnable'));
    for (const index of [3, -1, 0.5, Number.NaN]) {
      expect(() => content.block(place, index)).toThrow(code('block.notFound'));
    }
    expect(() => content.block({ kind: 'lab', slug: 'none' }, 0)).toThrow(code('lab.notFound'));
    expect(() => content.require({ kind: 'lesson', slug: 'writable-layer' })).toThrow(
      code('lesson.notFound'),
    );
  });
});

describe('questions', () => {
  const ids = async (content: Awaited<ReturnType<typeof open>>['content'], slug: string) =>
    (await content.questions(slug)).map((question) => question.id);

  it('are those of the lesson', async () => {
    const { content } = await open();
    expect(await ids(content, '01-where-data-lives')).toEqual(['which-layer', 'read-only']);
    expect(await ids(content, '03-named-volumes')).toEqual([]);
    await expect(content.questions('none')).rejects.toMatchObject({ code: 'lesson.notFound' });
  });

  it('come and go with their file', async () => {
    const { content, change } = await open();
    await change({ [QUIZ_FILE]: QUIZ.replace('which-layer', 'another') });
    expect(await ids(content, '01-where-data-lives')).toEqual(['another', 'read-only']);
    await change({ [QUIZ_FILE]: null });
    expect(await ids(content, '01-where-data-lives')).toEqual([]);
  });

  it('with a mistake are left out, and nothing else is', async () => {
    const { content, problems } = await open({
      [QUIZ_FILE]: QUIZ.replace('section: layers', 'section: none'),
    });
    expect(await ids(content, '01-where-data-lives')).toEqual([]);
    expect(slugs(await content.course())).toContain('01-where-data-lives');
    expect(await problems()).toEqual([
      `${QUIZ_FILE}:5: \`questions.0.section\`: no heading of the lesson has this id.`,
    ]);
  });
});

describe('pictures', () => {
  it('are found by the names that the folder has, and no others', async () => {
    const { content, root } = await open();
    const slug = '01-where-data-lives';
    expect(await content.picture(slug, 'layers.svg')).toEqual({
      path: `${root}/lessons/${slug}/layers.svg`,
      type: 'image/svg+xml',
    });
    for (const file of ['lesson.md', '../03-named-volumes/lesson.md', 'other.svg', '', '.']) {
      await expect(content.picture(slug, file)).rejects.toMatchObject({ code: 'notFound' });
    }
    for (const outside of ['..', '../../labs/writable-layer', 'none']) {
      await expect(content.picture(outside, 'layers.svg')).rejects.toMatchObject({
        code: 'lesson.notFound',
      });
    }
  });
});

describe('when files change', () => {
  it('shows what is there, and keeps what has not changed', async () => {
    const { content, change } = await open();
    const before = await content.lesson('01-where-data-lives');
    const lab = await content.lab('writable-layer');
    await change({ [LESSON_FILE]: LESSON.replace('Begin here', 'Start over') });
    const after = await content.lesson('01-where-data-lives');
    expect(before.document.html).toContain('Begin here');
    expect(after.document.html).toContain('Start over');
    expect((await content.lab('writable-layer')).document).toEqual(lab.document);
  });

  it('gives the same object while nothing changes', async () => {
    const { content, change } = await open();
    const before = await content.lesson('01-where-data-lives');
    await change({});
    expect(await content.lesson('01-where-data-lives')).toBe(before);
  });

  it('does not look again within a second', async () => {
    const { content, write } = await open();
    await write({ [LESSON_FILE]: null });
    expect(await content.lesson('01-where-data-lives')).toMatchObject({ number: 1 });
  });

  it('notices new folders, folders that are gone, pictures and graders', async () => {
    const { content, change, problems } = await open();
    const { version } = content.graded('writable-layer').grader;
    await change({
      'lessons/02-new/lesson.md': OTHER_LESSON.replace('Create {#create}', 'New'),
      'lessons/03-named-volumes/lesson.md': null,
      'lessons/01-where-data-lives/layers.svg': '<svg viewBox="0 0 8 8"><path d="M1 1"/></svg>\n',
      // Jest imports a file once whatever its query, so only what doesn't need that is looked at here.
      'labs/writable-layer/grade.ts': `${GRADER}// Longer than before.\n`,
    });
    expect(slugs(await content.course())).toEqual(['01-where-data-lives', '02-new']);
    expect((await content.lesson('01-where-data-lives')).document.html).toContain('0 0 8 8');
    expect(content.graded('writable-layer').grader.version).not.toBe(version);
    expect(await problems()).toEqual(['lessons/03-named-volumes: There is no lesson.md here.']);
  });

  it('says what is wrong once, until it is mended and wrong again', async () => {
    const { content, change, logged } = await open();
    const broken = LESSON.replace('minutes: 12', 'minutes: soon');
    await change({ [LESSON_FILE]: broken });
    await content.course();
    await change({ [LESSON_FILE]: `${broken}\n` });
    await content.course();
    const about = logged.filter((text) => text.includes('`minutes`'));
    expect(about).toEqual([expect.stringContaining(`content: ${LESSON_FILE}:5: \`minutes\``)]);
    await change({ [LESSON_FILE]: LESSON });
    await content.course();
    await change({ [LESSON_FILE]: broken });
    await content.course();
    expect(logged.filter((text) => text.includes('`minutes`'))).toHaveLength(2);
  });

  it('asks the disk once for many who ask at once', async () => {
    const { content, change } = await open();
    await change({ [LESSON_FILE]: LESSON.replace('Begin', 'Commence') });
    const all = await Promise.all(
      Array.from({ length: 20 }, () => content.lesson('01-where-data-lives')),
    );
    expect(new Set(all).size).toBe(1);
    expect(all[0]?.document.html).toContain('Commence');
  });
});

describe('a mistake', () => {
  it('leaves out the one lesson and its labs, and says so to who asks', async () => {
    const { content, problems } = await open({
      [LESSON_FILE]: `${LESSON}\nA <tag> here.\n`,
    });
    expect(slugs(await content.course())).toEqual(['03-named-volumes']);
    await expect(content.lesson('01-where-data-lives')).rejects.toMatchObject({
      code: 'lesson.notFound',
      message: expect.stringContaining('has a mistake in it'),
    });
    await expect(content.lesson('04-none')).rejects.toMatchObject({
      code: 'lesson.notFound',
      message: expect.stringContaining('There is no such lesson'),
    });
    await expect(content.lab('writable-layer')).rejects.toMatchObject({ code: 'lab.notFound' });
    expect(await problems()).toEqual([
      `${LESSON_FILE}:31: \`<tag>\` is raw HTML; write it in backticks, or as markdown.`,
      `${LAB_FILE}: Its lesson \`01-where-data-lives\` is left out itself, so the lab is left out.`,
    ]);
  });

  it('leaves out the one lab', async () => {
    const { content } = await open({ [LAB_FILE]: LAB.replace('busybox:1.37', 'alpine') });
    const course = await content.course();
    expect(slugs(course)).toEqual(['01-where-data-lives', '03-named-volumes']);
    expect(course.parts[0]?.lessons[0]?.labs).toEqual([]);
  });

  it.each([
    [{ 'lessons/course.yaml': null }, 'lessons/course.yaml: The file is missing'],
    [{ 'lessons/course.yaml': 'parts: []' }, 'lessons/course.yaml:1: `parts`: Too small'],
    [
      { 'lessons/course.yaml': 'parts:\n  - title: One\n' },
      'lessons/03-named-volumes/lesson.md: course.yaml has no part 2; the lesson is left out.',
    ],
    [
      { 'lessons/Five/lesson.md': OTHER_LESSON },
      "lessons/Five: A lesson's folder is called nn-slug",
    ],
    [
      { 'lessons/03-other/lesson.md': OTHER_LESSON },
      'lessons/03-other/lesson.md: `03-named-volumes` has the same number.',
    ],
    [
      { 'lessons/01-where-data-lives/other.png': 'x' },
      'lessons/01-where-data-lives/other.png: This is neither a PNG nor a WebP picture.',
    ],
    [
      { 'lessons/03-named-volumes/a.svg': '<svg viewBox="0 0 1 1"></svg>' },
      'lessons/03-named-volumes/a.svg: No document shows this picture',
    ],
    [
      { [LESSON_FILE]: LESSON.replace('[writable-layer]', '[writable-layer, other]') },
      `${LESSON_FILE}: There is no lab \`other\`.`,
    ],
    [
      { [LESSON_FILE]: LESSON.replace('[writable-layer]', '[]') },
      `${LAB_FILE}: The lesson \`01-where-data-lives\` doesn't list it in its \`labs\`.`,
    ],
    [
      { [LESSON_FILE]: LESSON.replace('#task-write', '#task-none') },
      `${LESSON_FILE}:29: The link \`/labs/writable-layer#task-none\` leads to a heading that isn't there.`,
    ],
    [
      { [LESSON_FILE]: LESSON.replace('/lessons/03-named', '/lessons/02-named') },
      `${LESSON_FILE}:29: The link \`/lessons/02-named-volumes#create\` leads nowhere.`,
    ],
    [
      { [LESSON_FILE]: LESSON.replace('{#layers}', '{#task-layers}') },
      `${LESSON_FILE}:13: Ids that begin with \`task-\` belong to steps of a lab.`,
    ],
    [
      { [LESSON_FILE]: LESSON.replaceAll('{#layers}', '{#self-check}') },
      `${LESSON_FILE}:13: The id \`self-check\` belongs to the questions after the text.`,
    ],
    [
      { [LAB_FILE]: LAB.replace('lesson: 01-where-data-lives', 'lesson: 03-named-volumes') },
      `${LESSON_FILE}: The lab \`writable-layer\` belongs to \`03-named-volumes\`.`,
    ],
    [
      { [LAB_FILE]: LAB.replace('section: layers', 'section: other') },
      `${LAB_FILE}: The section of task \`write\` is no heading of 01-where-data-lives: \`other\`.`,
    ],
    [
      { [LAB_FILE]: LAB.replace('Look at', 'See [x](/labs/none),') },
      `${LAB_FILE}: In a hint: The link \`/labs/none\` leads nowhere.`,
    ],
  ])('in a file is told (%#)', async (changes, problem) => {
    const { problems } = await open(changes);
    expect(await problems()).toContainEqual(expect.stringContaining(problem));
  });
});

describe('no content at all', () => {
  it('is an empty course', async () => {
    const { content } = await open({
      'lessons/course.yaml': null,
      [LESSON_FILE]: null,
      'lessons/01-where-data-lives/layers.svg': null,
      'lessons/03-named-volumes/lesson.md': null,
      [LAB_FILE]: null,
      'labs/writable-layer/grade.ts': null,
    });
    expect(await content.course()).toEqual({ parts: [] });
  });
});
