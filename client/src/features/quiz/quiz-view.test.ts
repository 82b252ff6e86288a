import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Question, QuizAnswer } from '../../../../protocol/quiz.ts';
import {
  markOf,
  markWords,
  progressWords,
  sumQuiz,
  verdictWords,
  withQuestion,
} from './quiz-view.ts';

/** An answer whose options are written as they were chosen: `R` right, `W` wrong, `r` and `w` not chosen. */
const answer = (options: string): QuizAnswer => ({
  right: !/[Wr]/.test(options),
  at: 1,
  options: [...options].map((sign, index) => ({
    id: `${index}`,
    html: '',
    why: '',
    chosen: sign === sign.toUpperCase(),
    correct: sign.toUpperCase() === 'R',
  })),
  section: { id: 'a', title: 'A' },
});

const question = (id: string, right: boolean): Question => ({
  id,
  kind: 'single',
  version: '1',
  html: '',
  options: [],
  right,
  answer: null,
});

describe('an answer', () => {
  it('marks every option by what it is and whether it was chosen', () => {
    expect(answer('RWrw').options.map(markOf)).toEqual(['right', 'wrong', 'missed', 'left']);
  });

  it('has words for every mark but an option that was rightly left', () => {
    expect(markWords('left', 'multiple')).toBe('');
    for (const kind of ['single', 'multiple'] as const) {
      const words = (['right', 'wrong', 'missed'] as const).map((mark) => markWords(mark, kind));
      expect(new Set(words).size).toBe(3);
      expect(words).not.toContain('');
    }
  });

  it('says what was wrong with a choice of several', () => {
    expect(verdictWords(answer('Rw'), 'single')).toBe('Right');
    expect(verdictWords(answer('rW'), 'single')).toBe('Not right');
    expect(verdictWords(answer('RRw'), 'multiple')).toBe('Right');
    expect(verdictWords(answer('Rrw'), 'multiple')).toBe('Not quite: 1 right answer left out');
    expect(verdictWords(answer('RWWw'), 'multiple')).toBe('Not quite: 2 wrong ones chosen');
    expect(verdictWords(answer('rrW'), 'multiple')).toBe(
      'Not quite: 2 right answers left out, 1 wrong one chosen',
    );
  });

  it('is never called wrong without saying why', () => {
    const signs = fc.array(fc.constantFrom('R', 'W', 'r', 'w'), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(signs, (list) => {
        const given = answer(list.join(''));
        const words = verdictWords(given, 'multiple');
        expect(words === 'Right').toBe(given.right);
        if (!given.right) expect(words).toMatch(/: \d/);
      }),
    );
  });
});

describe('progress', () => {
  const questions = [question('a', true), question('b', false)];

  it('counts what was answered right', () => {
    expect(sumQuiz(questions)).toEqual({ right: 1, total: 2 });
    expect(progressWords(sumQuiz(questions))).toBe('1 of 2 right');
    expect(progressWords({ right: 2, total: 2 })).toBe('All 2 right');
  });

  it('goes on with the newer state of a question', () => {
    const newer = withQuestion(questions, question('b', true));
    expect(sumQuiz(newer)).toEqual({ right: 2, total: 2 });
    expect(newer[0]).toBe(questions[0]);
    expect(withQuestion(questions, question('gone', true))).toEqual(questions);
  });
});
