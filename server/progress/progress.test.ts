/** What is read of a learner's progress is what was written last, whoever wrote it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eraseLearner } from '../learners/data.ts';
import { createLearners, type Learners } from '../learners/learners.ts';
import { createAnswers } from '../quiz/answers.ts';
import { openStore, type Store } from '../store/open.ts';
import { createProgress, type Progress } from './progress.ts';

let dataDir: string;
let store: Store;
let learners: Learners;
let progress: Progress;
let ann: string;
let clock: number;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'holdfast-progress-'));
  clock = 1;
  const now = () => clock;
  store = await openStore(dataDir);
  learners = await createLearners({ store, mode: 'many', key: Buffer.alloc(32), now });
  progress = createProgress({ store, now });
  ({ id: ann } = await learners.create());
  // From here on it is in memory.
  await progress.forLearner(ann);
});
afterEach(async () => {
  await store.destroy();
  rmSync(dataDir, { recursive: true });
});

const read = () => progress.forLearner(ann);

describe('progress', () => {
  it('is the same object until something is written', async () => {
    const before = await read();
    expect(await read()).toBe(before);
    await progress.touchLesson(ann, 'one');
    expect(await read()).not.toBe(before);
    expect(before.lessons.size).toBe(0);
  });

  it('has each thing as soon as it is written', async () => {
    await progress.touchLesson(ann, 'one');
    expect((await read()).lessons.get('one')).toMatchObject({ doneAt: null });
    clock = 2;
    await progress.setLessonDone(ann, 'one', true);
    expect((await read()).lessons.get('one')).toMatchObject({ doneAt: 2 });
    await progress.setLessonDone(ann, 'one', false);
    expect((await read()).lessons.get('one')).toMatchObject({ doneAt: null });
    await progress.touchLab(ann, 'lab');
    expect((await read()).labTouches.get('lab')).toBe(2);
    await progress.earnTask(ann, 'lab', 'task');
    expect((await read()).tasks.get('lab')?.get('task')).toBe(2);
    const key = { learnerId: ann, lesson: 'one', question: 'why' };
    const answers = createAnswers({ store, now: () => clock });
    await answers.record(key, { version: 'v', chosen: ['a'] }, true);
    expect((await read()).answered.get('one')?.has('why')).toBe(true);
  });

  it('has a task as shown until it is earned, or the lab begins anew', async () => {
    const shown = async () => [...((await read()).shown.get('lab') ?? [])].sort();
    await progress.showTasks(ann, 'lab', ['one', 'two']);
    clock = 2;
    await progress.showTasks(ann, 'lab', ['two', 'three']);
    expect(await shown()).toEqual([
      ['one', 1],
      ['three', 2],
      ['two', 1],
    ]);
    expect((await read()).tasks.size).toBe(0);
    await progress.earnTask(ann, 'lab', 'two');
    expect(await shown()).toEqual([
      ['one', 1],
      ['three', 2],
    ]);
    await progress.forgetShown(ann, 'lab', 1);
    expect(await shown()).toEqual([['one', 1]]);
    await progress.showTasks(ann, 'other', ['one']);
    await progress.forgetShown(ann, 'lab');
    expect(await shown()).toEqual([]);
    expect((await read()).shown.get('other')?.get('one')).toBe(2);
  });

  it('is gone when the learner is', async () => {
    await progress.touchLesson(ann, 'one');
    await read();
    await eraseLearner(store, ann);
    expect((await read()).lessons.size).toBe(0);
  });
});

describe('a cookie', () => {
  it('is somebody’s until they are deleted', async () => {
    const { id, cookie } = await learners.create();
    const header = `holdfast=${cookie}`;
    expect([await learners.identify(header), await learners.identify(header)]).toEqual([id, id]);
    await learners.erase(id);
    expect(await learners.identify(header)).toBeUndefined();
  });
});
