/** Full-text search. The index is in memory and made anew when the content changes. */
import MiniSearch from 'minisearch';
import { type Hit, MAX_HITS } from '../../protocol/search.ts';
import type { Passage } from './passages.ts';
import { mark, snippet } from './snippet.ts';

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
      searchOptions: {
        boost: BOOST,
        prefix: (word) => word.length >= PREFIX_FROM,
        fuzzy: (word) => (word.length >= FUZZY_FROM ? FUZZY : false),
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
      const strict = index.search(query, { combineWith: 'AND' });
      // Better a part of what was asked for than nothing.
      const found = strict.length > 0 ? strict : index.search(query);
      return found.slice(0, MAX_HITS).flatMap(({ id, terms }) => {
        const passage = all[Number(id)];
        if (passage === undefined) return [];
        const { kind, href, page, title, text } = passage;
        const words = new Set(terms);
        return [{ kind, href, page, title: mark(title, words), snippet: snippet(text, words) }];
      });
    },
  };
}
