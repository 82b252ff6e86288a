import { describe, expect, it } from '@jest/globals';
import { ago, count, day } from './words.ts';

describe('count', () => {
  it('uses the singular for one only', () => {
    expect([0, 1, 2].map((n) => count(n, 'task'))).toEqual(['0 tasks', '1 task', '2 tasks']);
    expect(count(2, 'entry', 'entries')).toBe('2 entries');
  });
});

describe('ago', () => {
  const now = Date.UTC(2026, 4, 10, 12);
  const minute = 60_000;
  it.each([
    [0, 'just now'],
    [minute - 1, 'just now'],
    [minute, '1 minute ago'],
    [59 * minute, '59 minutes ago'],
    [60 * minute, '1 hour ago'],
    [24 * 60 * minute, 'yesterday'],
    [3 * 24 * 60 * minute, '3 days ago'],
    [31 * 24 * 60 * minute, 'last month'],
  ])('%d ms is %s', (passed, said) => {
    expect(ago(now - passed, now)).toBe(said);
  });

  it('takes a clock that runs ahead for now', () => {
    expect(ago(now + 5 * minute, now)).toBe('just now');
  });
});

describe('day', () => {
  const now = Date.UTC(2026, 10, 24, 12);
  it('has a year only where it is another one', () => {
    expect(day(Date.UTC(2026, 11, 24, 12), now)).toBe('24 December');
    expect(day(Date.UTC(2027, 0, 3, 12), now)).toBe('3 January 2027');
  });
});
