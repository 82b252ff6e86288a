/** Which engine answers, and if none does, why. */
import { messageOf } from '../output.mjs';
import { ask } from './client.mjs';
import { candidateEndpoints } from './endpoint.mjs';

/** @typedef {import('./endpoint.mjs').Endpoint} Endpoint */

/**
 * `absent`: no such socket or host; `refused`: nobody listens; `forbidden`: we may not open it; `silent`: no
 * answer in time; `unknown`: a kind of address these scripts cannot ask; `failed`: anything else.
 * @typedef {'absent' | 'refused' | 'forbidden' | 'silent' | 'unknown' | 'failed'} Failure
 * @typedef {{ state: 'answers', endpoint: Endpoint, version: string, apiVersion: string, product: string }} Answering
 * @typedef {{ state: Failure, endpoint: Endpoint, detail: string }} Failing
 * @typedef {Answering | Failing} Probe
 */

/** Worst last: what is nearest to an engine that works is what a person should hear about. */
const NEARNESS = ['answers', 'silent', 'forbidden', 'failed', 'unknown', 'refused', 'absent'];

/**
 * @param {unknown} error
 * @returns {Failure}
 */
export function classifyFailure(error) {
  const { code, name } = /** @type {{ code?: string, name?: string }} */ (error);
  if (name === 'TimeoutError' || name === 'AbortError' || code === 'ETIMEDOUT') return 'silent';
  if (code === 'EACCES' || code === 'EPERM') return 'forbidden';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ENOENT' || code === 'ENOTFOUND' || code === 'ENOTSOCK') return 'absent';
  return 'failed';
}

/**
 * @param {Endpoint} endpoint
 * @param {number} [timeoutMs]
 * @returns {Promise<Probe>}
 */
export async function probe(endpoint, timeoutMs = 5_000) {
  if (endpoint.kind === 'other') {
    return { state: 'unknown', endpoint, detail: 'an address these scripts cannot ask' };
  }
  try {
    const version = await ask(endpoint, 'GET', '/version', { timeoutMs });
    if (!version?.ApiVersion) throw new Error('something answers, but it is no Docker Engine');
    return {
      state: 'answers',
      endpoint,
      version: String(version.Version),
      apiVersion: String(version.ApiVersion),
      // Docker names itself in the first, Podman in the second.
      product: [version.Platform?.Name, version.Components?.[0]?.Name].filter(Boolean).join(', '),
    };
  } catch (error) {
    return {
      state: classifyFailure(error),
      endpoint,
      detail: messageOf(error),
    };
  }
}

/**
 * The first engine that answers, else the failure that is nearest to one.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Probe>}
 */
export async function findEngine(env = process.env) {
  /** @type {Probe | undefined} */
  let best;
  for (const endpoint of candidateEndpoints(env)) {
    const found = await probe(endpoint);
    if (found.state === 'answers') return found;
    if (!best || NEARNESS.indexOf(found.state) < NEARNESS.indexOf(best.state)) best = found;
  }
  if (!best) throw new Error('There is no place to look for an engine');
  return best;
}
