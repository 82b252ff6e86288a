/** From answers to the next question or to the verdict. Pure. */
import { FIRST, type Option, QUESTIONS, type VerdictId } from './questions.ts';

type QuestionId = keyof typeof QUESTIONS;

export interface Step {
  question: QuestionId;
  option: Option;
}

export interface Decision {
  /** What was answered on the way, in order. */
  steps: readonly Step[];
  at: Option['to'];
}

/**
 * Follows the answers as far as they go: one that is missing or unknown is what is asked next, and
 * answers to questions beside the way don't count.
 * @param answer the chosen option of a question
 */
export function decide(answer: (question: QuestionId) => string | null): Decision {
  const steps: Step[] = [];
  let at: Option['to'] = { ask: FIRST };
  while ('ask' in at) {
    const question: QuestionId = at.ask;
    const chosen = answer(question);
    const option: Option | undefined = QUESTIONS[question].options.find(({ id }) => id === chosen);
    if (option === undefined) break;
    steps.push({ question, option });
    at = option.to;
  }
  return { steps, at };
}

/** The address at which these steps have been taken. */
export function addressOf(steps: readonly { question: QuestionId; option: { id: string } }[]) {
  const search = new URLSearchParams(steps.map(({ question, option }) => [question, option.id]));
  return { pathname: '/which-mount', search: search.toString() };
}

export type { QuestionId, VerdictId };
