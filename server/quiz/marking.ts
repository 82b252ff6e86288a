/** Whether an answer is one, and whether it is right. Pure. */
import type { LoadedQuestion } from './quiz-file.ts';

type Marked = Pick<LoadedQuestion, 'kind'> & {
  options: readonly { id: string; correct: boolean }[];
};

/** Whether this could be chosen on the page: options of the question, and as many as its kind allows. */
export function isAnswer({ kind, options }: Marked, chosen: ReadonlySet<string>): boolean {
  const known = options.filter((option) => chosen.has(option.id)).length;
  if (known !== chosen.size) return false;
  switch (kind) {
    case 'single':
      return known === 1;
    case 'multiple':
      return known > 0;
  }
}

/** Right is who chose every right option and no other. */
export const isRight = ({ options }: Marked, chosen: ReadonlySet<string>): boolean =>
  options.every((option) => option.correct === chosen.has(option.id));
