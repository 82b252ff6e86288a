/** What a learner finds wrong with the course. */
import * as z from 'zod/mini';
import { Id, Slug } from './names.ts';

/** Characters of a report: enough for a screenful of output with what one thinks of it. */
export const REPORT_LIMIT = 2000;

/** What a report is about. */
export const Subject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lesson'), lesson: Slug }),
  z.object({ kind: z.literal('question'), lesson: Slug, question: Slug }),
  /** What a check says of a task. */
  z.object({ kind: z.literal('verdict'), lab: Slug, task: Slug }),
]);
export type Subject = z.infer<typeof Subject>;

/** POST /api/reports */
export const MakeReport = z.object({
  about: Subject,
  words: z.string().check(z.trim(), z.minLength(1), z.maxLength(REPORT_LIMIT)),
});
export type MakeReport = z.infer<typeof MakeReport>;

export const MadeReport = z.object({ id: Id });
export type MadeReport = z.infer<typeof MadeReport>;
