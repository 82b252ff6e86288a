/** /metrics, /healthz and /readyz: for whoever runs the server, and their programs. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Request, Router } from 'express';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { rateLimited } from './limits.ts';
import type { Readiness } from './readiness.ts';

/** Requests of one address in a minute: several probes and scrapers, each every few seconds. */
const LOOKS = { limit: 300, windowMs: 60_000 };

/** What must be ready: `lessons` for a server that is run without an engine. */
const Wanted = z.object({ for: z.enum(['lessons', 'labs']).default('labs') });

export interface OperatorParts {
  metrics: { text(): Promise<string>; readonly contentType: string };
  /** Who has it may read the metrics from elsewhere; none may when it is empty. */
  token: string;
  readiness(): Promise<Readiness>;
}

export function operatorRoutes({ metrics, token, readiness }: OperatorParts): Router {
  const router = Router();

  router.get('/healthz', (_req, res) => {
    res.setHeader('Cache-Control', 'no-store');
    res.json({ alive: true });
  });

  router.get('/readyz', rateLimited(LOOKS), async (req, res) => {
    const { for: wanted } = Wanted.parse(req.query);
    const found = await readiness();
    res.setHeader('Cache-Control', 'no-store');
    res.status(found[wanted] ? 200 : 503).json(found);
  });

  router.get('/metrics', rateLimited(LOOKS), async (req, res) => {
    if (!isFromHere(req) && !hasToken(req, token)) {
      throw new AppError(
        'metrics.refused',
        'Metrics are for this machine, and for who sends the token of HOLDFAST_METRICS_TOKEN.',
      );
    }
    const text = await metrics.text();
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader('Content-Type', metrics.contentType);
    res.send(text);
  });

  return router;
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/** What proxies put on a request that they pass on. */
const PASSED_ON = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** Sent by a program of this machine, for itself: a proxy on this machine speaks for somebody else. */
function isFromHere(req: Request): boolean {
  return (
    LOOPBACK.test(req.socket.remoteAddress ?? '') &&
    PASSED_ON.every((name) => req.headers[name] === undefined)
  );
}

function hasToken(req: Request, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1];
  if (token === '' || given === undefined) return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
