/** Rate limits, for each address. */
import type { RequestHandler } from 'express';
import { AppError } from '../errors.ts';
import { holderOf } from './addresses.ts';

/**
 * At most `limit` requests from one address in `windowMs`. Windows follow one another and are the same for
 * all addresses, so that a request costs a look into a map, and what was counted is forgotten at once.
 */
export function rateLimited(options: {
  limit: number;
  windowMs: number;
  now?: () => number;
}): RequestHandler {
  const { limit, windowMs, now = Date.now } = options;
  let counts = new Map<string, number>();
  let ends = Number.NEGATIVE_INFINITY;
  return function limitRate(req, res, next) {
    const at = now();
    if (at >= ends) {
      counts = new Map();
      ends = at + windowMs;
    }
    const holder = holderOf(req.ip ?? '');
    const count = (counts.get(holder) ?? 0) + 1;
    counts.set(holder, count);
    if (count <= limit) return next();
    res.setHeader('Retry-After', Math.ceil((ends - at) / 1000));
    throw new AppError(
      'request.rateLimited',
      'That was too much at once. Wait a little, then try again.',
    );
  };
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
