/** How every refusal looks, over HTTP and over the socket. */
import * as z from 'zod/mini';

export const Failure = z.object({
  /** A code of `server/errors.ts`. */
  code: z.string(),
  /** For the learner. */
  message: z.string(),
  /** To quote when the fault is ours; the log has the rest. */
  id: z.optional(z.string()),
});
export type Failure = z.infer<typeof Failure>;

/** Body of every HTTP response that isn't 2xx. */
export const FailureBody = z.object({ error: Failure });

/** What a socket event's acknowledgement carries. */
export type Reply<T> = { ok: true; value: T } | { ok: false; error: Failure };
