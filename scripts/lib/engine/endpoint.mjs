/** Where a Docker Engine may be listening. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {{ kind: 'unix', path: string }} UnixEndpoint
 * @typedef {{ kind: 'tcp', host: string, port: number, tls: Tls | null }} TcpEndpoint
 * @typedef {{ kind: 'other', value: string }} OtherEndpoint a kind these scripts cannot speak to (`ssh://`, `npipe://`)
 * @typedef {UnixEndpoint | TcpEndpoint | OtherEndpoint} Endpoint
 * @typedef {{ ca: Buffer, cert: Buffer, key: Buffer }} Tls
 */

/** Docker's registered ports, without and with TLS. */
const PLAIN_PORT = 2375;
const TLS_PORT = 2376;

/**
 * @param {string} value what DOCKER_HOST says
 * @param {Tls | null} tls
 * @returns {Endpoint}
 */
export function parseDockerHost(value, tls) {
  if (value.startsWith('unix://')) return { kind: 'unix', path: value.slice('unix://'.length) };
  if (value.startsWith('/')) return { kind: 'unix', path: value };
  const match = /^(?:tcp|https?):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?\/?$/.exec(value);
  if (!match?.[1]) return { kind: 'other', value };
  const port = match[2] ? Number(match[2]) : tls ? TLS_PORT : PLAIN_PORT;
  return { kind: 'tcp', host: match[1].replace(/^\[|\]$/g, ''), port, tls };
}

/**
 * The certificates in DOCKER_CERT_PATH, as the server reads it.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Tls | null} null: none asked for
 */
function readTls(env) {
  const folder = env.DOCKER_CERT_PATH;
  if (!folder) return null;
  const read = (/** @type {string} */ name) => readFileSync(join(folder, name));
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}

/** The socket of an engine that was installed from packages. */
export const SYSTEM_SOCKET = '/var/run/docker.sock';

/**
 * DOCKER_HOST alone when it is set; else the sockets of Docker Engine, its rootless variant, Docker Desktop,
 * Colima, Rancher Desktop and OrbStack, best first. The server looks at the same places in the same order.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [home]
 * @returns {Endpoint[]}
 */
export function candidateEndpoints(env = process.env, home = homedir()) {
  if (env.DOCKER_HOST) return [parseDockerHost(env.DOCKER_HOST, readTls(env))];
  const paths = [
    SYSTEM_SOCKET,
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    ...[
      '.docker/run/docker.sock',
      '.docker/desktop/docker.sock',
      '.colima/default/docker.sock',
      '.colima/docker.sock',
      '.rd/docker.sock',
      '.orbstack/run/docker.sock',
    ].map((path) => join(home, path)),
  ];
  return paths.map((path) => ({ kind: 'unix', path }));
}

/** @param {Endpoint} endpoint */
export function describeEndpoint(endpoint) {
  if (endpoint.kind === 'unix') return endpoint.path;
  if (endpoint.kind === 'other') return endpoint.value;
  return `${endpoint.tls ? 'tcp with TLS' : 'tcp'} ${endpoint.host}:${endpoint.port}`;
}
