import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HOST_MIB, LARGEST, type PoolFacts, poolSize, SMALLEST } from './size.ts';

const plenty: PoolFacts = {
  setting: 'auto',
  demand: 0,
  waiting: 0,
  freePlaces: 40,
  memoryMiB: 16_000,
  reservedMiB: 1_000,
};

describe('poolSize', () => {
  it('follows demand between its ends', () => {
    const sizes = [0, 1, 3, 100].map((demand) => poolSize({ ...plenty, demand }));
    expect(sizes).toEqual([SMALLEST, 1, 3, LARGEST]);
  });

  it('is what was set, and nothing when that is nothing', () => {
    expect(poolSize({ ...plenty, setting: 9, demand: 1 })).toBe(9);
    expect(poolSize({ ...plenty, setting: 0, demand: 50 })).toBe(0);
  });

  it('leaves the places that are taken alone', () => {
    expect(poolSize({ ...plenty, setting: 9, freePlaces: 2 })).toBe(2);
    expect(poolSize({ ...plenty, setting: 9, freePlaces: -1 })).toBe(0);
  });

  it('gives hosts up that stand where learners need memory', () => {
    expect(poolSize({ ...plenty, setting: 4, waiting: 4, memoryMiB: 999 })).toBe(3);
    expect(poolSize({ ...plenty, setting: 4, waiting: 4, memoryMiB: 0 })).toBe(0);
    expect(poolSize({ ...plenty, setting: 4, waiting: 4, memoryMiB: null })).toBe(4);
  });

  it('settles: at the size it asks for it asks for no other', () => {
    const facts = fc.record({
      setting: fc.oneof(fc.constant('auto' as const), fc.integer({ min: 0, max: 50 })),
      demand: fc.nat(100),
      waiting: fc.nat(50),
      freePlaces: fc.integer({ min: -5, max: 60 }),
      memoryMiB: fc.option(fc.nat(20_000)),
      reservedMiB: fc.nat(5_000),
    });
    fc.assert(
      fc.property(facts, (before) => {
        const size = poolSize(before);
        expect(size).toBeGreaterThanOrEqual(0);
        expect(size).toBeLessThanOrEqual(Math.max(0, before.freePlaces));
        // Each host that is started or removed takes or gives what it is reckoned to.
        const memoryMiB =
          before.memoryMiB === null ? null : before.memoryMiB + (before.waiting - size) * HOST_MIB;
        expect(poolSize({ ...before, waiting: size, memoryMiB })).toBe(size);
      }),
    );
  });
});
