/** The HTTP half of the server: middleware, routes, the one error handler. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express, type RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import type { SystemStatus } from '../protocol/status.ts';
import { AppError, type ErrorCode } from './errors.ts';
import type { Learners } from './learners/learners.ts';
import { failureHandler } from './web/failures.ts';
import { changeGuard, hostGuard, securityHeaders } from './web/guards.ts';
import { identify, welcome } from './web/learner.ts';
import { rateLimited } from './web/limits.ts';
import { type OperatorParts, operatorRoutes } from './web/operator.ts';

/** The largest body a route asks for has two short fields. */
const BODY_LIMIT = '16kb';
/** Changes from one address in a minute. */
const CHANGES = { limit: 240, windowMs: 60_000 };
/** Requests to the API from one address in a minute: a class behind one address fits. */
const REQUESTS = { limit: 6000, windowMs: 60_000 };
/** New learners from one address in an hour. */
const NEW_LEARNERS = { limit: 300, windowMs: 3600_000 };
const YEAR_MS = 365 * 24 * 3600 * 1000;

export interface AppParts {
  learners: Learners;
  hosts: ReadonlySet<string>;
  trustProxy: boolean;
  /** The built page. */
  clientDir: string;
  status(): SystemStatus;
  /** Routes below /api that need a learner. */
  api: readonly Router[];
  /** Routes of the content's pictures, below /. */
  content: Router;
  operator: OperatorParts;
  /** Refuses to begin what takes long while the server ends. */
  drainGuard: RequestHandler;
  /** Told of every request that is refused or fails. */
  onFailure(code: ErrorCode): void;
  log: Logger;
}

export function createApp(parts: AppParts): Express {
  const { learners, log } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', parts.trustProxy ? 1 : false);
  app.set('query parser', 'simple');
  app.use(hostGuard(parts.hosts));
  app.use(securityHeaders());

  // What is asked for most comes first: every layer before it is asked each time whether it is meant.
  app.use('/api', createApi(parts));
  app.use(
    '/assets',
    express.static(join(parts.clientDir, 'assets'), {
      immutable: true,
      maxAge: YEAR_MS,
      index: false,
    }),
  );
  app.use(parts.content);
  app.use(operatorRoutes(parts.operator));

  app.use(express.static(parts.clientDir, { index: false, maxAge: 0 }));
  app.get(
    '/{*page}',
    rateLimited({ ...REQUESTS }),
    identify(learners),
    limitNewLearners(),
    welcome(learners),
    page(join(parts.clientDir, 'index.html')),
  );
  app.use(() => {
    throw new AppError('notFound', 'There is nothing at this address.');
  });
  app.use(failureHandler(log, parts.onFailure));
  return app;
}

/** All below /api. Reading is most of it, and passes by what only changes must pass. */
function createApi(parts: AppParts): Router {
  const api = Router();
  const changes = Router();
  changes.use(changeGuard, rateLimited(CHANGES), express.json({ limit: BODY_LIMIT }));
  changes.use('/sessions', parts.drainGuard);
  api.use(rateLimited(REQUESTS), unlessReading(changes), noStore, identify(parts.learners));
  for (const router of parts.api) api.use(router);
  api.get('/status', (_req, res) => {
    res.json(parts.status());
  });
  api.use(() => {
    throw new AppError('notFound', 'There is nothing at this address.');
  });
  return api;
}

/** What the API says is one learner's and of this moment. Routes that know better say so themselves. */
const noStore: RequestHandler = function noStore(_req, res, next) {
  res.setHeader('Cache-Control', 'private, no-cache');
  next();
};

function unlessReading(pass: RequestHandler): RequestHandler {
  return function passChange(req, res, next) {
    if (req.method === 'GET' || req.method === 'HEAD') return next();
    return pass(req, res, next);
  };
}

function limitNewLearners(): RequestHandler {
  const limited = rateLimited(NEW_LEARNERS);
  return function limitNewLearner(req, res, next) {
    if (res.locals.learnerId !== undefined) return next();
    return limited(req, res, next);
  };
}

/** The page; its own routes are the browser's business, whatever the address. */
function page(index: string): RequestHandler {
  return function sendPage(_req, res) {
    if (!existsSync(index)) {
      throw new AppError('notFound', 'The page has not been built. Run: npm run build');
    }
    res.setHeader('Cache-Control', 'no-cache');
    res.sendFile(index);
  };
}
