import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isAnswer, isRight } from './marking.ts';

const question = (kind: 'single' | 'multiple', right: string) => ({
  kind,
  options: ['a', 'b', 'c', 'd'].map((id) => ({ id, correct: right.includes(id) })),
});
const chosen = (ids: string) => new Set(ids);

describe('isAnswer', () => {
  it.each([
    ['single', '', false],
    ['single', 'a', true],
    ['single', 'ab', false],
    ['single', 'x', false],
    ['multiple', '', false],
    ['multiple', 'a', true],
    ['multiple', 'abcd', true],
    ['multiple', 'ax', false],
  ] as const)('of %s: "%s" is %s', (kind, ids, expected) => {
    expect(isAnswer(question(kind, 'a'), chosen(ids))).toBe(expected);
  });
});

describe('isRight', () => {
  it('takes all of the right ones and nothing else', () => {
    expect(isRight(question('single', 'b'), chosen('b'))).toBe(true);
    expect(isRight(question('single', 'b'), chosen('a'))).toBe(false);
    expect(isRight(question('multiple', 'bd'), chosen('db'))).toBe(true);
    expect(isRight(question('multiple', 'bd'), chosen('b'))).toBe(false);
    expect(isRight(question('multiple', 'bd'), chosen('bcd'))).toBe(false);
  });

  it('is one of all the choices there are', () => {
    const marks = fc.array(fc.boolean(), { minLength: 3, maxLength: 6 });
    fc.assert(
      fc.property(marks, (correct) => {
        const options = correct.map((right, index) => ({ id: String(index), correct: right }));
        const choices = Array.from({ length: 2 ** options.length }, (_, bits) =>
          options.filter((_option, index) => bits & (1 << index)).map(({ id }) => id),
        );
        const right = choices.filter((ids) => isRight({ kind: 'multiple', options }, new Set(ids)));
        expect(right).toEqual([options.filter((option) => option.correct).map(({ id }) => id)]);
      }),
    );
  });
});
