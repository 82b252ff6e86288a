import { describe, expect, it } from '@jest/globals';
import type { Request, Response } from 'express';
import fc from 'fast-check';
import { createBucket, rateLimited } from './limits.ts';

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

describe('rateLimited', () => {
  function create() {
    let clock = 1_000_000;
    const limit = rateLimited({ limit: 2, windowMs: 10_000, now: () => clock });
    const headers: Record<string, unknown> = {};
    return {
      headers,
      pass(ms: number) {
        clock += ms;
      },
      /** Whether a request from the address passes. */
      ask(ip: string): boolean {
        let passed = false;
        const res = {
          setHeader: (name: string, value: unknown) => {
            headers[name] = value;
          },
        };
        try {
          limit({ ip } as Request, res as unknown as Response, () => {
            passed = true;
          });
        } catch {
          return false;
        }
        return passed;
      },
    };
  }

  it('lets each address have its share, and says when there is more', () => {
    const { ask, pass, headers } = create();
    expect([ask('10.0.0.1'), ask('10.0.0.1')]).toEqual([true, true]);
    pass(4000);
    expect([ask('10.0.0.1'), ask('10.0.0.2')]).toEqual([false, true]);
    expect(headers).toEqual({ 'Retry-After': 6 });
    pass(6000);
    expect(ask('10.0.0.1')).toBe(true);
  });

  it('takes the addresses of one IPv6 connection for one', () => {
    const { ask } = create();
    const passed = ['2001:db8::1', '2001:db8::2', '2001:db8::3'].map(ask);
    expect(passed).toEqual([true, true, false]);
  });
});
