import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clampWidth, initialWidth, maxWidth, minWidth, widthAfterKey } from './width.ts';

const window = fc.integer({ min: 320, max: 6000 });

describe('the workbench’s width', () => {
  it('stays between its ends, whatever is asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 9000 }), window, (asked, size) => {
        const width = clampWidth(asked, size);
        expect(width).toBeGreaterThanOrEqual(minWidth);
        expect(width).toBeLessThanOrEqual(maxWidth(size));
        expect(clampWidth(width, size)).toBe(width);
      }),
    );
  });

  it('leaves the text its measure on a laptop', () => {
    expect(1440 - initialWidth(1440)).toBeGreaterThan(860);
  });

  it('grows with the key that moves the separator left, and shrinks with the other', () => {
    expect(widthAfterKey('ArrowLeft', 500, 1440)).toBe(524);
    expect(widthAfterKey('ArrowRight', 500, 1440)).toBe(476);
    expect(widthAfterKey('Home', 500, 1440)).toBe(minWidth);
    expect(widthAfterKey('End', 500, 1440)).toBe(maxWidth(1440));
    expect(widthAfterKey('a', 500, 1440)).toBeUndefined();
  });
});
