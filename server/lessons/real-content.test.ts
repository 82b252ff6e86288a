/** The course itself: nothing in lessons/ and labs/ may have a mistake that can be seen without an engine. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { VERDICTS } from '../../client/src/features/which-mount/verdicts.ts';
import { Lab, Lesson } from '../../protocol/course.ts';
import { CheatSheet, Glossary } from '../../protocol/reference.ts';
import { validate } from '../../scripts/content/validate.ts';
import { LAB_IMAGES } from '../sandbox/images/image-set.ts';
import { createContent } from './content.ts';
import type { Content } from './types.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** A bash of its own reads each script, block and command of the course: hundreds, on a machine that is busy otherwise. */
const VALIDATE_MS = 300_000;
const UNTOUCHED = { state: 'untouched', doneAt: null };

let content: Content;
beforeAll(async () => {
  const images = LAB_IMAGES.map((image) => image.name);
  content = await createContent({ root, images, log: pino({ level: 'silent' }) });
});

const folders = async (kind: 'lessons' | 'labs'): Promise<string[]> =>
  (await readdir(join(root, kind), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

describe('the course', () => {
  it(
    'has no mistakes',
    async () => {
      expect(await validate(root)).toEqual([]);
    },
    VALIDATE_MS,
  );

  it('shows every lesson', async () => {
    const slugs = await folders('lessons');
    expect(slugs.length).toBeGreaterThan(0);
    const course = await content.course();
    const shown = course.parts.flatMap((part) => part.lessons.map((lesson) => lesson.slug));
    expect(shown.sort()).toEqual(slugs.sort());
    for (const slug of slugs) {
      const lesson = await content.lesson(slug);
      Lesson.parse({ ...lesson, quiz: { right: 0, total: 0 }, labs: [], progress: UNTOUCHED });
    }
  });

  it('has words and commands beside the lessons', async () => {
    expect(Glossary.parse(await content.glossary()).terms.length).toBeGreaterThan(0);
    expect(CheatSheet.parse(await content.cheatSheet()).groups.length).toBeGreaterThan(0);
  });

  it('has the sections that "Which mount?" leads to', async () => {
    for (const { lesson } of Object.values(VERDICTS)) {
      const [, slug = '', id] = /^\/lessons\/([^#]+)#(.+)$/.exec(lesson.href) ?? [];
      const { document } = await content.lesson(slug);
      expect(document.headings.map((heading) => heading.id)).toContain(id);
    }
  });

  it('shows every lab with all of its hints', async () => {
    const slugs = await folders('labs');
    expect(slugs.length).toBeGreaterThan(0);
    for (const slug of slugs) {
      const lab = await content.lab(slug);
      Lab.parse({ ...lab, progress: { tasksDone: 0, tasksTotal: 0, tasksShown: 0, doneAt: null } });
      for (const task of lab.tasks) {
        for (let n = 1; n <= task.hints; n++) await content.hint(slug, task.id, n);
      }
    }
  });
});
