import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createBucket } from './limits.ts';

describe('createBucket', () => {
  it('never lets more pass than the burst and what time has given back', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 50 }), (pauses, burst) => {
        const perSecond = 10;
        const bucket = createBucket({ burst, perSecond }, 0);
        let now = 0;
        let passed = 0;
        for (const pause of pauses) {
          now += pause;
          if (bucket.take(now)) passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(burst + (now / 1000) * perSecond + 1e-6);
      }),
    );
  });

  it('lets one pass again as soon as one has come back', () => {
    const bucket = createBucket({ burst: 1, perSecond: 2 }, 0);
    expect([bucket.take(0), bucket.take(499), bucket.take(1000)]).toEqual([true, false, true]);
  });
});
