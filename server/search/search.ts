/** Full-text search. The index is in memory and made anew when the content changes. */
import MiniSearch, { type SearchResult } from 'minisearch';
import { type Hit, MAX_HITS } from '../../protocol/search.ts';
import type { Passage } from './passages.ts';
import { mark, snippet, WORD } from './snippet.ts';

export interface Search {
  /** What fits best, first; at most `MAX_HITS`. */
  find(query: string): Promise<Hit[]>;
}

/** A heading says what a section is about; its text names much in passing. */
const BOOST = { title: 4, page: 1.5, text: 1 };
/** Who looks for a word wants to know first what it means. */
const TERM_BOOST = 1.5;
/** From here on a word may be the beginning of another: shorter ones begin too many. */
const PREFIX_FROM = 3;
/** Words of a question that say nothing of what it is about. */
const SAY_NOTHING = new Set(
  'a an and are can do does for how i in is it my of on or the to what when where which why'.split(
    ' ',
  ),
);
/** From here on a word may be mistyped, and in so much of its length. */
const FUZZY_FROM = 5;
const FUZZY = 0.2;

type Index = MiniSearch<Passage & { id: number }>;

/** @param passages what can be found; the same array until something in it changes */
export function createSearch(passages: () => Promise<readonly Passage[]>): Search {
  const indexes = new WeakMap<readonly Passage[], Index>();

  function indexOf(all: readonly Passage[]): Index {
    const known = indexes.get(all);
    if (known !== undefined) return known;
    const made: Index = new MiniSearch({
      fields: Object.keys(BOOST),
      tokenize: (text) => text.match(WORD) ?? [],
      processTerm: (word) => {
        const lower = word.toLowerCase();
        return SAY_NOTHING.has(lower) ? null : lower;
      },
      searchOptions: {
        boost: BOOST,
        prefix: (word) => word.length >= PREFIX_FROM,
        boostDocument: (id) => (all[Number(id)]?.kind === 'term' ? TERM_BOOST : 1),
      },
    });
    made.addAll(all.map((passage, id) => ({ ...passage, id })));
    indexes.set(all, made);
    return made;
  }

  return {
    async find(query) {
      const all = await passages();
      const index = indexOf(all);
      return found(index, query)
        .slice(0, MAX_HITS)
        .flatMap(({ id, terms }) => {
          const passage = all[Number(id)];
          if (passage === undefined) return [];
          const { kind, href, page, title, text } = passage;
          const words = new Set(terms);
          return [{ kind, href, page, title: mark(title, words), snippet: snippet(text, words) }];
        });
    },
  };
}

/** All of the words; if that finds nothing, words like them; if that neither, some of them. */
function found(index: Index, query: string): SearchResult[] {
  const fuzzy = (word: string) => (word.length >= FUZZY_FROM ? FUZZY : false);
  const exact = index.search(query, { combineWith: 'AND' });
  if (exact.length > 0) return exact;
  const similar = index.search(query, { combineWith: 'AND', fuzzy });
  return similar.length > 0 ? similar : index.search(query, { fuzzy });
}
