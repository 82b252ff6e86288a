/** The course map, lessons and labs as the page reads them. HTML is made and sanitised on the server. */
import * as z from 'zod/mini';
import { Instant, Slug } from './names.ts';
import { QuizProgress } from './quiz.ts';

export const LessonProgress = z.object({
  state: z.enum(['untouched', 'started', 'done']),
  doneAt: z.nullable(Instant),
});
export type LessonProgress = z.infer<typeof LessonProgress>;

export const LabProgress = z.object({
  tasksDone: z.int(),
  tasksTotal: z.int(),
  /** Tasks whose solution was typed for the learner; none of them counts as done. */
  tasksShown: z.int(),
  /** When the last of the tasks was done. */
  doneAt: z.nullable(Instant),
});
export type LabProgress = z.infer<typeof LabProgress>;

export const LabCard = z.object({
  slug: Slug,
  title: z.string(),
  minutes: z.int(),
  progress: LabProgress,
});
export type LabCard = z.infer<typeof LabCard>;

export const LessonCard = z.object({
  slug: Slug,
  /** 1…18, from the folder's name. */
  number: z.int(),
  title: z.string(),
  summary: z.string(),
  minutes: z.int(),
  /** Runnable blocks in it. */
  commands: z.int(),
  quiz: QuizProgress,
  labs: z.array(LabCard),
  progress: LessonProgress,
});
export type LessonCard = z.infer<typeof LessonCard>;

/** GET /api/course */
export const Course = z.object({
  parts: z.array(z.object({ title: z.string(), lessons: z.array(LessonCard) })),
  /** The lesson or lab touched last that isn't done. */
  continueWith: z.nullable(
    z.object({ kind: z.enum(['lesson', 'lab']), slug: Slug, title: z.string() }),
  ),
});
export type Course = z.infer<typeof Course>;

/** One fenced block of a document, by its index in the document. */
export const Block = z.object({
  index: z.int().check(z.nonnegative()),
  kind: z.enum(['run', 'file', 'expect', 'plain']),
  /** For Copy. */
  text: z.string(),
  /** `run`: the terminal it asks for (1…4), if it asks. */
  terminal: z.optional(z.int().check(z.minimum(1), z.maximum(4))),
  /** `file`: the path that it writes in the lab, relative to the home directory. */
  file: z.optional(z.string()),
});
export type Block = z.infer<typeof Block>;

export const Heading = z.object({
  id: z.string(),
  text: z.string(),
  level: z.int().check(z.minimum(2), z.maximum(3)),
});
export type Heading = z.infer<typeof Heading>;

/**
 * A rendered document. In `html`, each block is an element `<figure class="block" data-block="N"
 * data-kind="…">`; the page adds its buttons there.
 */
export const Document = z.object({
  html: z.string(),
  blocks: z.array(Block),
  headings: z.array(Heading),
});
export type Document = z.infer<typeof Document>;

export const LessonLink = z.object({ slug: Slug, number: z.int(), title: z.string() });
export type LessonLink = z.infer<typeof LessonLink>;

/** GET /api/lessons/:slug */
export const Lesson = z.object({
  slug: Slug,
  number: z.int(),
  title: z.string(),
  summary: z.string(),
  minutes: z.int(),
  objectives: z.array(z.string()),
  /** Names of the images that its lab host has to have. */
  images: z.array(z.string()),
  document: Document,
  quiz: QuizProgress,
  labs: z.array(LabCard),
  previous: z.nullable(LessonLink),
  next: z.nullable(LessonLink),
  progress: LessonProgress,
});
export type Lesson = z.infer<typeof Lesson>;

export const LabTask = z.object({
  id: Slug,
  title: z.string(),
  /** Ids of tasks that come first. */
  needs: z.array(Slug),
  /** The section of the lesson that explains it: `/lessons/SLUG#ID`. */
  section: z.string(),
  hints: z.int(),
  /** Whether **Check my work** is needed, or observing is enough. */
  experiment: z.boolean(),
  /** The tasks that its solution does, itself among them, when it is typed for the learner; empty: there is none. */
  shows: z.array(Slug),
});
export type LabTask = z.infer<typeof LabTask>;

/** GET /api/labs/:slug */
export const Lab = z.object({
  slug: Slug,
  title: z.string(),
  summary: z.string(),
  minutes: z.int(),
  lesson: LessonLink,
  /** Names of the images that its lab host has to have. */
  images: z.array(z.string()),
  /** The whole of lab.md; the step of a task begins at the heading whose id is `task-<id>`. */
  document: Document,
  tasks: z.array(LabTask),
  progress: LabProgress,
});
export type Lab = z.infer<typeof Lab>;

/** GET /api/labs/:slug/tasks/:task/hints/:n (n from 1) */
export const Hint = z.object({ n: z.int(), html: z.string() });
export type Hint = z.infer<typeof Hint>;

/** PUT /api/lessons/:slug/progress */
export const SetLessonProgress = z.object({ done: z.boolean() });
export type SetLessonProgress = z.infer<typeof SetLessonProgress>;
