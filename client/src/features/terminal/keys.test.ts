import { describe, expect, it } from '@jest/globals';
import { controlCharacter, keySequence } from './keys.ts';

describe('keys on the screen', () => {
  it('send what a keyboard would', () => {
    expect(keySequence('escape', false)).toBe('\x1b');
    expect(keySequence('tab', false)).toBe('\t');
    expect(keySequence('up', false)).toBe('\x1b[A');
    expect(keySequence('left', true)).toBe('\x1bOD');
  });

  it.each([
    ['c', '\x03'],
    ['C', '\x03'],
    ['[', '\x1b'],
    [' ', '\0'],
    ['?', '\x7f'],
    ['@', '\0'],
    ['5', undefined],
    ['ä', undefined],
    ['cc', undefined],
    ['\r', undefined],
  ])('turn Ctrl and %j into its control character', (text, expected) => {
    expect(controlCharacter(text)).toBe(expected);
  });
});
