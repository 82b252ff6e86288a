/** Programs started in a running lab host, as the machine's engine sees them. */
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { AppError } from '../errors.ts';
import { within } from './deadline.ts';
import { statusCodeOf } from './engine-errors.ts';
import { OUTER_USER } from './template.ts';

export interface Exec {
  /** Both directions of the connection that the engine handed over; ending it closes the program's stdin. */
  socket: Duplex;
  resize(cols: number, rows: number): Promise<void>;
  /** The exit code once the program has ended; null when the engine cannot tell. */
  exitCode(): Promise<number | null>;
}

export interface ExecOptions {
  argv: readonly string[];
  tty: boolean;
  env?: readonly string[];
}

/** Starts a program; `startExec` with its container, or one that had better. */
export type StartExec = (options: ExecOptions) => Promise<Exec>;

/** An engine under load takes a second or two to start a program; beyond this it is stuck. */
const START_MS = 15_000;

/** After a program's output has ended the engine takes a moment to note its exit code. */
const EXIT_CODE_ATTEMPTS = 50;
const EXIT_CODE_PAUSE_MS = 20;

/**
 * Starts a program as the lab's outer user. The caller owns `socket`, has to destroy it, and never gets an
 * unhandled error from it.
 * @throws AppError `lab.unreachable`
 */
export async function startExec(container: Docker.Container, options: ExecOptions): Promise<Exec> {
  const exec = await within(START_MS, create(container, options), stuck);
  const socket = await within(
    START_MS,
    exec.start({ hijack: true, stdin: true, Tty: options.tty, Detach: false }) as Promise<Duplex>,
    stuck,
    (late) => late.destroy(),
  ).catch((cause: unknown) => {
    throw cause instanceof AppError ? cause : notRunning(cause);
  });
  // A connection that breaks is reported by 'close'; without a listener its error would end the process.
  socket.on('error', () => {});
  return {
    socket,
    resize: async (cols, rows) => {
      await exec.resize({ w: cols, h: rows });
    },
    exitCode: () => exitCode(exec),
  };
}

function create(
  container: Docker.Container,
  { argv, tty, env }: ExecOptions,
): Promise<Docker.Exec> {
  return container
    .exec({
      Cmd: [...argv],
      User: OUTER_USER,
      WorkingDir: '/',
      Tty: tty,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      ...(env === undefined ? {} : { Env: [...env] }),
    })
    .catch((cause: unknown) => {
      throw notRunning(cause);
    });
}

async function exitCode(exec: Docker.Exec): Promise<number | null> {
  for (let attempt = 0; attempt < EXIT_CODE_ATTEMPTS; attempt++) {
    try {
      const facts = await exec.inspect();
      if (!facts.Running) return facts.ExitCode;
    } catch (error) {
      // The container is gone, and what it knew of the program with it; or the engine is.
      if (statusCodeOf(error) !== undefined || attempt > 2) return null;
    }
    await new Promise((resolve) => setTimeout(resolve, EXIT_CODE_PAUSE_MS));
  }
  return null;
}

function stuck(): AppError {
  return new AppError(
    'lab.unreachable',
    'The lab does not answer. Try again in a moment; if it stays like this, stop the lab and start it again.',
  );
}

function notRunning(cause: unknown): AppError {
  return new AppError(
    'lab.unreachable',
    'The lab is not running, so nothing can be started in it. Start it again to go on where you were.',
    { cause },
  );
}
