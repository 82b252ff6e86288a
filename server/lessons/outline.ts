/** From what was loaded to what is told of it. Pure. */
import type { Document, LabTask, LessonLink } from '../../protocol/course.ts';
import type { LoadedLab } from '../labs/content/lab.ts';
import type { Catalogue } from './catalogue.ts';
import type { LoadedLesson } from './lesson.ts';
import type { ParsedDocument } from './markdown/parse.ts';
import type {
  CourseContent,
  LabContent,
  LabOutline,
  LessonContent,
  LessonOutline,
} from './types.ts';

export const courseContent = (catalogue: Catalogue): CourseContent => ({
  parts: catalogue.parts.map(({ title, lessons }) => ({
    title,
    lessons: lessons.map((lesson) => lessonOutline(catalogue, lesson)),
  })),
});

export function lessonContent(
  catalogue: Catalogue,
  lesson: LoadedLesson,
  html: string,
  images: readonly string[],
): LessonContent {
  const order = [...catalogue.lessons.values()];
  const at = order.indexOf(lesson);
  const { slug, number, meta, document } = lesson;
  const { title, summary, minutes, objectives } = meta;
  return {
    slug,
    number,
    title,
    summary,
    minutes,
    objectives,
    images: [...images],
    document: documentContent(document, html),
    quiz: questionIds(lesson),
    labs: catalogue.labsOf(lesson).map(labOutline),
    previous: linkTo(order[at - 1]),
    next: linkTo(order[at + 1]),
  };
}

export function labContent(lesson: LoadedLesson, lab: LoadedLab, html: string): LabContent {
  const { slug, meta, document, grader, solution } = lab;
  const { title, summary, minutes } = meta;
  const tasks = meta.tasks.map(
    (task): LabTask => ({
      id: task.id,
      title: task.title,
      needs: task.needs,
      section: `/lessons/${lesson.slug}#${task.section}`,
      hints: task.hints.length,
      experiment: grader.experiments.has(task.id),
      shows: [...(solution.get(task.id)?.tasks ?? [])],
    }),
  );
  return {
    slug,
    title,
    summary,
    minutes,
    lesson: { slug: lesson.slug, number: lesson.number, title: lesson.meta.title },
    images: meta.images,
    document: documentContent(document, html),
    tasks,
  };
}

function lessonOutline(catalogue: Catalogue, lesson: LoadedLesson): LessonOutline {
  const { slug, number, meta, document } = lesson;
  const { title, summary, minutes } = meta;
  const commands = document.blocks.filter((block) => block.kind === 'run').length;
  const labs = catalogue.labsOf(lesson).map(labOutline);
  const quiz = questionIds(lesson);
  return { slug, number, title, summary, minutes, commands, quiz, labs };
}

const questionIds = ({ quiz }: LoadedLesson): string[] =>
  quiz?.questions.map((question) => question.id) ?? [];

const labOutline = ({ slug, meta }: LoadedLab): LabOutline => ({
  slug,
  title: meta.title,
  minutes: meta.minutes,
  tasks: meta.tasks.map((task) => task.id),
});

const linkTo = (lesson: LoadedLesson | undefined): LessonLink | null =>
  lesson === undefined
    ? null
    : { slug: lesson.slug, number: lesson.number, title: lesson.meta.title };

const documentContent = (document: ParsedDocument, html: string): Document => ({
  html,
  blocks: document.blocks,
  headings: document.headings.map(({ id, text, level }) => ({ id, text, level })),
});
