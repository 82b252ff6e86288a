/** Speaks to the program beside a lab that counts its disk and holds its writers (`disk-meter` of the host image). */
import { AppError } from '../errors.ts';
import { within } from './deadline.ts';
import { ExecStream } from './dial.ts';
import type { StartExec } from './exec.ts';
import type { DiskMeter } from './types.ts';

/** Counting stops by itself after 30 s. */
const ANSWER_MS = 45_000;
/** The names of held programs are the learner's to choose. */
const MAX_LINE = 4096;
const NAMES_KEPT = 5;

interface Connection {
  stream: ExecStream;
  /** Resolves with the next line; rejects when the connection ends before. */
  line(): Promise<string>;
}

/** Started with the first question, and again when it has gone. */
export function createDiskMeter(start: StartExec): DiskMeter & { close(): void } {
  let connection: Promise<Connection> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function connect(): Promise<Connection> {
    const exec = await start({ argv: ['/usr/lib/holdfast/disk-meter'], tty: false });
    const stream = new ExecStream(exec);
    if (closed) stream.destroy();
    return { stream, line: lines(stream) };
  }

  /** One question at a time. */
  function ask(command: 'size' | 'hold' | 'free'): Promise<string> {
    const answer = last.then(async () => {
      if (closed) throw gone();
      connection ??= connect();
      const mine = connection;
      try {
        const { stream, line } = await mine;
        stream.write(`${command}\n`);
        return await within(ANSWER_MS, line(), gone);
      } catch (error) {
        if (connection === mine) connection = undefined;
        void mine.then(({ stream }) => stream.destroy()).catch(() => {});
        throw error instanceof AppError ? error : gone(error);
      }
    });
    last = answer.catch(() => {});
    return answer;
  }

  return {
    async used() {
      const kib = /^size (\d+)$/.exec(await ask('size'))?.[1];
      return kib === undefined ? null : Number(kib) / 1024;
    },
    async hold() {
      const names = /^held(.*)$/.exec(await ask('hold'))?.[1] ?? '';
      return names.split(' ').filter(Boolean).slice(0, NAMES_KEPT);
    },
    async release() {
      await ask('free');
    },
    close() {
      closed = true;
      void connection?.then(({ stream }) => stream.destroy()).catch(() => {});
    },
  };
}

function lines(stream: ExecStream): () => Promise<string> {
  let said = '';
  let waiting: { resolve(line: string): void; reject(error: Error): void } | undefined;

  function hand(): void {
    const end = said.indexOf('\n');
    if (end === -1 || waiting === undefined) return;
    waiting.resolve(said.slice(0, end));
    waiting = undefined;
    said = said.slice(end + 1);
  }
  stream.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('latin1')).slice(0, MAX_LINE);
    hand();
  });
  stream.on('error', () => {
    // Followed by 'close', which is what counts.
  });
  stream.on('close', () => waiting?.reject(gone()));
  return () =>
    new Promise((resolve, reject) => {
      if (stream.destroyed) reject(gone());
      waiting = { resolve, reject };
      hand();
    });
}

function gone(cause?: unknown): AppError {
  return new AppError('lab.unreachable', 'The lab does not say how much disk it takes.', { cause });
}
