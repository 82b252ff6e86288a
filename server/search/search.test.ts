import { describe, expect, it } from '@jest/globals';
import { MAX_HITS } from '../../protocol/search.ts';
import type { Passage } from './passages.ts';
import { createSearch } from './search.ts';

const passage = (title: string, text: string, more: Partial<Passage> = {}): Passage => ({
  kind: 'lesson',
  href: `/lessons/01-first#${title.toLowerCase().replaceAll(' ', '-')}`,
  page: 'Lesson 1 · First',
  title,
  text,
  ...more,
});

const COURSE = [
  passage('In passing', 'A word about pruning: docker volume prune removes anonymous volumes.'),
  passage('What prune removes', 'Nothing with a name, unless it is told to.'),
  passage('Databases', 'PostgreSQL keeps its files below /var/lib/postgresql/data.'),
  passage('Mount it', 'With --mount type=volume,source=data.'),
  passage('prune', 'To remove what is not in use.', { kind: 'term', href: '/glossary#prune' }),
];

const titles = async (query: string, course: readonly Passage[] = COURSE) =>
  (await createSearch(async () => course).find(query)).map(({ title }) =>
    title.map(({ text }) => text).join(''),
  );

describe('the search', () => {
  it('puts what a word means first, then what is about it, then what names it', async () => {
    expect(await titles('prune')).toEqual(['prune', 'What prune removes', 'In passing']);
  });

  it.each([
    ['the beginning of a word', 'postg', 'Databases'],
    ['a mistyped word', 'postgersql', 'Databases'],
    ['a value of an option', 'type=volume', 'Mount it'],
    ['a word of a path', 'postgresql/data', 'Databases'],
    ['all of the words before some of them', 'anonymous volumes', 'In passing'],
    ['a question', 'where does PostgreSQL keep the files?', 'Databases'],
  ])('finds %s', async (_, query, title) => {
    expect((await titles(query))[0]).toBe(title);
  });

  it('takes no word for mistyped that there is', async () => {
    const course = [passage('Deletes', 'A whiteout.'), passage('Others', 'Without it.')];
    expect(await titles('whiteout', course)).toEqual(['Deletes']);
    expect(await titles('whitout', course)).toContain('Deletes');
  });

  it.each(['xyzzy', '<>', 'the', '*'])('finds nothing for %s', async (query) => {
    expect(await titles(query)).toEqual([]);
  });

  it('shows what was found in pieces of plain text', async () => {
    const course = [passage('Tags', 'Write <b>bold</b> & <script>alert(1)</script>.')];
    const [hit] = await createSearch(async () => course).find('script');
    expect(hit?.snippet.map(({ text }) => text).join('')).toBe(course[0]?.text);
    expect(hit?.snippet.filter((piece) => piece.hit).map(({ text }) => text)).toEqual([
      'script',
      'script',
    ]);
  });

  it('finds no more than anybody reads', async () => {
    const many = Array.from({ length: MAX_HITS + 5 }, (_, at) => passage(`Part ${at}`, 'volume'));
    expect(await titles('volume', many)).toHaveLength(MAX_HITS);
  });

  it('finds new content as soon as there is some', async () => {
    let course = COURSE;
    const search = createSearch(async () => course);
    expect(await search.find('whiteout')).toEqual([]);
    course = [...COURSE, passage('Deletes', 'A whiteout hides the file.')];
    expect(await search.find('whiteout')).toHaveLength(1);
  });
});
