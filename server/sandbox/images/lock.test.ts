import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { acquireLock } from './lock.ts';

const key = () => randomBytes(8).toString('hex');
const never = new AbortController().signal;

describe('acquireLock', () => {
  it('lets one in at a time and the next when it is given back', async () => {
    const name = key();
    const order: string[] = [];
    const release = await acquireLock(name, never, () => order.push('waits'));
    const waiting = new Promise<void>((resolve) => {
      void acquireLock(name, never, () => {
        order.push('second waits');
        resolve();
      }).then(async (releaseSecond) => {
        order.push('second in');
        await releaseSecond();
        order.push('second out');
      });
    });
    await waiting;
    order.push('first out');
    await release();
    const third = await acquireLock(name, never, () => {});
    await third();
    expect(order.slice(0, 2)).toEqual(['second waits', 'first out']);
    expect(order).not.toContain('waits');
  });

  it('does not stand in the way of another key', async () => {
    const release = await acquireLock(key(), never, () => {});
    const other = await acquireLock(key(), never, () => {
      throw new Error('waited for another key');
    });
    await Promise.all([release(), other()]);
  });

  it('gives up waiting when told to', async () => {
    const name = key();
    const release = await acquireLock(name, never, () => {});
    const stop = new AbortController();
    const second = acquireLock(name, stop.signal, () => stop.abort(new Error('no more')));
    await expect(second).rejects.toThrow('no more');
    await release();
  });
});
