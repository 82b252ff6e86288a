/** A server of the test's own: its own database, its own port, its own name on the engine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Logger, pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import supertest from 'supertest';
import type {
  ClientEvent,
  ClientPayload,
  ClientReplies,
  ClientToServer,
  ServerToClient,
} from '../../protocol/events.ts';
import type { Reply } from '../../protocol/failure.ts';
import { readConfig } from '../../server/config.ts';
import { type RunningServer, startServer } from '../../server/server.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** An engine that isn't there. */
export const NO_ENGINE = 'unix:///nonexistent/holdfast-test.sock';

export interface TestServer {
  readonly url: string;
  readonly server: RunningServer;
  readonly dataDir: string;
  /**
   * A browser of a new learner (in `many` mode), or of the learner (in `single` mode).
   * @param cookie of an earlier browser, whose learner it then is
   */
  browser(cookie?: string): Promise<Browser>;
  /** Ends the server and keeps the data, as a restart would. */
  end(): Promise<void>;
  /** Ends the server, removes its labs and its data. */
  close(): Promise<void>;
}

/** What servers say is of use only to who looks for a fault. */
const quietLog = (): Logger => pino({ level: process.env.HOLDFAST_TEST_LOG ?? 'silent' });

/**
 * Starts a server; `dataDir` of an earlier one makes it a restart.
 * @param options.contentRoot another course than the real one
 * @param options.now its clock
 */
export async function startTestServer(
  env: Record<string, string> = {},
  dataDir?: string,
  options: { contentRoot?: string; log?: Logger; now?: () => number } = {},
): Promise<TestServer> {
  const { contentRoot = root, log = quietLog(), now = Date.now } = options;
  const data = dataDir ?? (await mkdtemp(join(tmpdir(), 'holdfast-test-')));
  // Without a pool the lab hosts there are, are those that a test asked for.
  const config = readConfig({ PORT: '0', HOLDFAST_DATA: data, HOLDFAST_POOL: '0', ...env });
  const server = await startServer({ config, root: contentRoot, log, now });
  const url = `http://127.0.0.1:${server.address.port}`;
  const browsers: Browser[] = [];
  let ended = false;
  const end = async (): Promise<void> => {
    if (ended) return;
    ended = true;
    for (const browser of browsers) browser.close();
    await server.close();
  };
  return {
    url,
    server,
    dataDir: data,
    async browser(cookie) {
      const browser = await openBrowser(url, cookie);
      browsers.push(browser);
      return browser;
    },
    end,
    async close() {
      const { sandbox } = server;
      if (!ended && sandbox.engineStatus().state === 'ready') {
        for (const host of await sandbox.list()) await sandbox.remove(host.launchId);
      }
      await end();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** What a browser does: keeps its cookie, proves its origin. */
export interface Browser {
  readonly cookie: string;
  get(path: string): supertest.Test;
  send(method: 'post' | 'put' | 'delete', path: string, body?: object): supertest.Test;
  /** A connected socket. */
  socket(): Promise<TestSocket>;
  close(): void;
}

export interface TestSocket {
  readonly raw: Socket<ServerToClient, ClientToServer>;
  request<E extends ClientEvent>(event: E, payload: unknown): Promise<Reply<ClientReplies[E]>>;
}

async function newCookie(url: string): Promise<string> {
  const page = await supertest(url).get('/api/me');
  const [cookie] = (page.headers['set-cookie'] as unknown as string[] | undefined) ?? [];
  return cookie?.split(';')[0] ?? '';
}

export async function openBrowser(url: string, known?: string): Promise<Browser> {
  const cookie = known ?? (await newCookie(url));
  const sockets: Socket[] = [];
  return {
    cookie,
    get: (path) => supertest(url).get(path).set('Cookie', cookie),
    send(method, path, body) {
      const request = supertest(url)
        [method](path)
        .set('Cookie', cookie)
        .set('Origin', url)
        .set('Sec-Fetch-Site', 'same-origin')
        .set('X-Holdfast', '1');
      return body === undefined ? request : request.send(body);
    },
    async socket() {
      const raw: Socket<ServerToClient, ClientToServer> = io(url, {
        transports: ['websocket'],
        extraHeaders: { Origin: url, Cookie: cookie },
        forceNew: true,
        reconnection: false,
      });
      sockets.push(raw);
      await new Promise<void>((resolve, reject) => {
        raw.once('connect', resolve);
        raw.once('connect_error', reject);
      });
      return {
        raw,
        request: <E extends ClientEvent>(event: E, payload: unknown) =>
          new Promise<Reply<ClientReplies[E]>>((resolve) => {
            const emit = raw.emit.bind(raw) as (
              event: string,
              payload: unknown,
              answer: (reply: Reply<ClientReplies[E]>) => void,
            ) => void;
            emit(event, payload as ClientPayload<E>, resolve);
          }),
      };
    },
    close() {
      for (const socket of sockets) socket.disconnect();
    },
  };
}

/** Asks until `test` gives something; throws after `timeoutMs`. */
export async function eventually<T>(
  test: () => Promise<T | undefined | null | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await test();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > end) throw new Error(`nothing within ${timeoutMs} ms: ${test.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
