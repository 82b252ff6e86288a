/** /api/course, /api/lessons, /api/labs and the pictures of lessons. */
import { type Response, Router } from 'express';
import type { Hint } from '../../protocol/course.ts';
import { AppError } from '../errors.ts';
import type { LearnerProgress, Progress } from '../progress/progress.ts';
import { lessonProgress } from '../progress/routes.ts';
import type { LearnerOf } from '../web/learner.ts';
import { labCards, labProgress, presentCourse, quizProgress } from './present.ts';
import { createReply } from './replies.ts';
import type { Content, LabContent, LessonContent } from './types.ts';

export function lessonRoutes(parts: {
  content: Pick<Content, 'course' | 'lesson' | 'lab' | 'hint'>;
  progress: Pick<Progress, 'forLearner' | 'openHint'>;
  learnerOf: LearnerOf;
}): Router {
  const { content, progress, learnerOf } = parts;
  const router = Router();
  const reply = createReply();

  router.get('/course', async (_req, res) => {
    const learner = await progress.forLearner(learnerOf(res));
    res.json(presentCourse(await content.course(), learner));
  });

  router.get('/lessons/:slug', async (req, res) => {
    const learner = await progress.forLearner(learnerOf(res));
    const lesson = await content.lesson(req.params.slug);
    reply(res, lesson, learner, ofLesson);
  });

  router.get('/labs/:slug', async (req, res) => {
    const learner = await progress.forLearner(learnerOf(res));
    const lab = await content.lab(req.params.slug);
    reply(res, lab, learner, ofLab);
  });

  router.get('/labs/:slug/tasks/:task/hints/:n', async (req, res) => {
    const { slug, task, n } = req.params;
    const hint: Hint = await content.hint(slug, task, hintNumber(n));
    await progress.openHint(learnerOf(res), slug, task, hint.n);
    res.json(hint);
  });

  return router;
}

const ofLesson = (lesson: LessonContent, learner: LearnerProgress) => ({
  quiz: quizProgress(lesson.slug, lesson.quiz, learner),
  labs: labCards(lesson.labs, learner),
  progress: lessonProgress(learner.lessons.get(lesson.slug)),
});

const ofLab = (lab: LabContent, learner: LearnerProgress) => ({
  progress: labProgress(
    lab.slug,
    lab.tasks.map((task) => task.id),
    learner,
  ),
});

/** Outside /api: pictures are the same for everybody. */
export function pictureRoutes(parts: { content: Pick<Content, 'picture'> }): Router {
  const router = Router();
  router.get('/content/lessons/:slug/:file', async (req, res) => {
    const { path, type } = await parts.content.picture(req.params.slug, req.params.file);
    await sendPicture(res, path, type);
  });
  return router;
}

const hintNumber = (text: string): number => {
  if (/^[1-9]$/.test(text)) return Number(text);
  throw new AppError('notFound', 'There is no such hint.');
};

const noPicture = (cause: unknown): AppError =>
  new AppError('notFound', 'There is no such picture.', { cause });

/** A picture opened by itself can run, load and style nothing, whatever is in it. */
async function sendPicture(res: Response, path: string, type: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    res.sendFile(
      path,
      {
        headers: {
          'Content-Type': type,
          'Content-Security-Policy': "default-src 'none'; sandbox",
          'X-Content-Type-Options': 'nosniff',
          'Cross-Origin-Resource-Policy': 'same-origin',
          'Cache-Control': 'public, no-cache',
        },
        cacheControl: false,
        // The name was found in the folder; it is the way there that may lead through one.
        dotfiles: 'allow',
      },
      (error) => {
        // A reader who has gone away is nobody's error.
        if (error === undefined || res.headersSent) resolve();
        else if ('status' in error && error.status === 404) reject(noPicture(error));
        else reject(error);
      },
    );
  });
}
