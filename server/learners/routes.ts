/** /api/me: who this browser is, how to be the same learner on another device, and how to leave. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import { DeleteMe, Recover } from '../../protocol/learner.ts';
import { AppError } from '../errors.ts';
import { learnerOf, setLearnerCookie, welcome } from '../web/learner.ts';
import { rateLimited } from '../web/limits.ts';
import type { Learners } from './learners.ts';

/** Guesses at recovery codes from one address in ten minutes; a code has 100 random bits. */
const GUESSES = { limit: 10, windowMs: 10 * 60_000 };

/** Of one address in ten minutes. An export reads all that there is of a learner; a class may ask at once. */
const EXPORTS = { limit: 60, windowMs: 10 * 60_000 };
/** Of one address in ten minutes: each removes labs and makes a learner. */
const DELETIONS = { limit: 30, windowMs: 10 * 60_000 };

export function learnerRoutes(parts: {
  learners: Learners;
  /** The learner's data as JSON, in pieces. */
  exportOf(learnerId: string): AsyncIterable<string>;
  /** Deletes the learner, labs and all; returns the new one that the browser goes on as. */
  leave(learnerId: string): Promise<{ id: string; cookie: string }>;
}): Router {
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

  router.get('/me/export', rateLimited(EXPORTS), async (_req, res) => {
    const learnerId = learnerOf(res);
    res.attachment(`holdfast-${new Date().toISOString().slice(0, 10)}.json`);
    res.setHeader('Cache-Control', 'no-store');
    await pipeline(Readable.from(parts.exportOf(learnerId)), res);
  });

  router.delete('/me', rateLimited(DELETIONS), async (req, res) => {
    DeleteMe.parse(req.body);
    const { id, cookie } = await parts.leave(learnerOf(res));
    if (learners.mode === 'many') setLearnerCookie(res, cookie);
    res.json(await learners.me(id));
  });

  return router;
}

function requireMany(learners: Learners): void {
  if (learners.mode === 'many') return;
  throw new AppError('notFound', 'This server has one learner only, so there are no codes.');
}
