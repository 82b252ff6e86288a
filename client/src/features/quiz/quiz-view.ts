/** What the page says of questions and answers. */
import type {
  JudgedOption,
  Question,
  QuizAnswer,
  QuizProgress,
} from '../../../../protocol/quiz.ts';
import { count } from '../../lib/words.ts';

/** What an option turned out to be. `missed`: right, and not chosen. `left`: wrong, and not chosen. */
export type Mark = 'right' | 'wrong' | 'missed' | 'left';

export function markOf({ chosen, correct }: Pick<JudgedOption, 'chosen' | 'correct'>): Mark {
  if (chosen) return correct ? 'right' : 'wrong';
  return correct ? 'missed' : 'left';
}

/** The words of a mark; none where there is nothing to say. */
export function markWords(mark: Mark, kind: Question['kind']): string {
  switch (mark) {
    case 'right':
      return 'Right';
    case 'wrong':
      return 'Not right';
    case 'missed':
      return kind === 'single' ? 'The right answer' : 'Right, and not chosen';
    case 'left':
      return '';
  }
}

/** An answer in one line. Where several could be chosen it says what was wrong with the choice. */
export function verdictWords({ right, options }: QuizAnswer, kind: Question['kind']): string {
  if (right) return 'Right';
  if (kind === 'single') return 'Not right';
  const marks = options.map(markOf);
  const missed = marks.filter((mark) => mark === 'missed').length;
  const wrong = marks.filter((mark) => mark === 'wrong').length;
  const said = [
    missed > 0 && `${count(missed, 'right answer')} left out`,
    wrong > 0 && `${count(wrong, 'wrong one')} chosen`,
  ];
  return `Not quite: ${said.filter(Boolean).join(', ')}`;
}

export const sumQuiz = (questions: readonly Question[]): QuizProgress => ({
  right: questions.filter((question) => question.right).length,
  total: questions.length,
});

/** `2 of 5 right`. */
export const progressWords = ({ right, total }: QuizProgress): string =>
  right === total ? `All ${total} right` : `${right} of ${total} right`;

/** The questions with one in its newer state. */
export const withQuestion = (questions: readonly Question[], newer: Question): Question[] =>
  questions.map((question) => (question.id === newer.id ? newer : question));
