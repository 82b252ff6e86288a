import { describe, expect, it } from '@jest/globals';
import { activeHeading } from './active-heading.ts';

const tops = [
  { id: 'a', top: -300 },
  { id: 'b', top: 100 },
  { id: 'c', top: 600 },
];

describe('activeHeading', () => {
  it('is the last that has passed the line', () => {
    expect(activeHeading(tops, 100, false)).toBe('b');
    expect(activeHeading(tops, 99, false)).toBe('a');
  });

  it('is none above the first', () => {
    expect(activeHeading([{ id: 'a', top: 400 }], 100, false)).toBeUndefined();
  });

  it('is the last at the end of the page', () => {
    expect(activeHeading(tops, 100, true)).toBe('c');
    expect(activeHeading([], 100, true)).toBeUndefined();
  });
});
