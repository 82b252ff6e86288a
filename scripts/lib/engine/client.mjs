/** A few questions to a Docker Engine over HTTP, without any dependency: these scripts run before there are some. */
import http from 'node:http';
import https from 'node:https';

/** @typedef {import('./endpoint.mjs').Endpoint} Endpoint */

const DEFAULT_TIMEOUT_MS = 5_000;

/**
 * @param {Endpoint} endpoint
 * @returns {import('node:https').RequestOptions}
 */
function addressOf(endpoint) {
  if (endpoint.kind === 'unix') return { socketPath: endpoint.path };
  if (endpoint.kind === 'tcp') {
    return { host: endpoint.host, port: endpoint.port, ...(endpoint.tls ?? {}) };
  }
  throw new Error(`These scripts cannot speak to ${endpoint.value}`);
}

/**
 * @param {Endpoint} endpoint
 * @param {'GET' | 'DELETE' | 'POST'} method
 * @param {string} path begins with `/`
 * @param {{ timeoutMs?: number }} [options]
 * @returns {Promise<{ status: number, body: any, headers: http.IncomingHttpHeaders }>} `body` is the parsed JSON, or
 *   the text where it is none
 */
export function request(endpoint, method, path, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
  return new Promise((resolve, reject) => {
    const { request: send } = endpoint.kind === 'tcp' && endpoint.tls ? https : http;
    const outgoing = send(
      {
        ...addressOf(endpoint),
        method,
        path,
        headers: { host: 'docker' },
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        /** @type {Buffer[]} */
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({
            status: response.statusCode ?? 0,
            body: parse(text),
            headers: response.headers,
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Like `request`, for answers that must be good ones.
 * @param {Endpoint} endpoint
 * @param {'GET' | 'DELETE' | 'POST'} method
 * @param {string} path
 * @param {{ timeoutMs?: number }} [options]
 * @throws {Error} with the engine's own message
 */
export async function ask(endpoint, method, path, options) {
  const answer = await request(endpoint, method, path, options);
  if (answer.status >= 400) throw engineError(answer, path);
  return answer.body;
}

/**
 * @param {{ status: number, body: any }} answer
 * @param {string} path
 * @returns {Error} with the engine's own message
 */
export function engineError({ status, body }, path) {
  return new Error(body?.message ?? `The engine answered ${status} to ${path}`);
}
