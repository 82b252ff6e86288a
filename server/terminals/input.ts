/** What is typed into a shell, bounded while the shell doesn't read it. */
import type { Writable } from 'node:stream';
import { AppError } from '../errors.ts';

/** A large paste into a program that reads slowly; more than that waiting is a program that doesn't read. */
export const INPUT_QUEUE_BYTES = 256 * 1024;

/**
 * Writes, and resolves when the shell has room for more, so that a page that waits for each piece of a
 * paste never fills the queue. Resolves too when the shell ends.
 * @throws AppError `terminal.busy` when the queue is full; nothing was written then
 */
export function writeInput(input: Writable, data: Uint8Array): Promise<void> | undefined {
  if (input.destroyed || input.writableEnded) return undefined;
  if (input.writableLength + data.byteLength > INPUT_QUEUE_BYTES) {
    throw new AppError(
      'terminal.busy',
      'The program in this terminal does not read what is typed. Stop it with Ctrl-C or wait, then try again.',
    );
  }
  if (input.write(data)) return undefined;
  return new Promise((resolve) => {
    const done = () => {
      input.off('drain', done);
      input.off('close', done);
      resolve();
    };
    input.on('drain', done);
    input.on('close', done);
  });
}
