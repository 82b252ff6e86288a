import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Question } from '../../protocol/quiz.ts';
import { QUIZ } from '../lessons/course.fixture.ts';
import type { AnswerRecord } from './answers.ts';
import { presentQuestion } from './present.ts';
import { type LoadedQuestion, readQuiz } from './quiz-file.ts';

const load = (file = QUIZ): LoadedQuestion => {
  const headings = [{ id: 'layers', text: 'Layers', level: 2 }];
  const quiz = readQuiz(file, headings, (message) => {
    throw new Error(message);
  });
  const question = quiz?.questions[0];
  if (question === undefined) throw new Error('no question');
  return question;
};

const ANN = { learnerId: 'ann', lesson: '01-where-data-lives' };
const question = load();
const [right, wrong] = question.options;

const answered = (
  option: { id: string } | undefined,
  more: Partial<AnswerRecord> = {},
): AnswerRecord => ({
  attempts: 1,
  last: { version: question.version, chosen: [option?.id ?? ''], at: 5 },
  rightAt: option === right ? 5 : null,
  ...more,
});
const order = (list: readonly { id: string }[] | undefined) => list?.map(({ id }) => id).join(' ');

describe('a question before it is answered', () => {
  it('says nothing of what is right, nor why, nor where it stands', () => {
    const shown = presentQuestion(question, ANN, undefined);
    expect(z.strictObject(Question.shape).parse(shown)).toEqual(shown);
    expect(shown).toMatchObject({ right: false, answer: null });
    const text = JSON.stringify(shown);
    for (const told of ['correct', 'why', 'lies on top', 'never change', 'section', 'Layers']) {
      expect(text).not.toContain(told);
    }
    // Marking another option right changes not one byte.
    const other = load(
      QUIZ.replace('        correct: true\n', '').replace(
        'why: Its layers never change.',
        'why: Its layers never change.\n        correct: true',
      ),
    );
    expect(other.options.map((option) => option.correct)).toEqual([false, true, false]);
    expect(JSON.stringify(presentQuestion(other, ANN, undefined))).toBe(text);
  });

  it('keeps its order while it is not answered, and has another for others and other attempts', () => {
    const shown = order(presentQuestion(question, ANN, undefined).options);
    expect(order(presentQuestion(question, ANN, undefined).options)).toBe(shown);
    const learners = Array.from({ length: 50 }, (_, n) =>
      order(presentQuestion(question, { ...ANN, learnerId: `${n}` }, undefined).options),
    );
    const attempts = Array.from({ length: 50 }, (_, n) =>
      order(presentQuestion(question, ANN, answered(wrong, { attempts: n + 1 })).options),
    );
    // All that three options can stand in.
    expect(new Set(learners).size).toBe(6);
    expect(new Set(attempts).size).toBe(6);
  });
});

describe('a question that was answered', () => {
  it('tells of every option whether it is right, why, and whether it was chosen', () => {
    const shown = presentQuestion(question, ANN, answered(wrong));
    expect(z.strictObject(Question.shape).parse(shown)).toEqual(shown);
    expect(shown).toMatchObject({ right: false, answer: { right: false, at: 5 } });
    expect(shown.answer?.section).toEqual({ id: 'layers', title: 'Layers' });
    expect(shown.answer?.options).toHaveLength(3);
    expect(shown.answer?.options).toEqual(
      expect.arrayContaining([
        {
          id: right?.id,
          html: 'To the writable layer',
          chosen: false,
          correct: true,
          why: 'It lies on top.',
        },
        expect.objectContaining({ id: wrong?.id, chosen: true, correct: false }),
      ]),
    );
  });

  it('shows the options as they stood when it was answered', () => {
    const before = presentQuestion(question, ANN, undefined);
    const after = presentQuestion(question, ANN, answered(wrong));
    expect(order(after.answer?.options)).toBe(order(before.options));
  });

  it('stays right after a later mistake', () => {
    const shown = presentQuestion(question, ANN, answered(wrong, { attempts: 3, rightAt: 2 }));
    expect(shown).toMatchObject({ right: true, answer: { right: false } });
  });

  it('is asked anew once its words have changed, and what was right still counts', () => {
    const reworded = load(QUIZ.replace('To the image', 'To an image'));
    expect(presentQuestion(reworded, ANN, answered(right))).toMatchObject({
      right: true,
      answer: null,
    });
  });

  it('is judged by what its author says now', () => {
    const mended = load(
      QUIZ.replace('        correct: true\n', '').replace(
        'why: Its layers never change.',
        'why: Its layers never change.\n        correct: true',
      ),
    );
    expect(presentQuestion(mended, ANN, answered(wrong)).answer?.right).toBe(true);
  });
});
