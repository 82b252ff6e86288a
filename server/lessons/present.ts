/** Content and one learner's progress put together: what the page is sent. Pure. */
import type { Course, LabCard, LabProgress, LessonCard } from '../../protocol/course.ts';
import type { QuizProgress } from '../../protocol/quiz.ts';
import type { LearnerProgress } from '../progress/progress.ts';
import { lessonProgress } from '../progress/routes.ts';
import type { CourseContent, LabOutline, LessonOutline } from './types.ts';

/** Tasks that the lab no longer has don't count. */
export function labProgress(
  slug: string,
  tasks: readonly string[],
  learner: LearnerProgress,
): LabProgress {
  const earned = learner.tasks.get(slug);
  const shown = learner.shown.get(slug);
  const times = tasks.flatMap((task) => earned?.get(task) ?? []);
  const all = times.length === tasks.length;
  return {
    tasksDone: times.length,
    tasksTotal: tasks.length,
    tasksShown: tasks.filter((task) => shown?.has(task)).length,
    doneAt: all && times.length > 0 ? Math.max(...times) : null,
  };
}

/** Questions that the lesson no longer has don't count. */
export function quizProgress(
  slug: string,
  questions: readonly string[],
  learner: LearnerProgress,
): QuizProgress {
  const answered = learner.answered.get(slug);
  const right = questions.filter((question) => answered?.has(question)).length;
  return { right, total: questions.length };
}

export const labCards = (labs: readonly LabOutline[], learner: LearnerProgress): LabCard[] =>
  labs.map(({ slug, title, minutes, tasks }) => ({
    slug,
    title,
    minutes,
    progress: labProgress(slug, tasks, learner),
  }));

const lessonCard = (lesson: LessonOutline, learner: LearnerProgress): LessonCard => ({
  ...lesson,
  quiz: quizProgress(lesson.slug, lesson.quiz, learner),
  labs: labCards(lesson.labs, learner),
  progress: lessonProgress(learner.lessons.get(lesson.slug)),
});

export function presentCourse(content: CourseContent, learner: LearnerProgress): Course {
  const parts = content.parts.map(({ title, lessons }) => ({
    title,
    lessons: lessons.map((lesson) => lessonCard(lesson, learner)),
  }));
  return { parts, continueWith: continueWith(parts, learner) };
}

/** Of the lessons and labs that are begun and not done, the one touched last. */
function continueWith(parts: Course['parts'], learner: LearnerProgress): Course['continueWith'] {
  let last: { at: number; place: Course['continueWith'] } = { at: -Infinity, place: null };
  const consider = (at: number | undefined, place: Course['continueWith']): void => {
    if (at !== undefined && at > last.at) last = { at, place };
  };
  for (const lesson of parts.flatMap((part) => part.lessons)) {
    const { slug, title } = lesson;
    const record = learner.lessons.get(slug);
    if (record?.doneAt === null) consider(record.touchedAt, { kind: 'lesson', slug, title });
    for (const lab of lesson.labs) {
      const { tasksDone, tasksShown, tasksTotal } = lab.progress;
      if (tasksDone + tasksShown === tasksTotal) continue;
      const times = [...(learner.tasks.get(lab.slug)?.values() ?? [])];
      const touched = learner.labTouches.get(lab.slug);
      if (touched !== undefined) times.push(touched);
      if (times.length === 0) continue;
      consider(Math.max(...times), { kind: 'lab', slug: lab.slug, title: lab.title });
    }
  }
  return last.place;
}
