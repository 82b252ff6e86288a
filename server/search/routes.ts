/** /api/search: full-text search over the course. */
import { Router } from 'express';
import { SearchQuery, type SearchResult } from '../../protocol/search.ts';
import type { Search } from './search.ts';

export function searchRoutes(parts: { search: Search }): Router {
  const router = Router();
  router.get('/search', async (req, res) => {
    const { q } = SearchQuery.parse(req.query);
    const result: SearchResult = { hits: await parts.search.find(q) };
    res.json(result);
  });
  return router;
}
