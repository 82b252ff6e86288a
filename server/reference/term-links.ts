/** Finds the glossary's terms in running text. Pure. */
import { type LoadedGlossary, namesOf } from './glossary-file.ts';

/** A piece of text; `term` is the id of the one that it names. */
export interface Piece {
  text: string;
  term?: string;
}

/** Cuts the texts of one document, in its order: each term is found where it stands first. */
export type FindTerms = (text: string) => Piece[];

/** A finder for each document, because what comes first is a document's own matter. */
export type TermFinder = () => FindTerms;

export function createTermFinder(glossary: LoadedGlossary): TermFinder {
  const ids = new Map(
    glossary.flatMap((term) => namesOf(term).map((name) => [keyOf(name), term.id] as const)),
  );
  const pattern = patternOf([...ids.keys()]);
  return function forDocument() {
    const seen = new Set<string>();
    return function findTerms(text) {
      if (pattern === null) return [{ text }];
      const pieces: Piece[] = [];
      let from = 0;
      for (const { 0: found, index, groups } of text.matchAll(pattern)) {
        const term = ids.get(keyOf(groups?.name ?? ''));
        if (term === undefined || seen.has(term)) continue;
        seen.add(term);
        if (index > from) pieces.push({ text: text.slice(from, index) });
        pieces.push({ text: found, term });
        from = index + found.length;
      }
      if (from < text.length) pieces.push({ text: text.slice(from) });
      return pieces;
    };
  };
}

const keyOf = (name: string): string => name.toLowerCase().replace(/\s+/g, ' ');

/** Whole words, also in the plural and over the end of a line; the longest name that fits. */
function patternOf(names: readonly string[]): RegExp | null {
  if (names.length === 0) return null;
  const choices = [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replaceAll('.', '\\.').replaceAll(' ', '\\s+'));
  const edge = '[\\p{L}\\p{N}_/-]';
  return new RegExp(`(?<!${edge})(?<name>${choices.join('|')})s?(?!${edge})`, 'giu');
}
