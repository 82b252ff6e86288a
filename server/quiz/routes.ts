/** /api/lessons/:slug/quiz: the self-check of a lesson. */
import { Router } from 'express';
import { GiveAnswer } from '../../protocol/quiz.ts';
import type { LearnerOf } from '../web/learner.ts';
import type { SelfCheck } from './quiz.ts';

export function quizRoutes(parts: {
  selfCheck: SelfCheck;
  learnerOf: LearnerOf;
  /** The learner is at work on the lesson: remembered for "continue where you left". */
  onAnswer(learnerId: string, lesson: string): Promise<void>;
}): Router {
  const { selfCheck, learnerOf } = parts;
  const router = Router();

  router.get('/lessons/:slug/quiz', async (req, res) => {
    res.json(await selfCheck.show(learnerOf(res), req.params.slug));
  });

  router.post('/lessons/:slug/quiz/:question/answer', async (req, res) => {
    const learnerId = learnerOf(res);
    const { slug: lesson, question } = req.params;
    const given = GiveAnswer.parse(req.body);
    const answered = await selfCheck.answer({ learnerId, lesson, question }, given);
    await parts.onAnswer(learnerId, lesson);
    res.json(answered);
  });

  return router;
}
