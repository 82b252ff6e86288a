/** Lessons and labs as the rest of the server gets them: the protocol's shapes without anybody's progress. */
import type { Course, Hint, Lab, Lesson, LessonCard } from '../../protocol/course.ts';
import type { Place } from '../../protocol/names.ts';
import type { CheatSheet, Glossary } from '../../protocol/reference.ts';
import type { GradedLab } from '../grading/run.ts';
import type { ScriptPart } from '../labs/content/solution.ts';
import type { StartingState } from '../labs/content/starting-state.ts';
import type { LoadedQuestion } from '../quiz/quiz-file.ts';
import type { Passage } from '../search/passages.ts';
import type { Problem } from './problems.ts';

export interface LabOutline {
  slug: string;
  title: string;
  minutes: number;
  /** Ids, in order. */
  tasks: readonly string[];
}

interface LessonParts {
  /** Ids of its questions. */
  quiz: readonly string[];
  labs: LabOutline[];
}

export type LessonOutline = Omit<LessonCard, 'quiz' | 'labs' | 'progress'> & LessonParts;

export interface CourseContent {
  parts: { title: Course['parts'][number]['title']; lessons: LessonOutline[] }[];
}

export type LessonContent = Omit<Lesson, 'quiz' | 'labs' | 'progress'> & LessonParts;
export type LabContent = Omit<Lab, 'progress'>;

/** What pressing a block's button does in a lab. */
export type Action = { kind: 'run'; text: string } | { kind: 'file'; path: string; text: string };

/**
 * The content of the course. What is asked for with a promise is looked for anew in the files; the rest
 * answers from what was read last. An answer is the same object until something in it changes.
 */
export interface Content {
  course(): Promise<CourseContent>;
  /** @throws AppError `lesson.notFound` */
  lesson(slug: string): Promise<LessonContent>;
  /** @throws AppError `lab.notFound` */
  lab(slug: string): Promise<LabContent>;
  /**
   * The hint `n` (from 1) of a task.
   * @throws AppError `lab.notFound`, `notFound`
   */
  hint(lab: string, task: string, n: number): Promise<Hint>;
  /**
   * Where a lesson's picture is, and its media type.
   * @throws AppError `lesson.notFound`, `notFound`
   */
  picture(lesson: string, file: string): Promise<{ path: string; type: string }>;
  /**
   * What a fresh host of a lab is to hold.
   * @throws AppError `lab.notFound`
   */
  startingState(lab: string): Promise<StartingState>;
  /** @throws AppError `lesson.notFound`, `lab.notFound` */
  require(place: Place): void;
  /**
   * Names of the images that a lab host of this place has to have: those that a lab lists, or that a lesson's
   * commands and files name.
   * @throws AppError `lesson.notFound`, `lab.notFound`
   */
  images(place: Place): readonly string[];
  /** @throws AppError `lesson.notFound`, `lab.notFound`, `block.notFound`, `block.notRunnable` */
  block(place: Place, index: number): Action;
  /**
   * What does a task, as one would type it in the home directory.
   * @throws AppError `lab.notFound`, `task.notFound` also when its solution has no part of its own
   */
  solution(lab: string, task: string): ScriptPart;
  /**
   * What grading needs of a lab.
   * @throws AppError `lab.notFound`
   */
  graded(slug: string): GradedLab;
  /**
   * The questions at the end of a lesson; none when it has no quiz.
   * @throws AppError `lesson.notFound`
   */
  questions(lesson: string): Promise<readonly LoadedQuestion[]>;
  glossary(): Promise<Glossary>;
  cheatSheet(): Promise<CheatSheet>;
  /** All that can be found by searching. */
  passages(): Promise<readonly Passage[]>;
  /** Everything that is wrong with the files now. */
  problems(): Promise<readonly Problem[]>;
  /** Looks at the files now; the lines that say what is wrong. */
  reread(): Promise<string[]>;
  /** Renders everything, so that nobody waits for it. Never throws. */
  warm(): Promise<void>;
}
