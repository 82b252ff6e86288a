import { describe, expect, it } from '@jest/globals';
import { percentile, table } from './stats.ts';

describe('percentile', () => {
  it('is a sample that was taken, by nearest rank', () => {
    const twenty = Array.from({ length: 20 }, (_, index) => 20 - index);
    expect(percentile(twenty, 50)).toBe(10);
    expect(percentile(twenty, 95)).toBe(19);
    expect(percentile(twenty, 100)).toBe(20);
    expect(percentile([7], 1)).toBe(7);
    expect(percentile([10, 9], 50)).toBe(9);
  });

  it('of nothing is an error', () => {
    expect(() => percentile([], 50)).toThrow(RangeError);
  });
});

describe('table', () => {
  it('is markdown', () => {
    expect(table(['what', 'ms'], [['start', '12']])).toBe(
      '| what | ms |\n| --- | ---: |\n| start | 12 |',
    );
  });
});
