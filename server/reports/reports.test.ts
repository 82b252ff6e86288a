import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TaskStatus } from '../../protocol/grading.ts';
import type { Subject } from '../../protocol/report.ts';
import { AppError } from '../errors.ts';
import { createLearners } from '../learners/learners.ts';
import type { LoadedQuestion } from '../quiz/quiz-file.ts';
import { openStore, type Store } from '../store/open.ts';
import { createReportRecords, type ReportRecords } from './records.ts';
import { createReports, REPORTS_AN_HOUR, type Reports } from './reports.ts';

const VERDICT = { kind: 'verdict', lab: 'a-lab', task: 'one' } as const;
const LESSON = { kind: 'lesson', lesson: '01-a' } as const;
const QUESTION = { kind: 'question', lesson: '01-a', question: 'why' } as const;
const IMAGES = { 'busybox:1.37': 'sha256:1' };
const fail = { kind: 'fail', reason: 'wrong', expected: 'a', found: 'b' } as const;
const status: TaskStatus = {
  id: 'one',
  done: false,
  doneAt: null,
  shownAt: null,
  live: fail,
  checked: { at: 3, verdict: fail },
  hintsOpened: 0,
};
const task = { id: 'one', title: 'One', needs: [], observe: true, experiment: false };

let dataDir: string;
let store: Store;
let records: ReportRecords;
let reports: Reports;
let ann: string;
let clock: number;
let lab: { images: Record<string, string>; tasks: TaskStatus[] } | undefined;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'holdfast-reports-'));
  store = await openStore(dataDir);
  clock = 10_000_000;
  const now = () => clock;
  const learners = await createLearners({ store, mode: 'many', key: Buffer.alloc(32), now });
  ({ id: ann } = await learners.create());
  lab = undefined;
  records = createReportRecords({ store, now });
  reports = createReports({
    records,
    content: {
      require(place) {
        if (place.slug !== '01-a') throw new AppError('lesson.notFound', 'There is none.');
      },
      questions: async () => [{ id: 'why', version: 'v1' }] as LoadedQuestion[],
      graded: () => ({ tasks: [task], grader: { module: '', version: '' } }),
    },
    labAt: async () => lab,
    version: '1.2.3',
    now,
  });
});
afterEach(async () => {
  await store.destroy();
  rmSync(dataDir, { recursive: true });
});

const take = (about: Subject, words = 'It is wrong.') => reports.take(ann, { about, words });

describe('a report', () => {
  it('is kept with what held when it was made', async () => {
    const id = await take(LESSON);
    lab = { images: IMAGES, tasks: [status] };
    clock += 1;
    await take(QUESTION);
    clock += 1;
    await take(VERDICT, 'b is right\n\u001b[31m');
    const nothing = { version: '1.2.3', question: null, live: null, checked: null, images: null };
    const ofAnn = { learnerId: ann, closedAt: null };
    expect(await records.list()).toMatchObject([
      { ...ofAnn, id, at: new Date(10_000_000), about: LESSON, context: nothing },
      { ...ofAnn, about: QUESTION, context: { ...nothing, question: 'v1', images: IMAGES } },
      {
        ...ofAnn,
        about: VERDICT,
        words: 'b is right\n\u001b[31m',
        context: { ...nothing, live: fail, checked: { at: 3, verdict: fail }, images: IMAGES },
      },
    ]);
  });

  it.each([
    [{ kind: 'lesson', lesson: '09-none' }, 'lesson.notFound'],
    [{ kind: 'question', lesson: '09-none', question: 'why' }, 'lesson.notFound'],
    [{ kind: 'question', lesson: '01-a', question: 'none' }, 'question.notFound'],
    [{ kind: 'verdict', lab: 'a-lab', task: 'none' }, 'task.notFound'],
  ] as const)('about what is not there is refused: %j', async (about, code) => {
    await expect(take(about)).rejects.toMatchObject({ code });
    expect(await records.list()).toEqual([]);
  });

  it('is one of so many an hour', async () => {
    for (let n = 0; n < REPORTS_AN_HOUR; n++) await take(LESSON);
    await expect(take(LESSON)).rejects.toMatchObject({ code: 'report.limit' });
    clock += 3_600_000 - 1;
    await expect(take(LESSON)).rejects.toMatchObject({ code: 'report.limit' });
    clock += 1;
    await take(LESSON);
  });

  it('is closed once', async () => {
    const id = await take(LESSON);
    expect(await records.close(id)).toBe(true);
    expect(await records.close(id)).toBe(false);
    expect(await records.close('none')).toBe(false);
    expect((await records.list())[0]?.closedAt).toEqual(new Date(clock));
  });
});
