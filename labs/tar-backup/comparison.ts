/** What two trees differ in, as a verdict. */
import {
  type Difference,
  differences,
  fail,
  inWords,
  type Outcome,
  type Tree,
} from '../../server/grading/contract.ts';
import { LEDGER } from './original.ts';

const REASONS: Record<Difference['what'], string> = {
  missing: 'path-missing',
  extra: 'path-extra',
  type: 'type-differs',
  target: 'target-differs',
  content: 'content-differs',
  links: 'hard-link-lost',
  owner: 'owner-differs',
  mode: 'mode-differs',
};

const isBelowDot = (path: string): boolean => /^\.[^/]/.test(path);

/** The first difference of two trees as a verdict; null when there is none. */
export function firstDifference(
  expected: { tree: Tree; name: string },
  found: { tree: Tree; name: string },
): Outcome | null {
  const all = differences(expected.tree, found.tree);
  const [first] = all;
  if (first === undefined) return null;
  const { path, what } = first;
  const words = inWords(first, expected.name, found.name);
  const is =
    all.length === 1
      ? words.found
      : `${words.found} That is the first of ${all.length} differences.`;
  if (what === 'missing' && isBelowDot(path) && !found.tree.some((one) => isBelowDot(one.path))) {
    return fail(
      'dotfiles-missing',
      words.expected,
      `${is} Nothing is there that begins with a dot: a * of the shell doesn't stand for such names.`,
    );
  }
  if (what === 'content' && LEDGER.some((file) => file === path)) {
    return fail(
      'content-differs',
      words.expected,
      `${is} It was copied from somewhere else, or something has written there since.`,
    );
  }
  return fail(REASONS[what], words.expected, is);
}
