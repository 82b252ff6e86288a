/** The piece of a text that shows why it was found. Pure. */
import type { Marked } from '../../protocol/search.ts';

/** About two lines of the list of results. */
const LENGTH = 170;
/** So much stands before the first word that was looked for. */
const BEFORE = 40;

/** What counts as a word: in the index and here alike, so that what was found can be marked. */
export const WORD = /[\p{L}\p{N}]+/gu;

interface Span {
  from: number;
  to: number;
  word: string;
}

/** `text` with the words in `words` (lower-case) marked. */
export function mark(text: string, words: ReadonlySet<string>): Marked {
  const pieces: Marked = [];
  let from = 0;
  for (const span of spansOf(text, words)) {
    if (span.from > from) pieces.push({ text: text.slice(from, span.from), hit: false });
    pieces.push({ text: text.slice(span.from, span.to), hit: true });
    from = span.to;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), hit: false });
  return pieces;
}

/** The stretch with the most different words of `words`, marked; the beginning when there are none. */
export function snippet(source: string, words: ReadonlySet<string>): Marked {
  const text = source.replace(/\s+/g, ' ').trim();
  const spans = spansOf(text, words);
  const within = (start: Span): number =>
    new Set(
      spans
        .filter(({ from, to }) => from >= start.from && to - start.from <= LENGTH - BEFORE)
        .map(({ word }) => word),
    ).size;
  let best: { start: Span; count: number } | undefined;
  for (const start of spans) {
    const count = within(start);
    if (best === undefined || count > best.count) best = { start, count };
  }
  const from = wordStart(text, Math.max(0, (best?.start.from ?? 0) - BEFORE));
  const to = wordEnd(text, from + LENGTH);
  return [
    ...(from > 0 ? [{ text: '… ', hit: false }] : []),
    ...mark(text.slice(from, to), words),
    ...(to < text.length ? [{ text: ' …', hit: false }] : []),
  ];
}

function spansOf(text: string, words: ReadonlySet<string>): Span[] {
  return [...text.matchAll(WORD)].flatMap(({ 0: found, index }) => {
    const word = found.toLowerCase();
    return words.has(word) ? [{ from: index, to: index + found.length, word }] : [];
  });
}

/** The first beginning of a word at or after `at`. */
function wordStart(text: string, at: number): number {
  if (at === 0) return 0;
  const space = text.indexOf(' ', at);
  return space === -1 ? at : space + 1;
}

/** The last end of a word at or before `at`; `at` where one word is that long. */
function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const space = text.lastIndexOf(' ', at);
  return space <= at - LENGTH ? at : space;
}
