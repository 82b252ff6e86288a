/** Save points: what a lab held at one moment, to go back to. */
import * as z from 'zod/mini';
import { Id, Instant } from './names.ts';

/** `own`: its learner's; `reset`, `rewind`: made by itself before the lab was last reset, or last went back. */
export const SavePointKind = z.enum(['own', 'reset', 'rewind']);
export type SavePointKind = z.infer<typeof SavePointKind>;

export const SavePoint = z.object({
  id: Id,
  kind: SavePointKind,
  /** Null unless it is the learner's own. */
  name: z.nullable(z.string()),
  /** The moment that it is of. */
  at: Instant,
  mib: z.int().check(z.nonnegative()),
});
export type SavePoint = z.infer<typeof SavePoint>;

/** A learner's own of one lab; each is a copy of all that was in it. */
export const MAX_SAVE_POINTS = 5;

/** POST /api/sessions/:id/save-points */
export const KeepSavePoint = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(60), z.regex(/^\P{Cc}*$/u)),
});
export type KeepSavePoint = z.infer<typeof KeepSavePoint>;

/**
 * POST /api/sessions/:id/reset. `soft`: containers, volumes, networks and files go back to the start, while terminals
 * and save points stay; `hard`: a new lab host.
 */
export const ResetSession = z.object({ kind: z.enum(['soft', 'hard']) });
export type ResetSession = z.infer<typeof ResetSession>;
