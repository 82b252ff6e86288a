import { describe, expect, it } from '@jest/globals';
import { createLayerProgress } from './registry.ts';

describe('createLayerProgress', () => {
  it('counts downloading and unpacking as halves of each layer', () => {
    const advance = createLayerProgress();
    expect(advance('17', 'Pulling from library/postgres', {})).toBe(0);
    expect(advance('a', 'Pulling fs layer', {})).toBe(0);
    expect(advance('b', 'Already exists', {})).toBe(0.5);
    expect(advance('a', 'Downloading', { current: 50, total: 100 })).toBe(0.625);
    expect(advance('a', 'Extracting', { current: 50, total: 100 })).toBe(0.875);
    expect(advance('a', 'Pull complete', {})).toBe(1);
  });

  it('does not go back when a layer begins to be unpacked', () => {
    const advance = createLayerProgress();
    advance('a', 'Downloading', { current: 100, total: 100 });
    expect(advance('a', 'Extracting', { current: 0, total: 100 })).toBe(0.5);
  });
});
