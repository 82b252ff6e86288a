/** Says for each request which learner it comes from. */
import type { RequestHandler, Response } from 'express';
import { AppError } from '../errors.ts';
import { COOKIE_NAME } from '../learners/cookie.ts';
import type { Learners } from '../learners/learners.ts';

/** The learner of a request; throws `learner.unknown` where the browser has none. */
export type LearnerOf = (res: Response) => string;

/** A year: longer than browsers keep a cookie anyway. */
const COOKIE_MAX_AGE_MS = 365 * 24 * 3600 * 1000;

/** Puts the learner's cookie on a response. */
export function setLearnerCookie(res: Response, cookie: string): void {
  res.cookie(COOKIE_NAME, cookie, {
    httpOnly: true,
    sameSite: 'lax',
    secure: res.req.secure,
    maxAge: COOKIE_MAX_AGE_MS,
    path: '/',
  });
}

/** Looks the learner up once for each request. */
export function identify(learners: Learners): RequestHandler {
  return async function identifyLearner(req, res, next) {
    res.locals.learnerId = await learners.identify(req.headers.cookie);
    next();
  };
}

/** Gives a browser that has none a learner of its own: when it opens the page, not with each request. */
export function welcome(learners: Learners): RequestHandler {
  return async function welcomeLearner(_req, res, next) {
    if (res.locals.learnerId === undefined) {
      const { id, cookie } = await learners.create();
      res.locals.learnerId = id;
      setLearnerCookie(res, cookie);
    }
    next();
  };
}

export const learnerOf: LearnerOf = (res) => {
  const id: unknown = res.locals.learnerId;
  if (typeof id === 'string') return id;
  throw new AppError('learner.unknown', 'This browser is not known here. Reload the page.');
};
