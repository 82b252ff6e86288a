import { describe, expect, it } from '@jest/globals';
import { readMistake } from './mistake.ts';

describe('readMistake', () => {
  it('reads the first line', () => {
    expect(readMistake('# fails rescue with wrong-path\ndocker ps\n')).toEqual({
      task: 'rescue',
      reason: 'wrong-path',
    });
    expect(readMistake('# fails a with b')).toEqual({ task: 'a', reason: 'b' });
  });

  it.each([
    '',
    '#!/bin/sh\n# fails a with b\n',
    '# fails a\n',
    '# fails a with b c\n',
    '# Fails a with b\n',
  ])('makes nothing of %j', (script) => expect(readMistake(script)).toBeUndefined());
});
