import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hasRoom } from './room.ts';

describe('room for a save point', () => {
  it('is what the lab takes without its save points, once more', () => {
    expect(hasRoom(400, 0, 1000)).toBe(true);
    expect(hasRoom(460, 0, 1000)).toBe(false);
    expect(hasRoom(700, 500, 1000)).toBe(true);
    expect(hasRoom(700, 400, 1000)).toBe(false);
  });

  it('is assumed where nobody knows', () => {
    expect(hasRoom(null, 900, 1000)).toBe(true);
  });

  it('never lets copies and lab outgrow the share', () => {
    const mib = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(mib, mib, mib, (lab, saved, limit) => {
        if (hasRoom(lab + saved, saved, limit)) expect(2 * lab + saved).toBeLessThanOrEqual(limit);
      }),
    );
  });
});
