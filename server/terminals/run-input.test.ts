import { describe, expect, it } from '@jest/globals';
import { linesOf } from './run-input.ts';

describe('a block as keys', () => {
  it('is entered line by line, without blank lines at its end', () => {
    expect(linesOf('one\r\ntwo\n\n three  \n\n \n')).toEqual(['one\r', 'two\r', '\r', ' three\r']);
  });

  it('quotes what would be a key with a meaning', () => {
    expect(linesOf('\ta\x1bb\x03')).toEqual(['\x16\ta\x16\x1bb\x16\x03\r']);
    expect(linesOf('ünï')).toEqual(['ünï\r']);
  });
});
