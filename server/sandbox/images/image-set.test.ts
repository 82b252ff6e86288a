import { describe, expect, it } from '@jest/globals';
import { allOf, baseOf, imageSet, LAB_IMAGES } from './image-set.ts';

describe('imageSet', () => {
  it('has what is added once, after its own', () => {
    const names = allOf(imageSet(['alpine:3.22', 'redis:8', 'alpine:3.22'])).map(
      ({ name }) => name,
    );
    expect(names).toEqual([...LAB_IMAGES.map(({ name }) => name), 'alpine:3.22']);
  });

  it('has each name once', () => {
    const names = LAB_IMAGES.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(names).toEqual([...new Set(names)]);
  });

  it('knows what every stand-in stands on, down to a Debian', () => {
    for (let { standIn } of LAB_IMAGES) {
      while (standIn !== undefined && 'base' in standIn) ({ standIn } = baseOf(standIn));
      expect(standIn).toHaveProperty('suite');
    }
  });

  it('begins with what needs nothing that comes later', () => {
    const { first } = imageSet([]);
    const names = first.map(({ name }) => name);
    for (const { standIn } of first) {
      if (standIn !== undefined && 'base' in standIn) expect(names).toContain(standIn.base);
    }
  });
});
