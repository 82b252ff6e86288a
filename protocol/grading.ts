/** What a grader says of a task. */
import * as z from 'zod/mini';
import { Instant, Slug } from './names.ts';

/** Longest text a verdict may carry; more is cut. */
export const VERDICT_TEXT_LIMIT = 2000;

export const Verdict = z.discriminatedUnion('kind', [
  /** It holds; `evidence` says how that was seen. */
  z.object({ kind: z.literal('pass'), evidence: z.string() }),
  /** It doesn't. `reason` is a stable code in kebab case. */
  z.object({
    kind: z.literal('fail'),
    reason: Slug,
    expected: z.string(),
    found: z.string(),
  }),
  /** Nothing to judge yet. */
  z.object({ kind: z.literal('waiting'), what: z.string() }),
  /** The learner changed what was being tried; try again. */
  z.object({ kind: z.literal('interrupted'), what: z.string() }),
  /** Our fault: the grader threw, hung or could not reach the lab. Costs the learner nothing. */
  z.object({ kind: z.literal('fault'), message: z.string(), id: z.string() }),
]);
export type Verdict = z.infer<typeof Verdict>;

export const TaskStatus = z.object({
  id: Slug,
  /** Once earned, a task stays done. */
  done: z.boolean(),
  doneAt: z.nullable(Instant),
  /** When its solution was typed in this lab for the learner; then it can't be earned here. Null when it is done. */
  shownAt: z.nullable(Instant),
  /** What the live check says now; null before the first. */
  live: z.nullable(Verdict),
  /** What the last **Check my work** said; null before the first. */
  checked: z.nullable(z.object({ at: Instant, verdict: Verdict })),
  /** Hints that the learner has opened. */
  hintsOpened: z.int(),
});
export type TaskStatus = z.infer<typeof TaskStatus>;

/** **Check my work** as it goes: which task is being tried, and whether it is over. */
export const CheckProgress = z.object({
  state: z.enum(['running', 'finished']),
  /** The task under way. */
  task: z.nullable(Slug),
});
export type CheckProgress = z.infer<typeof CheckProgress>;
