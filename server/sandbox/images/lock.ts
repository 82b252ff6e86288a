/**
 * One preparation at a time on a machine. What is made is published in one step, so two at once would
 * harm nothing; they would only do everything twice.
 */
import { createServer, type Server } from 'node:net';
import { pause } from '../deadline.ts';
import { systemCodeOf } from '../engine-errors.ts';

const RETRY_MS = 500;

/**
 * Resolves with the function that gives the lock back, once nobody else on this machine holds it. The
 * kernel holds it: it is given back when this process ends, however it ends.
 * @param key what is locked: the engine's id
 * @param onWait called once if somebody else has it
 * @throws the signal's reason
 */
export async function acquireLock(
  key: string,
  signal: AbortSignal,
  onWait: () => void,
): Promise<() => Promise<void>> {
  // An abstract socket: no file that could be left behind. Elsewhere than on Linux there is none.
  if (process.platform !== 'linux') return async () => {};
  let waiting = false;
  for (;;) {
    signal.throwIfAborted();
    const server = await listen(`\0holdfast-images-${key}`);
    if (server !== undefined) {
      server.unref();
      return () => new Promise((resolve) => server.close(() => resolve()));
    }
    if (!waiting) onWait();
    waiting = true;
    await pause(RETRY_MS, signal);
  }
}

/** A server on the socket, or undefined when there is one already. */
function listen(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error) => {
      if (systemCodeOf(error) === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(name, () => resolve(server));
  });
}
