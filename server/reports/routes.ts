/** POST /api/reports: something is wrong with a lesson, a question or a verdict. */
import { Router } from 'express';
import { type MadeReport, MakeReport } from '../../protocol/report.ts';
import type { LearnerOf } from '../web/learner.ts';
import type { Reports } from './reports.ts';

export function reportRoutes(parts: { reports: Reports; learnerOf: LearnerOf }): Router {
  const { reports, learnerOf } = parts;
  const router = Router();
  router.post('/reports', async (req, res) => {
    const report = MakeReport.parse(req.body);
    const made: MadeReport = { id: await reports.take(learnerOf(res), report) };
    res.status(201).json(made);
  });
  return router;
}
