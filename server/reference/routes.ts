/** /api/glossary and /api/cheat-sheet: the same for everybody. */
import { Router } from 'express';
import type { Content } from '../lessons/types.ts';

export function referenceRoutes(parts: {
  content: Pick<Content, 'glossary' | 'cheatSheet'>;
}): Router {
  const { content } = parts;
  const router = Router();
  router.get('/glossary', async (_req, res) => {
    res.json(await content.glossary());
  });
  router.get('/cheat-sheet', async (_req, res) => {
    res.json(await content.cheatSheet());
  });
  return router;
}
