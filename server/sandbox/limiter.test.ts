import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLimiter } from './limiter.ts';

const never = new AbortController().signal;

describe('createLimiter', () => {
  it('never gives out more places than there are, and serves everybody who does not leave', async () => {
    const visit = fc.record({ turns: fc.nat(4), leaves: fc.boolean(), twice: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(visit), async (places, visits) => {
        const limiter = createLimiter(places);
        let inside = 0;
        let most = 0;
        let served = 0;
        await Promise.all(
          visits.map(async ({ turns, leaves, twice }) => {
            const controller = new AbortController();
            const place = limiter.acquire(controller.signal);
            if (leaves) controller.abort();
            try {
              const release = await place;
              inside++;
              most = Math.max(most, inside);
              for (let turn = 0; turn < turns; turn++) await Promise.resolve();
              inside--;
              served++;
              release();
              if (twice) release();
            } catch (error) {
              expect(controller.signal.aborted).toBe(true);
              expect(error).toBe(controller.signal.reason);
            }
          }),
        );
        expect(most).toBeLessThanOrEqual(places);
        expect(served).toBeGreaterThanOrEqual(visits.filter(({ leaves }) => !leaves).length);
        // All places are free again.
        const all = await Promise.all(Array.from({ length: places }, () => limiter.acquire(never)));
        expect(all).toHaveLength(places);
      }),
    );
  });

  it('serves in the order of asking', async () => {
    const limiter = createLimiter(1);
    const release = await limiter.acquire(never);
    const order: number[] = [];
    const waiting = [1, 2, 3].map(async (n) => {
      const next = await limiter.acquire(never);
      order.push(n);
      next();
    });
    release();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
  });

  it('refuses at once when the signal has aborted', async () => {
    const limiter = createLimiter(1);
    await expect(limiter.acquire(AbortSignal.abort('gone'))).rejects.toBe('gone');
  });
});
