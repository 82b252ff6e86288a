/** Signs by which the right option can be told without knowing anything. */
import type { LoadedQuestion } from './quiz-file.ts';

/** Whether the option with the most characters, alone at the top, is a right one. */
export function longestIsRight({ options }: Pick<LoadedQuestion, 'options'>): boolean {
  const longest = Math.max(...options.map((option) => option.text.words.length));
  const [first, ...others] = options.filter((option) => option.text.words.length === longest);
  return others.length === 0 && first?.correct === true;
}
