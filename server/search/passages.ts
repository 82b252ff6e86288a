/** What of the course can be found: one passage for each section, term and command. Pure. */
import type { Hit } from '../../protocol/search.ts';
import type { Catalogue } from '../lessons/catalogue.ts';
import type { ParsedDocument } from '../lessons/markdown/parse.ts';
import { wordsOf } from '../lessons/markdown/tokens.ts';

/** Ids of the sections that a lesson ends with: links to other pages, which say nothing themselves. */
const ONLY_LINKS: ReadonlySet<string> = new Set(['more', 'next']);

export interface Passage extends Pick<Hit, 'kind' | 'href' | 'page'> {
  /** The heading; of what stands before the first one, the title of the page. */
  title: string;
  text: string;
}

export function passagesOf(catalogue: Catalogue): Passage[] {
  const { lessons, labs, glossary, cheatSheet } = catalogue;
  return [
    ...[...lessons.values()].flatMap(({ slug, number, meta, document }) => {
      const page = `Lesson ${number} · ${meta.title}`;
      const opening = [meta.summary, ...meta.objectives.map((goal) => `${goal}.`)].join(' ');
      return sections(document, { kind: 'lesson', href: `/lessons/${slug}`, page }, meta, opening);
    }),
    ...[...labs.values()].flatMap(({ slug, meta, document }) => {
      const page = `Lab · ${meta.title}`;
      return sections(document, { kind: 'lab', href: `/labs/${slug}`, page }, meta, meta.summary);
    }),
    ...glossary.map(({ id, term, also, means }): Passage => {
      const text = also.length === 0 ? means.words : `${means.words} Also: ${also.join(', ')}.`;
      return { kind: 'term', href: `/glossary#${id}`, page: 'Glossary', title: term, text };
    }),
    ...cheatSheet.flatMap(({ id, title, commands }) =>
      commands.map(({ run, means, trap }): Passage => {
        const text = [means.words, trap?.words ?? ''].join(' ').trim();
        const page = `Cheat sheet · ${title}`;
        return { kind: 'command', href: `/cheat-sheet#${id}`, page, title: run, text };
      }),
    ),
  ];
}

function sections(
  document: ParsedDocument,
  place: Pick<Passage, 'kind' | 'href' | 'page'>,
  { title }: { title: string },
  opening: string,
): Passage[] {
  const found: Passage[] = [{ ...place, title, text: opening }];
  const titles = new Map(document.headings.map(({ id, text }) => [id, text]));
  for (const token of document.tokens) {
    const id = document.ids.get(token);
    const last = found.at(-1);
    if (id !== undefined) {
      const href = `${place.href}#${id}`;
      found.push({ ...place, href, title: titles.get(id) ?? '', text: '' });
    } else if (last !== undefined) {
      last.text = `${last.text} ${wordsOf(token)}`.trim();
    }
  }
  return found.filter(({ href }) => !ONLY_LINKS.has(href.split('#')[1] ?? ''));
}
