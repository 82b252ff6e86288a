/** Ending what was started in a lab, by the mark that each of its processes carries. */
import type Docker from 'dockerode';
import { within } from './deadline.ts';
import { startExec } from './exec.ts';

/** The script waits a second between HUP and KILL; the rest is for a machine that is busy. */
const END_MS = 8_000;

/**
 * Ends every process that carries the mark: HUP, and KILL for what is left after a second. Never rejects:
 * what runs in a lab that cannot be reached ends with the lab.
 */
export async function endMarked(container: Docker.Container, mark: string): Promise<void> {
  try {
    const { socket } = await startExec(container, {
      argv: ['/usr/lib/holdfast/enter', '/usr/lib/holdfast/end-terminal', mark],
      tty: false,
    });
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.resume();
    socket.end();
    try {
      await within(END_MS, ended, () => new Error('ending a terminal took too long'));
    } finally {
      socket.destroy();
    }
  } catch {
    // The lab cannot be reached.
  }
}
