import { describe, expect, it } from '@jest/globals';
import { pause, within } from './deadline.ts';

const late = () => new Error('late');

describe('within', () => {
  it('gives the result, or the failure, of work that is in time', async () => {
    expect(await within(1000, Promise.resolve(1), late)).toBe(1);
    await expect(within(1000, Promise.reject(new Error('no')), late)).rejects.toThrow('no');
  });

  it('hands what comes too late to whoever closes it', async () => {
    let finish: (value: string) => void = () => {};
    const work = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const closed: string[] = [];
    await expect(within(5, work, late, (value) => closed.push(value))).rejects.toThrow('late');
    expect(closed).toEqual([]);
    finish('socket');
    await work;
    expect(closed).toEqual(['socket']);
  });
});

describe('pause', () => {
  it('ends early by the signal', async () => {
    const controller = new AbortController();
    const paused = pause(3_600_000, controller.signal);
    controller.abort();
    await paused;
    await pause(3_600_000, controller.signal);
    expect(controller.signal.aborted).toBe(true);
  });
});
