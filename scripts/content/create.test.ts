import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newLab, newLesson } from './create.ts';
import { withLab } from './front-matter-edit.ts';
import { validate } from './validate.ts';

const GRADING = fileURLToPath(new URL('../../server/grading/', import.meta.url));

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-content-'));
  await mkdir(join(root, 'server/grading'), { recursive: true });
  // The contract, and what it is made of.
  for (const name of ['contract.ts', 'tree.ts']) {
    await copyFile(join(GRADING, name), join(root, 'server/grading', name));
  }
  await mkdir(join(root, 'lessons'));
  await writeFile(join(root, 'lessons/course.yaml'), 'parts: [{ title: First }]\n');
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('new', () => {
  it('writes a lesson and a lab in which nothing is wrong', async () => {
    expect(await newLesson(root, 'where-it-begins', 1)).toContain(
      'lessons/01-where-it-begins/lesson.md',
    );
    await newLab(root, 'keep-a-note', '01-where-it-begins');
    await newLab(root, 'keep-two-notes');
    expect(await validate(root)).toEqual([]);
  });

  it('takes the next number, and refuses one that is taken, a bad name and an unknown lesson', async () => {
    await newLesson(root, '04-first', 1);
    expect((await newLesson(root, 'second', 1))[0]).toContain('05-second');
    await expect(newLesson(root, '04-other', 1)).rejects.toThrow('taken by lessons/04-first');
    await expect(newLesson(root, 'No Name', 1)).rejects.toThrow('is no name');
    await expect(newLesson(root, 'third', 0)).rejects.toThrow('--part');
    await expect(newLab(root, 'a-lab', '09-none')).rejects.toThrow('no lesson 09-none');
    await newLab(root, 'a-lab');
    await expect(newLab(root, 'a-lab')).rejects.toThrow('there already');
  });
});

describe('validate', () => {
  it('names the file of a block, a script and a mistake that are wrong', async () => {
    await newLesson(root, 'one', 1);
    await newLab(root, 'a-lab');
    const lesson = join(root, 'lessons/01-one/lesson.md');
    await writeFile(lesson, `${await readFile(lesson, 'utf8')}\n\`\`\`sh run\necho "\n\`\`\`\n`);
    const at = (name: string) => join(root, 'labs/a-lab', name);
    await writeFile(at('solution.sh'), '# task other\ndocker run alpine:3.22 true\n');
    await writeFile(at('mistakes/misnamed.sh'), '# fails volume with no-such-reason\ntrue\n');
    const problems = await validate(root);
    expect(problems).toEqual([
      expect.stringMatching(/^lessons\/01-one\/lesson\.md: block \d+ can't be read/),
      expect.stringContaining('labs/a-lab/solution.sh uses the image alpine:3.22'),
      expect.stringContaining('# task other is no task'),
      expect.stringContaining("no reason 'no-such-reason'"),
    ]);
  });
});

describe('validate of a quiz', () => {
  it('refuses answers that can be told by their length', async () => {
    await newLesson(root, 'one', 1);
    const quiz = join(root, 'lessons/01-one/quiz.yaml');
    const text = await readFile(quiz, 'utf8');
    await writeFile(quiz, text.replace('The name of the volume', 'The name of the volume it made'));
    expect(await validate(root)).toEqual([]);
    const long = 'The name of the volume, which is the one that was given';
    await writeFile(quiz, text.replace('The name of the volume', long));
    expect(await validate(root)).toEqual([
      expect.stringMatching(/^lessons\/01-one\/quiz\.yaml: .* 1 of 1 questions \(first-question\)/),
    ]);
  });
});

describe('withLab', () => {
  const lesson = (labs: string) =>
    `---\ntitle: A\nlabs:${labs}\n# a comment\nminutes: 3\n---\n\nText\n`;

  it('adds to a list in brackets and to one in lines, and leaves the rest', () => {
    expect(withLab(lesson(' []'), 'x')).toBe(lesson(' [x]'));
    expect(withLab(lesson(' [a, b]'), 'x')).toBe(lesson(' [a, b, x]'));
    expect(withLab(lesson('\n  - a'), 'x')).toBe(lesson(' [a, x]'));
    expect(withLab(lesson(' [x]'), 'x')).toBe(lesson(' [x]'));
  });

  it('says so where there is none', () => {
    expect(() => withLab('---\ntitle: A\n---\n', 'x')).toThrow('no list of labs');
  });
});
