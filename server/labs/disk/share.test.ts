import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Growth, growth, isOver, lookAfter, type ShareLevel, shareLevel } from './share.ts';

const LIMIT = 8192;

describe('shareLevel', () => {
  it('tells at nine tenths, holds at the limit, and lets go only when there is some room', () => {
    let level: ShareLevel = 'fine';
    const seen = [0.5, 0.89, 0.9, 0.99, 1, 0.96, 0.94, 0.86, 0.84].map((share) => {
      level = shareLevel(share * LIMIT, LIMIT, level);
      return level;
    });
    expect(seen).toEqual(['fine', 'fine', 'near', 'near', 'full', 'full', 'near', 'near', 'fine']);
  });

  it('never changes again without a change of what is used', () => {
    fc.assert(
      fc.property(fc.nat(20_000), fc.constantFrom('fine', 'near', 'full'), (used, before) => {
        const level = shareLevel(used, LIMIT, before as ShareLevel);
        expect(shareLevel(used, LIMIT, level)).toBe(level);
        if (used >= LIMIT) expect(level).toBe('full');
      }),
    );
  });
});

describe('lookAfter', () => {
  it('comes before the limit does, within bounds, and takes a small part of the time', () => {
    fc.assert(
      fc.property(fc.nat(20_000), fc.nat(30_000), (used, took) => {
        const after = lookAfter(used, LIMIT, took);
        expect(after).toBeGreaterThanOrEqual(Math.max(2_000, took * 25));
        expect(after).toBeLessThanOrEqual(Math.max(20_000, took * 25));
      }),
    );
    expect(lookAfter(0, LIMIT, 5)).toBe(20_000);
    expect(lookAfter(LIMIT - 2_000, LIMIT, 5)).toBe(5_000);
    expect(lookAfter(LIMIT, LIMIT, 5)).toBe(2_000);
  });
});

describe('growth', () => {
  const over = (...used: number[]): boolean[] => {
    let seen: Growth | null = null;
    return used.map((usedMiB) => {
      seen = growth(seen, usedMiB);
      return isOver(seen, LIMIT);
    });
  };

  it('is too much when it goes on from look to look, an eighth beyond the limit', () => {
    expect(over(9300, 9400, 9500, 9600)).toEqual([false, false, false, true]);
    expect(over(8300, 8400, 8500, 8600)).not.toContain(true);
  });

  it('is none when a lab got far at once and is held there, or is being cleared', () => {
    expect(over(8200, 12_000, 12_000.5, 14_000, 14_000, 9300, 9400, 9400)).not.toContain(true);
  });
});
