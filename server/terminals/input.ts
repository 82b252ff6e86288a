/** What is typed into a shell, bounded while the shell doesn't read it. */
import type { Writable } from 'node:stream';
import { AppError } from '../errors.ts';
import type { Timers } from './timers.ts';

/** A large paste into a program that reads slowly; more than that waiting is a program that doesn't read. */
export const INPUT_QUEUE_BYTES = 256 * 1024;

/** A page waits 15 s for an answer; it should hear why before that. */
export const ROOM_WAIT_MS = 10_000;

export interface Input {
  /**
   * Writes, and resolves when the shell has room for more, so that a page that waits for each piece of a
   * paste never fills the queue. Resolves too when the shell ends; rejects with `terminal.busy` when there
   * is no room for long.
   * @throws AppError `terminal.busy` when the queue is full; nothing was written then
   */
  write(data: Uint8Array | string): Promise<void> | undefined;
}

export function createInput(stream: Writable, timers: Timers): Input {
  /** One for all who wait, however many keys are pressed meanwhile. */
  let room: Promise<void> | undefined;

  function untilRoom(): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        cancel();
        stream.off('drain', done);
        stream.off('close', done);
        room = undefined;
      };
      const done = () => {
        stop();
        resolve();
      };
      const cancel = timers.after(ROOM_WAIT_MS, () => {
        stop();
        reject(busy());
      });
      stream.on('drain', done);
      stream.on('close', done);
    });
  }

  return {
    write(data) {
      if (stream.destroyed || stream.writableEnded) return undefined;
      if (stream.writableLength + Buffer.byteLength(data) > INPUT_QUEUE_BYTES) {
        throw busy();
      }
      if (stream.write(data)) return undefined;
      room ??= untilRoom();
      return room;
    },
  };
}

function busy(): AppError {
  return new AppError(
    'terminal.busy',
    'The program in this terminal does not read what is typed. Stop it with Ctrl-C or wait, then try again.',
  );
}
