/** Interactive shells in a lab. */
import type Docker from 'dockerode';
import { statusCodeOf } from './engine-errors.ts';
import { type Exec, startExec } from './exec.ts';
import { endMarked } from './marks.ts';
import type { Shell, ShellOptions } from './types.ts';

/** An exec takes a moment from being started to having a terminal that can be resized. */
const RESIZE_ATTEMPTS = 20;
const RESIZE_PAUSE_MS = 25;

/**
 * Opens a shell. `output` and `input` are the two directions of one connection: it closes when the shell has
 * ended, when it is killed or when the lab is gone, and never emits an error without a 'close'.
 * @throws AppError `lab.unreachable`
 */
export async function openShell(
  container: Docker.Container,
  { cols, rows, terminalId }: ShellOptions,
): Promise<Shell> {
  const exec = await startExec(container, {
    argv: ['/usr/lib/holdfast/enter', '--terminal', terminalId],
    tty: true,
    env: ['TERM=xterm-256color'],
  });
  const { socket } = exec;
  const resize = createResizer(exec);
  const exited = new Promise<void>((resolve) => socket.once('close', () => resolve())).then(() =>
    exec.exitCode(),
  );
  await resize(cols, rows);

  return {
    output: socket,
    input: socket,
    resize,
    exited,
    async kill() {
      await endMarked(container, terminalId);
      // Its output may never be read to the end.
      socket.destroy();
    },
  };
}

/** Sizes are applied one after another; of those that come meanwhile only the last one counts. */
function createResizer(exec: Exec): Shell['resize'] {
  let wanted: { cols: number; rows: number } | undefined;
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    while (wanted !== undefined) {
      const { cols, rows } = wanted;
      wanted = undefined;
      await attempt(cols, rows);
    }
  }

  async function attempt(cols: number, rows: number): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await exec.resize(cols, rows);
        return;
      } catch (error) {
        // Not started yet, or ended already; the latter is told by `exited`.
        const refused = statusCodeOf(error) !== undefined;
        if (!refused || tries === RESIZE_ATTEMPTS || exec.socket.destroyed) return;
        await new Promise((resolve) => setTimeout(resolve, RESIZE_PAUSE_MS));
      }
    }
  }

  return (cols, rows) => {
    wanted = { cols, rows };
    working ??= work().finally(() => {
      working = undefined;
    });
    return working;
  };
}
