/** The self-check of a lesson: showing its questions, taking answers. */
import type { GiveAnswer, Question, Quiz } from '../../protocol/quiz.ts';
import { AppError } from '../errors.ts';
import type { Answers } from './answers.ts';
import { isAnswer, isRight } from './marking.ts';
import { presentQuestion } from './present.ts';
import type { LoadedQuestion } from './quiz-file.ts';

export interface SelfCheck {
  /** @throws AppError `lesson.notFound` */
  show(learnerId: string, lesson: string): Promise<Quiz>;
  /** @throws AppError `lesson.notFound`, `question.notFound`, `question.changed`, `request.invalid` */
  answer(
    key: { learnerId: string; lesson: string; question: string },
    given: GiveAnswer,
  ): Promise<Question>;
}

export function createSelfCheck(parts: {
  /** @throws AppError `lesson.notFound` */
  questions(lesson: string): Promise<readonly LoadedQuestion[]>;
  answers: Answers;
}): SelfCheck {
  const { questions, answers } = parts;
  return {
    async show(learnerId, lesson) {
      const loaded = await questions(lesson);
      const records = await answers.forLesson(learnerId, lesson);
      return {
        questions: loaded.map((question) =>
          presentQuestion(question, { learnerId, lesson }, records.get(question.id)),
        ),
      };
    },

    async answer(key, { version, chosen }) {
      const { learnerId, lesson } = key;
      const question = (await questions(lesson)).find(({ id }) => id === key.question);
      if (question === undefined) {
        throw new AppError(
          'question.notFound',
          "This question isn't in the self-check any more. Reload the page to see the present ones.",
        );
      }
      if (version !== question.version) {
        throw new AppError(
          'question.changed',
          'The words of this question have changed since you opened the page, so your answer was not taken. Read it again and answer anew.',
        );
      }
      const choice = new Set(chosen);
      if (!isAnswer(question, choice)) {
        throw new AppError('request.invalid', "This question can't be answered like that.");
      }
      const record = await answers.record(key, { version, chosen }, isRight(question, choice));
      return presentQuestion(question, { learnerId, lesson }, record);
    },
  };
}
