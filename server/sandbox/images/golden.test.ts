import { describe, expect, it } from '@jest/globals';
import { type GoldenSet, setName } from './golden.ts';

const SET: GoldenSet = {
  system: 'sha256:1',
  scripts: 'abc',
  images: [{ id: 'sha256:2', names: ['busybox:1.37', 'busybox:latest'], bytes: 2_000_000 }],
};

describe('setName', () => {
  it('is short and fit for a name', () => {
    expect(setName(SET)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('does not depend on what is only of use while it is made', () => {
    const images = SET.images.map((image) => ({ ...image, bytes: 1 }));
    expect(setName({ ...SET, images })).toBe(setName(SET));
  });

  const changes: [string, Partial<GoldenSet>][] = [
    ['system', { system: 'sha256:9' }],
    ['scripts', { scripts: 'abd' }],
    ['images', { images: [{ id: 'sha256:3', names: ['busybox:1.37'], bytes: 1 }] }],
    [
      'names',
      { images: [{ id: 'sha256:2', names: ['busybox:1.36', 'busybox:latest'], bytes: 1 }] },
    ],
  ];
  it.each(changes)('differs with other %s', (_what, change) => {
    expect(setName({ ...SET, ...change })).not.toBe(setName(SET));
  });
});
