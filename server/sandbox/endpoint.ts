/** Where the machine's engine may be found. */
import path from 'node:path';
import type { Problem } from '../../protocol/status.ts';
import type { SandboxConfig } from './config.ts';
import { problems } from './problems.ts';

export type Endpoint =
  | { kind: 'unix'; socketPath: string }
  /** `certPath` null: without TLS. */
  | { kind: 'tcp'; host: string; port: number; certPath: string | null };

export type Endpoints = { ok: true; candidates: Endpoint[] } | { ok: false; problem: Problem };

/** The port of an engine with TLS, and without, when an address names none. */
const TLS_PORT = 2376;
const PLAIN_PORT = 2375;

/**
 * The places to try, best first: `DOCKER_HOST` alone when it is set, else the sockets where Docker
 * Engine, its rootless variant, Docker Desktop, Colima, Rancher Desktop and OrbStack listen.
 */
export function endpointsFor(
  config: Pick<SandboxConfig, 'dockerHost' | 'dockerCertPath' | 'allowInsecure'>,
  user: { home: string; runtimeDir?: string | undefined },
): Endpoints {
  if (config.dockerHost !== undefined && config.dockerHost !== '') {
    return configured(config.dockerHost, config);
  }
  const sockets = [
    '/var/run/docker.sock',
    ...(user.runtimeDir === undefined ? [] : [path.join(user.runtimeDir, 'docker.sock')]),
    ...[
      '.docker/run/docker.sock',
      '.docker/desktop/docker.sock',
      '.colima/default/docker.sock',
      '.colima/docker.sock',
      '.rd/docker.sock',
      '.orbstack/run/docker.sock',
    ].map((relative) => path.join(user.home, relative)),
  ];
  return { ok: true, candidates: sockets.map((socketPath) => ({ kind: 'unix', socketPath })) };
}

function configured(
  address: string,
  config: Pick<SandboxConfig, 'dockerCertPath' | 'allowInsecure'>,
): Endpoints {
  const unix = /^unix:\/\/(\/.+)$/.exec(address)?.[1];
  if (unix !== undefined) {
    return { ok: true, candidates: [{ kind: 'unix', socketPath: unix }] };
  }
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'tcp:' || url.hostname === '') {
    return { ok: false, problem: problems.badAddress(address) };
  }
  const certPath = config.dockerCertPath ?? null;
  if (certPath === null && config.allowInsecure !== true) {
    return { ok: false, problem: problems.insecure(address) };
  }
  const port = url.port === '' ? (certPath === null ? PLAIN_PORT : TLS_PORT) : Number(url.port);
  return { ok: true, candidates: [{ kind: 'tcp', host: url.hostname, port, certPath }] };
}

/** How people write an endpoint. */
export function describeEndpoint(endpoint: Endpoint): string {
  return endpoint.kind === 'unix' ? endpoint.socketPath : `tcp://${endpoint.host}:${endpoint.port}`;
}
