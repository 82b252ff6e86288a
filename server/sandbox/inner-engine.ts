/** HTTP to the engine in a lab. What it answers is the learner's to forge: everything is bounded. */
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { AppError } from '../errors.ts';
import { type Dial, DialAgent } from './dial-agent.ts';
import { systemCodeOf } from './engine-errors.ts';
import { createJsonLines } from './json-lines.ts';
import { createLimiter } from './limiter.ts';
import type { InnerEngine } from './types.ts';

type RequestOptions = NonNullable<Parameters<InnerEngine['request']>[2]>;
type Answer = Awaited<ReturnType<InnerEngine['request']>>;

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 1024 * 1024;
/** An event is a few hundred bytes and the labels of what it is about; those are the learner's. */
const MAX_EVENT_BYTES = 256 * 1024;
/** Each connection is a process in the lab, so a burst waits its turn. */
const MAX_REQUESTS = 8;
/** Long enough for the pauses of a learner at work, short enough that a forgotten lab holds none. */
const IDLE_MS = 30_000;
const MAX_IDLE = 2;

export interface ClosableInnerEngine extends InnerEngine {
  /** Ends every connection; requests under way fail. */
  close(): void;
}

export function createInnerEngine(dial: Dial): ClosableInnerEngine {
  const agent = new DialAgent(dial, { idleMs: IDLE_MS, maxFree: MAX_IDLE });
  const limiter = createLimiter(MAX_REQUESTS);
  const ended = new AbortController();

  return {
    request: (method, path, options = {}) =>
      mapped(
        async (signal) => {
          const release = await limiter.acquire(signal);
          try {
            return await once(agent, { method, path, options, signal });
          } catch (error) {
            const harmless = method === 'GET' || method === 'HEAD';
            if (!harmless || !(error instanceof StaleConnection)) throw error;
            return await once(agent, { method, path, options, signal });
          } finally {
            release();
          }
        },
        deadlineOf(options, ended.signal),
      ),

    events: ({ since, signal }) =>
      follow(dial, since, AbortSignal.any([signal, ended.signal]), signal),

    close() {
      ended.abort();
      agent.destroy();
    },
  };
}

/** A kept connection that turned out to be dead before anything came back over it. */
class StaleConnection extends Error {}

function once(
  agent: http.Agent,
  call: { method: string; path: string; options: RequestOptions; signal: AbortSignal },
): Promise<Answer> {
  const { method, path, options, signal } = call;
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  const payload = payloadOf(options);
  return new Promise((resolve, reject) => {
    const request = http.request(
      { agent, method, path, host: 'docker', signal, headers: payload.headers },
      (response) => {
        if (endsWithConnection(response)) request.socket?.end();
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= maxBytes) {
            chunks.push(chunk);
            return;
          }
          reject(tooLarge(maxBytes));
          request.destroy();
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks),
            headers: plainHeaders(response.headers),
          }),
        );
        response.on('error', reject);
      },
    );
    request.on('error', (error) => {
      const stale = request.reusedSocket && systemCodeOf(error) === 'ECONNRESET';
      reject(stale ? new StaleConnection('a kept connection was dead', { cause: error }) : error);
    });
    request.end(payload.body);
  });
}

/**
 * The output of an exec or an attach ends with the connection. netcat in the lab ends when both directions
 * have, so ours, which has nothing more to say, must not be left open.
 */
const endsWithConnection = ({ statusCode, headers }: http.IncomingMessage): boolean =>
  statusCode === 200 &&
  headers['content-length'] === undefined &&
  headers['transfer-encoding'] === undefined;

function payloadOf({ json, body }: RequestOptions): {
  headers: http.OutgoingHttpHeaders;
  body: Buffer | undefined;
} {
  const bytes = json === undefined ? body : Buffer.from(JSON.stringify(json));
  return {
    headers: {
      ...(bytes === undefined ? {} : { 'content-length': bytes.length }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(body === undefined ? {} : { 'content-type': 'application/x-tar' }),
    },
    body: bytes,
  };
}

function plainHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}

interface Deadline {
  signal: AbortSignal;
  caller: AbortSignal | undefined;
  timeout: AbortSignal;
}

function deadlineOf(options: RequestOptions, ended: AbortSignal): Deadline {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const signals = options.signal === undefined ? [] : [options.signal];
  return { signal: AbortSignal.any([timeout, ended, ...signals]), caller: options.signal, timeout };
}

/** Errors as the rest of the server knows them; an abort by the caller stays what it is. */
async function mapped<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { signal, caller, timeout }: Deadline,
): Promise<T> {
  try {
    return await work(signal);
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (caller?.aborted === true) throw caller.reason;
    if (timeout.aborted) {
      throw new AppError(
        'lab.timeout',
        "The lab's Docker took too long to answer. Try again in a moment.",
        { cause: error },
      );
    }
    throw unreachable(error);
  }
}

async function* follow(
  dial: Dial,
  since: number | undefined,
  signal: AbortSignal,
  caller: AbortSignal,
): AsyncGenerator<unknown> {
  try {
    signal.throwIfAborted();
    const response = await subscribe(dial, since, signal);
    const split = createJsonLines(MAX_EVENT_BYTES);
    for await (const chunk of response) yield* split(chunk as Buffer);
  } catch (error) {
    if (caller.aborted) return;
    throw error instanceof AppError ? error : unreachable(error);
  }
  if (!caller.aborted) throw unreachable(new Error('the stream of events ended'));
}

/** On a connection of its own, which ends with the stream. */
async function subscribe(
  dial: Dial,
  since: number | undefined,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const connection = await dial();
  const end = () => connection.destroy();
  signal.addEventListener('abort', end, { once: true });
  connection.once('close', () => signal.removeEventListener('abort', end));
  connection.on('error', () => {});
  if (signal.aborted) {
    // A request over a connection that is gone already would never end.
    end();
    throw signal.reason;
  }
  const path = since === undefined ? '/events' : `/events?since=${since}`;
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http
      .request({ createConnection: () => connection, method: 'GET', path, host: 'docker' }, resolve)
      .on('error', reject)
      .end();
  }).catch((error: unknown) => {
    end();
    throw error;
  });
  response.once('close', end);
  if (response.statusCode !== 200) {
    const words = await text(response).catch(() => '');
    throw new Error(`events were refused with ${response.statusCode}: ${words.slice(0, 200)}`);
  }
  return response;
}

function tooLarge(maxBytes: number): AppError {
  return new AppError(
    'lab.answerTooLarge',
    `The lab's Docker answered with more than ${Math.round(maxBytes / 1024)} KiB, which is more than Holdfast reads. Removing containers or volumes you no longer need mends it.`,
  );
}

function unreachable(cause: unknown): AppError {
  return new AppError(
    'lab.unreachable',
    "The lab's Docker does not answer at the moment. If you have stopped or restarted it, wait until it is back; else stop the lab and start it again.",
    { cause },
  );
}
