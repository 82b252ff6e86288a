import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CourseFixture,
  createFixture,
  FIXTURE_IMAGES,
  GRADER,
  LAB,
} from '../../lessons/course.fixture.ts';
import { problemText } from '../../lessons/problems.ts';
import { loadLab } from './lab.ts';

let fixture: CourseFixture;
beforeEach(async () => {
  fixture = await createFixture();
});
afterEach(() => fixture.remove());

async function load(
  changes: { lab?: string; grader?: string; files?: string[]; slug?: string } = {},
) {
  const {
    lab = LAB,
    grader = GRADER,
    files = ['grade.ts', 'lab.md'],
    slug = 'writable-layer',
  } = changes;
  await fixture.write({
    'labs/writable-layer/lab.md': lab,
    'labs/writable-layer/grade.ts': grader,
  });
  const loaded = await loadLab({
    folder: join(fixture.root, 'labs/writable-layer'),
    slug,
    files,
    graderVersion: '1',
    imageSet: FIXTURE_IMAGES,
  });
  return { lab: loaded.lab, problems: loaded.problems.map(problemText) };
}

describe('loadLab', () => {
  it('reads a lab with its hints and experiments', async () => {
    const { lab, problems } = await load();
    expect(problems).toEqual([]);
    expect(lab?.meta.tasks.map((task) => task.id)).toEqual(['write', 'rescue']);
    expect(lab?.hints.get('write')).toHaveLength(2);
    expect([...(lab?.grader.experiments ?? [])]).toEqual(['rescue']);
  });

  it('reads what does each task, where the solution says so', async () => {
    await fixture.write({
      'labs/writable-layer/solution.sh': 'docker ps\n# task write\ntouch note\n',
    });
    const files = ['grade.ts', 'lab.md', 'solution.sh'];
    const { lab, problems } = await load({ files });
    expect(problems).toEqual([]);
    expect([...(lab?.solution ?? [])]).toEqual([
      ['write', { tasks: ['write'], text: 'touch note\n' }],
    ]);
    expect((await load()).lab?.solution.size).toBe(0);
  });

  it('takes what grade() makes', async () => {
    const contract = new URL('../../grading/contract.ts', import.meta.url).pathname;
    const check = '{ observe: async () => pass("x") }';
    const { problems } = await load({
      grader: `import { grade, pass } from '${contract}';\nexport default grade(['write', 'rescue'], { write: ${check}, rescue: ${check} });\n`,
    });
    expect(problems).toEqual([]);
  });

  it.each([
    ['busybox:1.37', 'alpine:3', 'lab.md:6: `images.0`: is not in the set of images: busybox:1.37'],
    [
      'needs: [write]',
      'needs: [other]',
      'lab.md:21: `tasks.1.needs.0`: no earlier task is called `other`',
    ],
    ['needs: [write]', 'needs: [rescue]', 'lab.md:21: `tasks.1.needs.0`: no earlier task'],
    ['id: rescue', 'id: write', 'lab.md:19: `tasks.1.id`: `write` stands twice'],
    ['id: rescue', 'id: Rescue', 'lab.md:19: `tasks.1.id`: Invalid string'],
    ['    hints: []\n', '', 'lab.md:19: `tasks.1.hints` is missing'],
    ['{#task-rescue}', '', 'lab.md: The task has no step; write a heading `## … {#task-rescue}`.'],
    ['## Rescue {', '### Rescue {', "lab.md:30: A task's step begins with a `##` heading."],
    [
      '{#task-rescue}',
      '{#task-rescue}\n\n## More {#task-more}',
      'lab.md:32: There is no task for the step `task-more`.',
    ],
    [
      'Look at `docker diff`.',
      '"## No"',
      'lab.md: Hint 1 of task `write`: A hint has no headings.',
    ],
    ['```sh', '```sh run', 'lab.md: Hint 2 of task `write`: A hint holds plain blocks only.'],
  ])('refuses a lab in which `%s` is `%s`', async (from, to, problem) => {
    const { lab, problems } = await load({ lab: LAB.replace(from, to) });
    expect(lab).toBeUndefined();
    expect(problems).toContainEqual(expect.stringContaining(`labs/writable-layer/${problem}`));
  });

  it('refuses steps in another order than the tasks', async () => {
    const swapped = LAB.replace('{#task-write}', '{#x}')
      .replace('{#task-rescue}', '{#task-write}')
      .replace('{#x}', '{#task-rescue}');
    expect((await load({ lab: swapped })).problems).toEqual([
      'labs/writable-layer/lab.md:28: The steps must stand in the order of the tasks.',
    ]);
  });

  it.each([
    ["'rescue'],", '],', 'It has no check for the task `rescue` of lab.md.'],
    ["tasks: ['write'", "tasks: ['write', 'more'", 'It checks `more`, which is no task of lab.md.'],
    ['rescue: {', 'other: {', 'It checks `other`, which is no task of lab.md.'],
    ['rescue: {', 'other: {', 'It has no check for the task `rescue` of lab.md.'],
    [
      '{ observe: async () => outcome }',
      '{}',
      'The check of `write` needs `observe`, `experiment` or both.',
    ],
    [
      '{ observe: async () => outcome }',
      '{ observe: 1 }',
      '`default.checks.write.observe`: must be a function',
    ],
    ['{ observe: async', '{ watch: async', '`default.checks.write`: Unrecognized key'],
    [
      'export default',
      'export const grade =',
      '`default`: must export grade([...], {...}) as its default',
    ],
    ['const outcome', 'throw new Error("boom"); const outcome', "It can't be imported: boom"],
    ['const outcome', 'import "./none.ts"; const outcome', "It can't be imported: "],
  ])('refuses a grader in which `%s` is `%s`', async (from, to, problem) => {
    const { lab, problems } = await load({ grader: GRADER.replace(from, to) });
    expect(lab).toBeUndefined();
    expect(problems).toContainEqual(
      expect.stringContaining(`labs/writable-layer/grade.ts: ${problem}`),
    );
  });

  it('refuses a folder in which a file is missing, or that has no proper name', async () => {
    expect((await load({ files: [] })).problems).toEqual([
      'labs/writable-layer: There is no lab.md here.',
      'labs/writable-layer: There is no grade.ts here.',
    ]);
    expect((await load({ slug: 'Lab_1' })).problems).toEqual([
      expect.stringContaining("labs/Lab_1: A lab's folder is named"),
    ]);
  });
});
