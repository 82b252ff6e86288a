/** Full-text search over the course. */
import * as z from 'zod/mini';

/** Longer questions find nothing more. */
export const MAX_QUERY = 100;
/** More than a person looks through. */
export const MAX_HITS = 20;

/** GET /api/search?q= */
export const SearchQuery = z.object({
  q: z.string().check(z.trim(), z.minLength(1), z.maxLength(MAX_QUERY)),
});

export const HitKind = z.enum(['lesson', 'lab', 'term', 'command']);
export type HitKind = z.infer<typeof HitKind>;

/** Plain text in pieces; `hit` says which were looked for. */
export const Marked = z.array(z.object({ text: z.string(), hit: z.boolean() }));
export type Marked = z.infer<typeof Marked>;

export const Hit = z.object({
  kind: HitKind,
  /** Where it stands, with its anchor. */
  href: z.string(),
  /** Of the lesson, lab or page. */
  page: z.string(),
  /** Heading of the section, the term or the command. */
  title: Marked,
  snippet: Marked,
});
export type Hit = z.infer<typeof Hit>;

/** Best first. */
export const SearchResult = z.object({ hits: z.array(Hit).check(z.maxLength(MAX_HITS)) });
export type SearchResult = z.infer<typeof SearchResult>;
