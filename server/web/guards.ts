/**
 * What every request passes before a route sees it: the host name (DNS rebinding), the same-origin proof
 * of changes, the headers of the answer.
 */
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { AppError } from '../errors.ts';

/** A header that a form or another site's script cannot send without asking first. */
export const PROOF_HEADER = 'x-holdfast';

/** The host names the page answers to, besides loopback's. */
export function allowedHosts(listenOn: string, further: readonly string[]): ReadonlySet<string> {
  return new Set(['localhost', '127.0.0.1', '[::1]', listenOn.toLowerCase(), ...further]);
}

/** The name in a Host header or origin, without port, in lower case; undefined when it isn't one. */
export function hostName(authority: string | undefined): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i.exec(authority ?? '');
  return match?.[1]?.toLowerCase();
}

/** Whether an Origin header names the very host (and port) the request was sent to. */
export function isSameOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || host === undefined) return false;
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  return (
    url !== undefined &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.host === host.toLowerCase().replace(url.protocol === 'http:' ? /:80$/ : /:443$/, '')
  );
}

/** Refuses requests for host names that aren't ours. */
export function hostGuard(hosts: ReadonlySet<string>): RequestHandler {
  return function guardHost(req, _res, next) {
    const name = hostName(req.headers.host);
    if (name !== undefined && hosts.has(name)) return next();
    throw new AppError(
      'request.hostRefused',
      `This server doesn't answer to the name ${name ?? 'in the address'}. Its operator can add it with HOLDFAST_HOSTS.`,
    );
  };
}

/** Refuses what another site's page could have sent. For changes: reading needs no proof. */
export const changeGuard: RequestHandler = function guardChange(req, _res, next) {
  const site = req.headers['sec-fetch-site'];
  const { origin } = req.headers;
  const proven =
    req.headers[PROOF_HEADER] !== undefined &&
    (site === undefined || site === 'same-origin') &&
    (origin === undefined || isSameOrigin(origin, req.headers.host));
  if (proven) return next();
  throw new AppError(
    'request.crossSite',
    'This change did not come from the page itself. Reload the page and try again.',
  );
};

/** Security headers. xterm and React set styles from script, hence inline styles; scripts never. */
export const securityHeaders = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // The page is served over plain HTTP on loopback; a proxy that ends TLS sets its own.
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
