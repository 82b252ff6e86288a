import { describe, expect, it } from '@jest/globals';
import type { SavePoint } from '../../../../protocol/save-points.ts';
import { nextName, pointName } from './save-words.ts';

const point = (over: Partial<SavePoint>): SavePoint => ({
  id: 'a'.repeat(20),
  kind: 'own',
  name: 'Save point 1',
  at: 0,
  mib: 1,
  ...over,
});

describe('a save point', () => {
  it('has the name that its learner gave it, or tells what it was made before', () => {
    expect(pointName(point({ name: 'with rows' }))).toBe('with rows');
    expect(pointName(point({ kind: 'reset', name: null }))).toBe('Before the last reset');
    expect(pointName(point({ kind: 'rewind', name: null }))).toBe('Before you last went back');
  });

  it('is offered a name that is free', () => {
    expect(nextName([])).toBe('Save point 1');
    expect(nextName([point({}), point({ name: 'Save point 3' })])).toBe('Save point 2');
  });
});
