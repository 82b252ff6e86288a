import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isNear, stopTime } from './idle.ts';

const HOUR = 3_600_000;
const instant = fc.nat(1_000 * HOUR);
const idle = fc.integer({ min: 1, max: 100 * HOUR });

describe('stopTime', () => {
  it('is an idle time after the last thing that happened', () => {
    expect(stopTime({ sign: 10 * HOUR, stir: 2 * HOUR }, HOUR)).toBe(11 * HOUR);
    expect(stopTime({ sign: 2 * HOUR, stir: 4 * HOUR }, HOUR)).toBe(5 * HOUR);
  });

  it('comes although something goes on for ever, when nobody is there', () => {
    expect(stopTime({ sign: 2 * HOUR, stir: 500 * HOUR }, HOUR)).toBe(6 * HOUR);
  });

  it('is never sooner than an idle time after a sign of somebody, nor without end after the last', () => {
    fc.assert(
      fc.property(instant, instant, idle, (sign, stir, idleMs) => {
        const at = stopTime({ sign, stir }, idleMs);
        expect(at).toBeGreaterThanOrEqual(sign + idleMs);
        expect(at).toBeLessThanOrEqual(sign + 4 * idleMs);
      }),
    );
  });

  it('never comes nearer because something happened', () => {
    fc.assert(
      fc.property(instant, instant, instant, idle, (sign, stir, later, idleMs) => {
        const before = stopTime({ sign, stir }, idleMs);
        const now = Math.max(sign, stir) + later;
        expect(stopTime({ sign: now, stir }, idleMs)).toBeGreaterThanOrEqual(before);
        expect(stopTime({ sign, stir: now }, idleMs)).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});

describe('isNear', () => {
  it('leaves ten minutes, or a quarter of what is short', () => {
    expect(isNear(HOUR, HOUR - 10 * 60_000, HOUR)).toBe(true);
    expect(isNear(HOUR, HOUR - 11 * 60_000, HOUR)).toBe(false);
    expect(isNear(HOUR, HOUR - 60_000, 8 * 60_000)).toBe(true);
    expect(isNear(HOUR, HOUR - 3 * 60_000, 8 * 60_000)).toBe(false);
  });
});
