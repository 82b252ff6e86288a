import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLatch } from './latch.ts';

describe('a latch', () => {
  it('closes below its level and opens only when half as much again is there', () => {
    const latch = createLatch(100);
    const readings = [200, 100, 99, 100, 149, null, 150, 100, 99].map((level) =>
      latch.update(level),
    );
    expect(readings).toEqual([false, false, true, true, true, true, false, false, true]);
  });

  it('is open until something was read, and always where nothing is too little', () => {
    expect(createLatch(100).update(null)).toBe(false);
    expect(createLatch(0).update(0)).toBe(false);
  });

  it('changes no more often than readings cross from one level to the other', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300)), (levels) => {
        const latch = createLatch(100);
        let before = false;
        for (const level of levels) {
          const closed = latch.update(level);
          if (closed !== before) expect(closed ? level < 100 : level >= 150).toBe(true);
          before = closed;
        }
      }),
    );
  });
});
