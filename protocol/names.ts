/** The names that appear in addresses and events. */
import * as z from 'zod/mini';

/** Folder name of a lesson (`01-where-data-lives`) or lab (`writable-layer`). */
export const Slug = z.string().check(z.maxLength(80), z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/));
export type Slug = z.infer<typeof Slug>;

/** Twenty characters of `[a-z0-9]`, made by the server: sessions, launches, terminals, runs, learners. */
export const Id = z.string().check(z.regex(/^[a-z0-9]{20}$/));
export type Id = z.infer<typeof Id>;

/** What a lab session belongs to: a lesson's own ungraded host, or a graded lab. */
export const Place = z.object({ kind: z.enum(['lesson', 'lab']), slug: Slug });
export type Place = z.infer<typeof Place>;

/** Milliseconds since 1970, UTC. */
export const Instant = z.int().check(z.nonnegative());
