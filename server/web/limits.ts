/** Rate limits, for each address. */
import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { AppError } from '../errors.ts';

/** At most `limit` requests from one address in `windowMs`. */
export function rateLimited(options: { limit: number; windowMs: number }): RequestHandler {
  return rateLimit({
    ...options,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: () => {
      throw new AppError(
        'request.rateLimited',
        'That was too much at once. Wait a little, then try again.',
      );
    },
  });
}

/**
 * Tokens that come back with time: `burst` at once, `perSecond` in the long run. Pure: the caller brings
 * the clock, in ms.
 */
export function createBucket(options: { burst: number; perSecond: number }, startMs: number) {
  let tokens = options.burst;
  let last = startMs;
  return {
    /** Whether one more may pass now. */
    take(nowMs: number): boolean {
      const gained = (Math.max(0, nowMs - last) / 1000) * options.perSecond;
      tokens = Math.min(options.burst, tokens + gained);
      last = nowMs;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
