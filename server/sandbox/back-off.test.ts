import { describe, expect, it } from '@jest/globals';
import { createBackOff } from './back-off.ts';

describe('createBackOff', () => {
  it('doubles up to the longest pause and begins again after a success', () => {
    const backOff = createBackOff({ first: 100, most: 500 });
    expect([1, 2, 3, 4, 5].map(() => backOff.next())).toEqual([100, 200, 400, 500, 500]);
    backOff.reset();
    expect(backOff.next()).toBe(100);
  });
});
