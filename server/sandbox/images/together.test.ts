import { describe, expect, it } from '@jest/globals';
import { together } from './together.ts';

const never = new AbortController().signal;

/** A task that ends when its signal aborts, after it has noted so. */
const untilAborted = (note: () => void) => (signal: AbortSignal) =>
  new Promise<void>((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      note();
      reject(signal.reason);
    });
  });

describe('together', () => {
  it('resolves when all have ended', async () => {
    const done: number[] = [];
    await together(never, [async () => void done.push(1), async () => void done.push(2)]);
    expect(done.sort()).toEqual([1, 2]);
  });

  it('stops the others when one fails, and throws what failed first', async () => {
    const stopped: boolean[] = [];
    const failed = together(never, [
      untilAborted(() => stopped.push(true)),
      async () => {
        throw new Error('the disk is full');
      },
    ]);
    await expect(failed).rejects.toThrow('the disk is full');
    expect(stopped).toEqual([true]);
  });

  it('throws the reason of an abort from outside', async () => {
    const stop = new AbortController();
    const running = together(stop.signal, [untilAborted(() => {})]);
    stop.abort(new Error('closing'));
    await expect(running).rejects.toThrow('closing');
  });
});
