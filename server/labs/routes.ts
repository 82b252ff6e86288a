/** /api/sessions: a learner's labs. */
import { type Response, Router } from 'express';
import { z } from 'zod';
import { Id, Place } from '../../protocol/names.ts';
import { KeepSavePoint, ResetSession } from '../../protocol/save-points.ts';
import { StartSession } from '../../protocol/session.ts';
import { AppError } from '../errors.ts';
import type { Grading } from '../grading/grading.ts';
import type { LearnerOf } from '../web/learner.ts';
import type { SessionRecord } from './records.ts';
import type { Sessions } from './sessions.ts';
import type { SessionView } from './view.ts';

const Params = z.object({ id: Id });

export function sessionRoutes(parts: {
  sessions: Sessions;
  grading: Pick<Grading, 'check'>;
  view: SessionView;
  learnerOf: LearnerOf;
  /** @throws AppError when there is no such lesson or lab */
  requirePlace(place: Place): void;
  /** The learner works on it: remembered for "continue where you left". */
  onStart(learnerId: string, place: Place): Promise<void>;
}): Router {
  const { sessions, grading, view, learnerOf } = parts;
  const router = Router();
  const send = async (res: Response, session: SessionRecord, status = 200): Promise<void> => {
    res.status(status).json(await view(session));
  };

  router.get('/sessions', async (req, res) => {
    const place = Place.parse(req.query);
    const session = await sessions.at(learnerOf(res), place);
    res.json({ session: session === undefined ? null : await view(session) });
  });

  router.get('/sessions/all', async (_req, res) => {
    const all = await sessions.list(learnerOf(res));
    res.json({ sessions: await Promise.all(all.map(view)) });
  });

  router.get('/sessions/:id', async (req, res) => {
    const { id } = paramsOf(req.params);
    await send(res, await sessions.owned(learnerOf(res), id));
  });

  router.post('/sessions', async (req, res) => {
    const { place } = StartSession.parse(req.body);
    parts.requirePlace(place);
    const session = await sessions.start(learnerOf(res), place);
    await parts.onStart(learnerOf(res), place);
    await send(res, session, 202);
  });

  router.post('/sessions/:id/stop', async (req, res) => {
    const { id } = paramsOf(req.params);
    await send(res, await sessions.stop(learnerOf(res), id), 202);
  });

  router.post('/sessions/:id/keep', async (req, res) => {
    const { id } = paramsOf(req.params);
    await send(res, await sessions.keep(learnerOf(res), id));
  });

  router.post('/sessions/:id/reset', async (req, res) => {
    const { id } = paramsOf(req.params);
    const { kind } = ResetSession.parse(req.body);
    await send(res, await sessions.reset(learnerOf(res), id, kind), 202);
  });

  router.post('/sessions/:id/save-points', async (req, res) => {
    const { id } = paramsOf(req.params);
    const { name } = KeepSavePoint.parse(req.body);
    await send(res, await sessions.keepPoint(learnerOf(res), id, name), 201);
  });

  router.post('/sessions/:id/save-points/:point/rewind', async (req, res) => {
    const { id } = paramsOf(req.params);
    await send(res, await sessions.rewind(learnerOf(res), id, pointOf(req.params)), 202);
  });

  router.delete('/sessions/:id/save-points/:point', async (req, res) => {
    const { id } = paramsOf(req.params);
    await send(res, await sessions.dropPoint(learnerOf(res), id, pointOf(req.params)));
  });

  router.post('/sessions/:id/check', async (req, res) => {
    const { id } = paramsOf(req.params);
    const { session } = await sessions.ready(learnerOf(res), id);
    grading.check(session.id);
    await sessions.keep(learnerOf(res), id);
    await send(res, session, 202);
  });

  router.delete('/sessions/:id', async (req, res) => {
    const { id } = paramsOf(req.params);
    await send(res, await sessions.remove(learnerOf(res), id));
  });

  return router;
}

const Point = z.object({ point: Id });

function pointOf(params: unknown): Id {
  const parsed = Point.safeParse(params);
  if (parsed.success) return parsed.data.point;
  throw new AppError('save.notFound', 'This save point is not there any more.');
}

/** An id that can't be one belongs to no session. */
function paramsOf(params: unknown): z.infer<typeof Params> {
  const parsed = Params.safeParse(params);
  if (parsed.success) return parsed.data;
  throw new AppError('session.notFound', 'This lab is not there any more. Start it again.');
}
