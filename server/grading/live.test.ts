import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTicker } from './live.ts';

describe('createTicker', () => {
  it('never overlaps two looks, and looks once more after the last poke', async () => {
    const script = fc.array(fc.constantFrom('poke', 'finish'), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(script, async (steps) => {
        let open: (() => void) | null = null;
        let overlaps = 0;
        let lookAfterPoke = true;
        const ticker = createTicker(() => {
          if (open !== null) overlaps += 1;
          lookAfterPoke = true;
          return new Promise<void>((resolve) => {
            open = () => {
              open = null;
              resolve();
            };
          });
        });
        const settle = () => new Promise((resolve) => setImmediate(resolve));
        for (const step of steps) {
          if (step === 'poke') {
            lookAfterPoke = false;
            ticker.poke();
          } else {
            (open as (() => void) | null)?.();
          }
          await settle();
        }
        while (open !== null) {
          (open as () => void)();
          await settle();
        }
        expect(overlaps).toBe(0);
        expect(lookAfterPoke).toBe(true);
        await ticker.stop();
      }),
      { numRuns: 50 },
    );
  });

  it('looks no more once it is stopped', async () => {
    let looks = 0;
    const ticker = createTicker(async () => {
      looks += 1;
    });
    ticker.setEvery(1);
    await ticker.stop();
    ticker.poke();
    await new Promise((resolve) => setImmediate(resolve));
    expect(looks).toBe(0);
  });
});
