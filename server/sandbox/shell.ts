/** Interactive shells in a lab. A program in the lab holds each of them, so that it outlives this process. */
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { AppError } from '../errors.ts';
import { within } from './deadline.ts';
import { ExecStream } from './dial.ts';
import { startExec } from './exec.ts';
import { connectShell, NotHeld } from './holder/held-shell.ts';
import { endMarked } from './marks.ts';
import { runInLab } from './run.ts';
import type { Shell, ShellOptions, ShellRef } from './types.ts';

const HOLDER = '/usr/lib/holdfast/holder';
/** Does what a login shell does, and marks prompts and commands. */
const SHELL = ['bash', '--rcfile', '/usr/lib/holdfast/shell/bashrc', '-i'];

/** Its exit code when there is no such shell; `enter`'s when the lab is not there. */
const UNAVAILABLE = 69;
/** The lab is older than the holder. */
const NO_HOLDER = 127;

/** As long as the engine may take to start a program in a lab. */
const ATTACH_MS = 15_000;

/** A line of `holder list`. */
const HELD = /^(\d{1,3}) ([A-Za-z0-9_-]{1,64})$/;
/** A learner can make up names of shells; more than these are looked at by nobody. */
const LISTED_MOST = 16;

/** Told of the connection to a shell: what goes over it is counted. */
type OnConnection = (socket: Duplex) => void;

/**
 * Starts a shell and attaches to it.
 * @throws AppError `lab.unreachable`
 */
export async function openShell(
  container: Docker.Container,
  { terminalId, number, cols, rows }: ShellOptions,
  onConnection: OnConnection,
): Promise<Shell> {
  try {
    const argv = [
      ...['/usr/lib/holdfast/enter', '--terminal', terminalId, '--'],
      ...[HOLDER, 'open', terminalId, ...[number, cols, rows].map(String), ...SHELL],
    ];
    const shell = await connect(container, terminalId, argv, onConnection);
    if (shell === undefined) throw noShell();
    return shell;
  } catch (error) {
    // It may have been started all the same, and nobody would end it.
    await endMarked(container, terminalId);
    throw error;
  }
}

/**
 * Attaches to a shell that is held already; undefined when it is not there any more.
 * @throws AppError `lab.unreachable`
 */
export function attachShell(
  container: Docker.Container,
  { terminalId, number }: ShellRef,
  onConnection: OnConnection,
): Promise<Shell | undefined> {
  const argv = ['/usr/lib/holdfast/enter', HOLDER, 'attach', terminalId, String(number)];
  return connect(container, terminalId, argv, onConnection);
}

/**
 * The shells that are held in a lab, also those that have ended and can still be looked at.
 * @throws AppError `lab.timeout`, `lab.unreachable`
 */
export async function heldShells(lab: Parameters<typeof runInLab>[0]): Promise<ShellRef[]> {
  const { stdout } = await runInLab(lab, [HOLDER, 'list']);
  return stdout
    .toString('utf8')
    .split('\n')
    .slice(0, LISTED_MOST)
    .flatMap((line) => {
      const [, number, terminalId] = HELD.exec(line) ?? [];
      return terminalId === undefined ? [] : [{ terminalId, number: Number(number) }];
    });
}

async function connect(
  container: Docker.Container,
  terminalId: string,
  argv: readonly string[],
  onConnection: OnConnection,
): Promise<Shell | undefined> {
  const exec = await startExec(container, { argv, tty: false });
  onConnection(exec.socket);
  const stream = new ExecStream(exec);
  try {
    const shell = connectShell(stream, () => endMarked(container, terminalId));
    return await within(ATTACH_MS, shell, noShell);
  } catch (error) {
    stream.destroy();
    if (!(error instanceof NotHeld)) throw error;
    const exitCode = await exec.exitCode();
    if (exitCode === UNAVAILABLE) return undefined;
    if (exitCode === NO_HOLDER) throw outdated();
    throw noShell({ exitCode, said: stream.complaint });
  }
}

function outdated(): AppError {
  return new AppError(
    'lab.unreachable',
    'This lab was started before an update and has no terminals any more. Reset it to go on.',
  );
}

function noShell(details?: Record<string, unknown>): AppError {
  return new AppError(
    'lab.unreachable',
    'The lab gives no shell. If too many programs run in it, end some of them; then try again.',
    details === undefined ? {} : { details },
  );
}
