/** /api/me: who this browser is, and how to be the same learner on another device. */
import { Router } from 'express';
import { Recover } from '../../protocol/learner.ts';
import { AppError } from '../errors.ts';
import { learnerOf, setLearnerCookie, welcome } from '../web/learner.ts';
import { rateLimited } from '../web/limits.ts';
import type { Learners } from './learners.ts';

/** Guesses at recovery codes from one address in ten minutes; a code has 100 random bits. */
const GUESSES = { limit: 10, windowMs: 10 * 60_000 };

export function learnerRoutes(parts: { learners: Learners }): Router {
  const { learners } = parts;
  const router = Router();

  router.get('/me', welcome(learners), async (_req, res) => {
    res.json(await learners.me(learnerOf(res)));
  });

  router.post('/me/recovery-code', async (_req, res) => {
    requireMany(learners);
    res.json({ code: await learners.newRecoveryCode(learnerOf(res)) });
  });

  router.post('/me/recover', rateLimited(GUESSES), async (req, res) => {
    requireMany(learners);
    const { code } = Recover.parse(req.body);
    const { id, cookie } = await learners.recover(code);
    setLearnerCookie(res, cookie);
    res.json(await learners.me(id));
  });

  return router;
}

function requireMany(learners: Learners): void {
  if (learners.mode === 'many') return;
  throw new AppError('notFound', 'This server has one learner only, so there are no codes.');
}
