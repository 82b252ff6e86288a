/** Sums over the course map. */
import type { Course, LessonCard } from '../../../../protocol/course.ts';

export interface CourseSum {
  lessons: number;
  lessonsDone: number;
  questions: number;
  questionsRight: number;
  tasks: number;
  tasksDone: number;
}

const lessonsOf = (course: Course): LessonCard[] => course.parts.flatMap((part) => part.lessons);

export function sumCourse(course: Course): CourseSum {
  const lessons = lessonsOf(course);
  const labs = lessons.flatMap((lesson) => lesson.labs);
  return {
    lessons: lessons.length,
    lessonsDone: lessons.filter(({ progress }) => progress.state === 'done').length,
    questions: lessons.reduce((sum, { quiz }) => sum + quiz.total, 0),
    questionsRight: lessons.reduce((sum, { quiz }) => sum + quiz.right, 0),
    tasks: labs.reduce((sum, { progress }) => sum + progress.tasksTotal, 0),
    tasksDone: labs.reduce((sum, { progress }) => sum + progress.tasksDone, 0),
  };
}

/** The lesson after another in the order of the course. */
export function lessonAfter(course: Course, slug: string): LessonCard | undefined {
  const lessons = lessonsOf(course);
  const at = lessons.findIndex((lesson) => lesson.slug === slug);
  return at === -1 ? undefined : lessons[at + 1];
}

/** What the page calls the lesson or lab of a session; its slug when the course doesn't have it any more. */
export function titleOf(course: Course | undefined, kind: 'lesson' | 'lab', slug: string): string {
  const lessons = course ? lessonsOf(course) : [];
  const cards = kind === 'lesson' ? lessons : lessons.flatMap(({ labs }) => labs);
  return cards.find((card) => card.slug === slug)?.title ?? slug;
}
