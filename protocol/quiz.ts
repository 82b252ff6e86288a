/** The self-check at the end of a lesson. Which options are right is told only after answering. */
import * as z from 'zod/mini';
import { Instant, Slug } from './names.ts';

/** Stands for an option's words: the same words, the same id. */
const OptionId = z.string().check(z.regex(/^[\w-]{12}$/));

const Option = z.object({ id: OptionId, html: z.string() });

const JudgedOption = z.object({
  ...Option.shape,
  chosen: z.boolean(),
  correct: z.boolean(),
  /** HTML: why it is right, or what is wrong with it. */
  why: z.string(),
});
export type JudgedOption = z.infer<typeof JudgedOption>;

const QuizAnswer = z.object({
  right: z.boolean(),
  at: Instant,
  /** In the order in which they were shown. */
  options: z.array(JudgedOption),
  /** The heading of the lesson under which the answer stands. */
  section: z.object({ id: z.string(), title: z.string() }),
});
export type QuizAnswer = z.infer<typeof QuizAnswer>;

/** POST /api/lessons/:slug/quiz/:question/answer gives the question as it stands then. */
export const Question = z.object({
  id: Slug,
  /** How many options are right: one, or the learner has to find out. */
  kind: z.enum(['single', 'multiple']),
  /** Changes with the words; goes back with an answer. */
  version: z.string(),
  html: z.string(),
  /** In the order for the next answer, the same until that is given. */
  options: z.array(Option),
  /** Whether it has ever been answered right. That is what counts, and it stays. */
  right: z.boolean(),
  /** The last answer; null when there is none, or none to the present words. */
  answer: z.nullable(QuizAnswer),
});
export type Question = z.infer<typeof Question>;

/** GET /api/lessons/:slug/quiz; without questions when the lesson has none. */
export const Quiz = z.object({ questions: z.array(Question) });
export type Quiz = z.infer<typeof Quiz>;

/** More than any question has options; a list is not for filling a database. */
const MAX_CHOSEN = 20;

/** Body of POST /api/lessons/:slug/quiz/:question/answer */
export const GiveAnswer = z.object({
  version: z.string().check(z.maxLength(100)),
  chosen: z.array(OptionId).check(
    z.minLength(1),
    z.maxLength(MAX_CHOSEN),
    z.refine((ids) => new Set(ids).size === ids.length, 'an option can be chosen once'),
  ),
});
export type GiveAnswer = z.infer<typeof GiveAnswer>;

/** How far a lesson's self-check is. */
export const QuizProgress = z.object({
  right: z.int(),
  /** 0: it has none. */
  total: z.int(),
});
export type QuizProgress = z.infer<typeof QuizProgress>;
