/**
 * The last moments of a server: it takes no new connections and no new work, says so to open pages, and
 * waits a while for what is under way.
 */
import type { Server } from 'node:http';
import type { RequestHandler } from 'express';
import { AppError } from '../errors.ts';
import { pause } from '../sandbox/deadline.ts';

export interface Draining {
  /** Refuses everything, once it has begun. For changes that may begin something long. */
  readonly guard: RequestHandler;
  /** Resolves when nothing is under way any more, or after `ms`. */
  begin(ms: number): Promise<void>;
}

export function createDraining(parts: {
  http: Server;
  /** Tells open pages, which stay connected meanwhile and see how it ends. */
  tell(): void;
  /** Each resolves when what it stands for is at rest. */
  idle(): Promise<unknown>[];
}): Draining {
  const { http } = parts;
  let begun = false;
  let requests = 0;
  let atRest = (): void => {};
  http.on('request', (_req, res) => {
    requests += 1;
    // A connection that is kept alive would be used again.
    if (begun) res.setHeader('Connection', 'close');
    res.once('close', () => {
      requests -= 1;
      if (requests === 0) atRest();
    });
  });

  const answered = (): Promise<void> =>
    new Promise((resolve) => {
      atRest = resolve;
      if (requests === 0) resolve();
    });

  return {
    guard(_req, _res, next) {
      if (!begun) return next();
      throw new AppError(
        'server.closing',
        'Holdfast is being restarted. Your labs keep running; try again in a moment.',
      );
    },
    async begin(ms) {
      begun = true;
      http.close();
      parts.tell();
      const waited = new AbortController();
      const rest = Promise.all([answered(), ...parts.idle()]);
      await Promise.race([rest, pause(ms, waited.signal)]);
      waited.abort();
    },
  };
}
