/** A question as its learner may see it now. Pure. */
import type { Question, QuizAnswer } from '../../protocol/quiz.ts';
import type { AnswerRecord } from './answers.ts';
import { isAnswer, isRight } from './marking.ts';
import type { LoadedOption, LoadedQuestion } from './quiz-file.ts';
import { shuffle } from './shuffle.ts';

/**
 * @param whose what makes the order this learner's own
 * @param record what they have answered so far
 */
export function presentQuestion(
  question: LoadedQuestion,
  whose: { learnerId: string; lesson: string },
  record: AnswerRecord | undefined,
): Question {
  const { id, kind, version, text } = question;
  const attempts = record?.attempts ?? 0;
  const shown = (attempt: number): LoadedOption[] =>
    shuffle(question.options, JSON.stringify([whose.learnerId, whose.lesson, id, attempt]));
  return {
    id,
    kind,
    version,
    html: text.html,
    options: shown(attempts).map((option) => ({ id: option.id, html: option.text.html })),
    right: record !== undefined && record.rightAt !== null,
    answer: record === undefined ? null : judge(question, shown(attempts - 1), record.last),
  };
}

/** Judged by what is right now. Null when the answer was given to other words. */
function judge(
  question: LoadedQuestion,
  shown: readonly LoadedOption[],
  last: AnswerRecord['last'],
): QuizAnswer | null {
  const chosen = new Set(last.chosen);
  if (last.version !== question.version || !isAnswer(question, chosen)) return null;
  return {
    right: isRight(question, chosen),
    at: last.at,
    options: shown.map(({ id, text, correct, why }) => ({
      id,
      html: text.html,
      chosen: chosen.has(id),
      correct,
      why: why.html,
    })),
    section: question.section,
  };
}
