import { describe, expect, it } from '@jest/globals';
import { heldWords, shareWords } from './disk-words.ts';

const share = { usedMiB: 7_480, limitMiB: 8_192, held: [] };

describe('a lab’s share of the disk', () => {
  it('is told in GiB, and as full only when it is', () => {
    expect(shareWords({ ...share, level: 'near' })).toContain('7.3 of 8 GiB');
    expect(shareWords({ ...share, usedMiB: 8_191, level: 'near' })).toContain('7.9 of 8 GiB');
    expect(shareWords({ ...share, level: 'full' })).toContain('used its 8 GiB');
  });

  it('names what is held, in the right number', () => {
    expect(heldWords([])).toContain('are held still');
    expect(heldWords(['dd'])).toContain('(dd) was stopped for now');
    expect(heldWords(['dd', 'tar', 'yes'])).toContain('(dd, tar and yes) were stopped for now');
  });
});
