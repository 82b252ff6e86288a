/** Terminals over a real socket, with shells of this machine: all of the server that a terminal passes through. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { PageSocket } from '../../client/src/lib/socket.ts';
import { AppError } from '../../server/errors.ts';
import { newId } from '../../server/ids.ts';
import { COOKIE_NAME } from '../../server/learners/cookie.ts';
import { createLearners } from '../../server/learners/learners.ts';
import type { LabHost } from '../../server/sandbox/types.ts';
import { createSockets } from '../../server/sockets.ts';
import { openStore } from '../../server/store/open.ts';
import { cookieKey } from '../../server/store/settings.ts';
import { createTerminals } from '../../server/terminals/terminals.ts';
import type { EndedCommand, Terminals, TerminalsParts } from '../../server/terminals/types.ts';
import { createLocalHost, type LocalHost } from './local-shell.ts';
import { noSolutions } from './no-solutions.ts';
import { openTestPage, type TestPage } from './page-socket.ts';

export interface TerminalServer {
  readonly terminals: Terminals;
  readonly host: LocalHost;
  /** Commands that shells reported as ended. */
  readonly commands: EndedCommand[];
  /** A new learner with a session of their own. */
  learner(): Promise<TestLearner>;
  close(): Promise<void>;
}

export interface TestLearner {
  readonly session: string;
  /** One page of this learner. */
  page(): Promise<TestPage>;
}

export async function startTerminalServer(
  blocks: Record<number, ReturnType<TerminalsParts['block']>> = {},
): Promise<TerminalServer> {
  const data = await mkdtemp(join(tmpdir(), 'holdfast-terminals-'));
  const store = await openStore(data);
  const log = pino({ level: process.env.HOLDFAST_TEST_LOG ?? 'silent' });
  const learners = await createLearners({
    store,
    mode: 'many',
    key: await cookieKey(store),
    now: Date.now,
  });
  const host = await createLocalHost();
  const owners = new Map<string, string>();
  const commands: EndedCommand[] = [];
  const terminals = createTerminals({
    async openSession(learnerId, sessionId) {
      if (owners.get(sessionId) !== learnerId) {
        throw new AppError('session.notFound', 'There is no such lab.');
      }
      // Terminals ask a lab host for shells and for writing files.
      return { host: host as unknown as LabHost, place: { kind: 'lesson', slug: 'test' } };
    },
    block(_place, index) {
      const block = blocks[index];
      if (block === undefined) throw new AppError('block.notFound', 'There is no such block.');
      return block;
    },
    solutions: noSolutions,
    onCommand: (command) => commands.push(command),
    onChange() {},
    recovery: { isOver: () => true, over: async () => {} },
    log,
  });
  const http = createServer();
  const refused = () => {
    throw new AppError('session.notFound', 'Sessions are not part of this.');
  };
  const sockets = createSockets({
    http,
    hosts: new Set(['127.0.0.1']),
    learners,
    handlers: { ...terminals.handlers, 'session:watch': refused, 'session:unwatch': refused },
    onDisconnect: (socket) => terminals.socketGone(socket),
    now: Date.now,
    log,
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const pages: PageSocket[] = [];

  return {
    terminals,
    host,
    commands,
    async learner() {
      const { id, cookie } = await learners.create();
      const session = newId();
      owners.set(session, id);
      return {
        session,
        async page() {
          const page = await openTestPage(url, `${COOKIE_NAME}=${cookie}`);
          pages.push(page.socket);
          return page;
        },
      };
    },
    async close() {
      for (const page of pages) page.close();
      await sockets.close();
      await terminals.close();
      await host.close();
      await store.destroy();
      await rm(data, { recursive: true, force: true });
    },
  };
}
