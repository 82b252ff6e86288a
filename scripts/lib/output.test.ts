import { describe, expect, it } from '@jest/globals';
import { formatBytes, formatDuration } from './output.mjs';

describe('formatDuration', () => {
  it.each([
    [840, '0.8 s'],
    [9_949, '9.9 s'],
    [9_960, '10 s'],
    [59_600, '1 min 0 s'],
    [200_000, '3 min 20 s'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [812, '812 B'],
    [999_700, '1.0 MB'],
    [1_130_000_000, '1.1 GB'],
    [787_000_000, '787 MB'],
    [99_960, '100 kB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
