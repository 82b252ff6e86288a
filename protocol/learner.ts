/** Who is this browser. */
import * as z from 'zod/mini';
import { Id } from './names.ts';

/** GET /api/me */
export const Me = z.object({
  id: Id,
  /** `single`: every browser is the same learner. `many`: a cookie is a learner. */
  mode: z.enum(['single', 'many']),
  /** Whether a recovery code has been made for this learner. */
  hasRecoveryCode: z.boolean(),
});
export type Me = z.infer<typeof Me>;

/** POST /api/me/recovery-code makes a new one; the old one ends. */
export const RecoveryCode = z.object({ code: z.string() });
export type RecoveryCode = z.infer<typeof RecoveryCode>;

/** POST /api/me/recover makes this browser the learner the code belongs to. */
export const Recover = z.object({
  code: z.string().check(z.trim(), z.minLength(8), z.maxLength(64)),
});
export type Recover = z.infer<typeof Recover>;

/** DELETE /api/me: all that is kept of this learner. The word keeps it from being sent by mistake. */
export const DeleteMe = z.object({ confirm: z.literal('delete') });
export type DeleteMe = z.infer<typeof DeleteMe>;
