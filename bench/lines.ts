/** Lines to a shell in one lab: through the platform's server, through the bare pipe, and without a hop. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { io } from 'socket.io-client';
import { createConnection } from '../client/src/features/terminal/connection.ts';
import { LabSession } from '../protocol/session.ts';
import { onlyLab } from '../test/support/lab-container.ts';
import { openTestPage } from '../test/support/page-socket.ts';
import { type Browser, eventually, openBrowser } from '../test/support/server.ts';
import { type ServerProcess, startServerProcess } from '../test/support/server-process.ts';
import { openRawShell } from './raw-shell.ts';

/** What takes output as a browser does: with each piece it says when it has worked it off. */
export type Screen = (data: Uint8Array, parsed: () => void) => void;

export interface Line {
  type(text: string): void;
  close(): void;
}

/** One way to a shell in the lab. */
export interface Way {
  name: string;
  /** Resolves when the shell shows its prompt. */
  open(screen: Screen): Promise<Line>;
}

export interface Lines {
  /** The platform's first; the bare pipe is what it is measured against. */
  readonly ways: readonly [Way, Way, Way];
  readonly server: ServerProcess;
  readonly docker: Docker;
  close(): Promise<void>;
}

/** The mark at the end of the lab's prompt, in output as the shell writes it. */
export const PROMPT = '\u001b]133;B\u0007';
/** A part of the prompt that is in a restored screen as well. */
const PROMPT_TEXT = 'root@docker-host';
/** Until the rest of a prompt has come, too. */
const PROMPT_MS = 100;
/** Ctrl-U, Ctrl-D: ends a shell that waits at its prompt. */
const LEAVE = '\u0015\u0004';

const PREPARE_MS = 20 * 60_000;
const PLACE = { kind: 'lab', slug: 'writable-layer' } as const;

export async function openLines(): Promise<Lines> {
  const data = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  const server = await startServerProcess(data);
  const browser = await openBrowser(server.url);
  const session = await startLab(browser);
  const docker = new Docker();
  const container = await onlyLab(data);
  const bare = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('bare-pipe.ts', import.meta.url)), container.id],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [port] = (await once(bare.stdout, 'data')) as [Buffer];
  return {
    ways: [
      platform(server.url, browser.cookie, session.id),
      barePipe(`http://127.0.0.1:${String(port).trim()}`),
      raw(container),
    ],
    server,
    docker,
    async close() {
      bare.kill();
      await browser.send('delete', `/api/sessions/${session.id}`);
      await server.kill('SIGTERM');
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function startLab(browser: Browser): Promise<LabSession> {
  await eventually(async () => {
    const { body } = await browser.get('/api/status');
    return body.images?.state === 'ready';
  }, PREPARE_MS);
  const { body } = await browser.send('post', '/api/sessions', { place: PLACE });
  return eventually(async () => {
    const session = LabSession.parse((await browser.get(`/api/sessions/${body.id}`)).body);
    if (session.state === 'failed') throw new Error(session.failure?.message);
    return session.state === 'ready' && session;
  });
}

/** Tells when the prompt has been seen for the first time. */
function watchPrompt(screen: Screen): { screen: Screen; seen: Promise<void> } {
  let said = '';
  let tell = (): void => {};
  const seen = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return {
    seen,
    screen(data, parsed) {
      if (said !== PROMPT_TEXT) {
        said += Buffer.from(data).toString('latin1');
        if (said.includes(PROMPT_TEXT)) {
          said = PROMPT_TEXT;
          setTimeout(tell, PROMPT_MS);
        }
      }
      screen(data, parsed);
    },
  };
}

function platform(url: string, cookie: string, session: string): Way {
  return {
    name: 'Holdfast',
    async open(screen) {
      const page = await openTestPage(url, cookie);
      const size = { cols: 80, rows: 24 };
      const { terminal } = await page.socket.request('terminal:open', { session, ...size });
      const watched = watchPrompt(screen);
      const connection = createConnection({
        socket: page.socket,
        terminal,
        screen: { write: watched.screen, reset() {}, resize() {}, fitting: () => size },
        onState() {},
        onRuns() {},
        onProblem: (message) => console.error(message),
      });
      await watched.seen;
      return {
        type: (text) => connection.type(Buffer.from(text)),
        close() {
          connection.close();
          void page.socket.request('terminal:close', { terminal }).finally(page.socket.close);
        },
      };
    },
  };
}

function barePipe(url: string): Way {
  return {
    name: 'bare socket.io + dockerode',
    async open(screen) {
      const socket = io(url, { transports: ['websocket'], forceNew: true });
      const watched = watchPrompt(screen);
      socket.on('output', (data: Buffer) => watched.screen(data, () => {}));
      await watched.seen;
      return {
        type: (text) => socket.emit('input', Buffer.from(text)),
        close() {
          socket.emit('input', Buffer.from(LEAVE));
          setTimeout(() => socket.disconnect(), 200);
        },
      };
    },
  };
}

/** Reads on when a piece has been worked off, as a pipe does. */
function raw(container: Docker.Container): Way {
  return {
    name: 'dockerode exec stream',
    async open(screen) {
      const stream = await openRawShell(container);
      const watched = watchPrompt(screen);
      let behind = 0;
      stream.on('data', (data: Buffer) => {
        behind += 1;
        stream.pause();
        watched.screen(data, () => {
          behind -= 1;
          if (behind === 0) stream.resume();
        });
      });
      await watched.seen;
      return {
        type: (text) => stream.write(text),
        close() {
          stream.write(LEAVE);
          setTimeout(() => stream.destroy(), 200);
        },
      };
    },
  };
}
