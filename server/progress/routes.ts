/** PUT /api/lessons/:slug/progress: a lesson is done, or not. */
import { Router } from 'express';
import { type LessonProgress, SetLessonProgress } from '../../protocol/course.ts';
import type { LearnerOf } from '../web/learner.ts';
import type { LessonRecord, Progress } from './progress.ts';

/** A lesson's record as the page sees it. */
export function lessonProgress(record: LessonRecord | undefined): LessonProgress {
  if (record === undefined) return { state: 'untouched', doneAt: null };
  return { state: record.doneAt === null ? 'started' : 'done', doneAt: record.doneAt };
}

export function progressRoutes(parts: {
  progress: Progress;
  learnerOf: LearnerOf;
  /** @throws AppError `lesson.notFound` */
  requireLesson(slug: string): void;
}): Router {
  const { progress, learnerOf } = parts;
  const router = Router();
  router.put('/lessons/:slug/progress', async (req, res) => {
    const { done } = SetLessonProgress.parse(req.body);
    parts.requireLesson(req.params.slug);
    const record = await progress.setLessonDone(learnerOf(res), req.params.slug, done);
    res.json(lessonProgress(record));
  });
  return router;
}
