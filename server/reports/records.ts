/** Reports of learners, in the database. */
import { z } from 'zod';
import { Verdict } from '../../protocol/grading.ts';
import { type Subject, Subject as SubjectSchema } from '../../protocol/report.ts';
import { newId } from '../ids.ts';
import type { Store } from '../store/open.ts';

/** What holds of the place that is reported, when it is reported. */
export const ReportContext = z.object({
  /** Of Holdfast. */
  version: z.string(),
  /** Of the question's words. */
  question: z.string().nullable(),
  /** What was last said of the task: by looking, and by Check my work. */
  live: z.nullable(Verdict),
  checked: z.object({ at: z.number(), verdict: Verdict }).nullable(),
  /** The images that the learner's lab came with: name to id. Null when there is no lab. */
  images: z.record(z.string(), z.string()).nullable(),
});
export type ReportContext = z.infer<typeof ReportContext>;

export interface Report {
  id: string;
  learnerId: string;
  at: Date;
  about: Subject;
  words: string;
  context: ReportContext;
  closedAt: Date | null;
}

export interface ReportRecords {
  add(report: Pick<Report, 'learnerId' | 'about' | 'words' | 'context'>): Promise<string>;
  /** How many a learner has made since an instant, ms. */
  countSince(learnerId: string, since: number): Promise<number>;
  /** Oldest first. */
  list(): Promise<Report[]>;
  /** @returns whether there is such a report that was open */
  close(id: string): Promise<boolean>;
}

export function createReportRecords(parts: { store: Store; now: () => number }): ReportRecords {
  const { store, now } = parts;
  return {
    async add({ learnerId, about, words, context }) {
      const id = newId();
      await store
        .insertInto('reports')
        .values({
          id,
          learner_id: learnerId,
          reported_at: now(),
          kind: about.kind,
          lesson: 'lesson' in about ? about.lesson : null,
          lab: 'lab' in about ? about.lab : null,
          task: 'task' in about ? about.task : null,
          question: 'question' in about ? about.question : null,
          words,
          context: JSON.stringify(context),
          closed_at: null,
        })
        .execute();
      return id;
    },
    async countSince(learnerId, since) {
      const { count } = await store
        .selectFrom('reports')
        .select((e) => e.fn.countAll().as('count'))
        .where('learner_id', '=', learnerId)
        .where('reported_at', '>', since)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    async list() {
      const rows = await store.selectFrom('reports').selectAll().orderBy('reported_at').execute();
      return rows.map(({ kind, lesson, lab, task, question, ...row }) => ({
        id: row.id,
        learnerId: row.learner_id,
        at: new Date(row.reported_at),
        about: SubjectSchema.parse({ kind, lesson, lab, task, question }),
        words: row.words,
        context: ReportContext.parse(JSON.parse(row.context)),
        closedAt: row.closed_at === null ? null : new Date(row.closed_at),
      }));
    },
    async close(id) {
      const { numUpdatedRows } = await store
        .updateTable('reports')
        .set({ closed_at: now() })
        .where('id', '=', id)
        .where('closed_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}
