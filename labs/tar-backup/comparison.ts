/** What two trees differ in, as a verdict. */
import {
  type Difference,
  differences,
  fail,
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

const place = (path: string): string => (path === '.' ? 'The top directory' : path);
const isBelowDot = (path: string): boolean => /^\.[^/]/.test(path);

/** What a path has, rather than is. */
const HAS: readonly Difference['what'][] = ['owner', 'mode', 'content'];

/** One difference in two sentences, `as` and `where` naming the two trees. */
export function inWords({ path, what, expected, found }: Difference, as: string, where: string) {
  if (what === 'missing') {
    return { expected: `${path}: ${expected}, as in ${as}.`, found: `It isn't in ${where}.` };
  }
  if (what === 'extra') {
    return { expected: `No ${path}, as in ${as}.`, found: `There is one in ${where}: ${found}.` };
  }
  return HAS.includes(what)
    ? {
        expected: `${place(path)} with ${expected}, as in ${as}.`,
        found: `In ${where} it has ${found}.`,
      }
    : {
        expected: `${place(path)}: ${expected}, as in ${as}.`,
        found: `In ${where} it is ${found}.`,
      };
}

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
