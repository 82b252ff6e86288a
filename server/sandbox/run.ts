/** Programs run in a lab on the platform's behalf: no terminal, bounded time, bounded output. */
import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { AppError } from '../errors.ts';
import { within } from './deadline.ts';
import { createDemultiplexer, type OutputStream } from './demultiplex.ts';
import type { Exec, StartExec } from './exec.ts';
import { endMarked } from './marks.ts';
import type { RunOptions, RunResult } from './types.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 1024 * 1024;

/** `timeout` ends a program itself; this much later the server stops waiting for that. */
const GRACE_MS = 4_000;

/** The exit codes of `timeout` when it had to end the program: by TERM, and by KILL a second later. */
const ENDED_BY_TIMEOUT = new Set([124, 137]);

/**
 * Runs `argv` in the lab as its root and waits for it. Whatever it started is ended with it when it takes
 * too long or the caller aborts.
 * @throws AppError `lab.timeout`, `lab.unreachable`
 */
export async function runInLab(
  { container, start }: { container: Docker.Container; start: StartExec },
  argv: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  signal?.throwIfAborted();
  // Terminals' marks have no hyphen.
  const mark = `run-${randomBytes(8).toString('hex')}`;
  // Outside the lab, so that neither a broken lab nor its learner can do without it; it reaches in through
  // the process group. It also holds when this process dies meanwhile.
  const exec = await start({
    argv: [
      ...['timeout', '--kill-after=1', String(timeoutMs / 1000)],
      ...['/usr/lib/holdfast/enter', '--terminal', mark, '--', ...argv],
    ],
    tty: false,
  });
  const began = performance.now();
  const abandon = () => exec.socket.destroy();
  signal?.addEventListener('abort', abandon, { once: true });
  try {
    if (signal?.aborted === true) abandon();
    const output = await within(
      timeoutMs + GRACE_MS,
      collect(exec, options.stdin, options.maxBytes ?? DEFAULT_MAX_BYTES),
      tooSlow,
    );
    signal?.throwIfAborted();
    const exitCode = await exec.exitCode();
    if (exitCode === null || output.broken) throw brokeOff();
    const overdue = performance.now() - began >= timeoutMs;
    if (overdue && ENDED_BY_TIMEOUT.has(exitCode)) throw tooSlow();
    return { exitCode, ...output.result };
  } catch (error) {
    await endMarked(container, mark);
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abandon);
    exec.socket.destroy();
  }
}

interface Output {
  result: Omit<RunResult, 'exitCode'>;
  /** The connection closed before the output ended. */
  broken: boolean;
}

function collect(
  exec: Exec,
  stdin: Buffer | string | undefined,
  maxBytes: number,
): Promise<Output> {
  const kept: Record<OutputStream, Buffer[]> = { stdout: [], stderr: [] };
  const room: Record<OutputStream, number> = { stdout: maxBytes, stderr: maxBytes };
  let truncated = false;
  const demultiplex = createDemultiplexer((stream, bytes) => {
    const piece = bytes.subarray(0, room[stream]);
    if (piece.length < bytes.length) truncated = true;
    if (piece.length === 0) return;
    room[stream] -= piece.length;
    // A piece of a chunk would keep the whole chunk in memory.
    kept[stream].push(piece.length === bytes.length ? piece : Buffer.from(piece));
  });
  const { socket } = exec;
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      try {
        demultiplex(chunk);
      } catch {
        socket.destroy();
      }
    });
    socket.on('close', () =>
      resolve({
        result: {
          stdout: Buffer.concat(kept.stdout),
          stderr: Buffer.concat(kept.stderr),
          truncated,
        },
        broken: !socket.readableEnded,
      }),
    );
    socket.end(stdin ?? '');
  });
}

function tooSlow(): AppError {
  return new AppError(
    'lab.timeout',
    'The lab took too long to answer. If it is busy with something, wait for that; then try again.',
  );
}

function brokeOff(): AppError {
  return new AppError(
    'lab.unreachable',
    'The connection to the lab broke off. If the lab has stopped, start it again to go on where you were.',
  );
}
