import { describe, expect, it } from '@jest/globals';
import { longestIsRight } from './giveaway.ts';

const question = (...options: [words: string, correct: boolean][]) => ({
  options: options.map(([words, correct]) => {
    const text = { html: `<strong><em>${words}</em></strong>`, words };
    return { id: words, text, correct, why: text };
  }),
});

describe('longestIsRight', () => {
  it('compares what is read', () => {
    expect(longestIsRight(question(['short', false], ['the longest', true], ['x', false]))).toBe(
      true,
    );
    expect(longestIsRight(question(['short', true], ['the longest', false], ['x', false]))).toBe(
      false,
    );
  });

  it('sees no sign in two that are as long', () => {
    expect(longestIsRight(question(['abc', true], ['abd', false], ['x', false]))).toBe(false);
  });
});
