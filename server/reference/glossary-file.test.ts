import { describe, expect, it } from '@jest/globals';
import { GLOSSARY } from '../lessons/course.fixture.ts';
import { readGlossary } from './glossary-file.ts';

function read(text: string | null) {
  const problems: string[] = [];
  const glossary = readGlossary(text, (message, line) => problems.push(`${line}: ${message}`));
  return { glossary, problems };
}

describe('a glossary', () => {
  it('is read with its definitions rendered', () => {
    const { glossary, problems } = read(GLOSSARY);
    expect(problems).toEqual([]);
    expect(glossary[0]).toEqual({
      id: 'writable-layer',
      term: 'writable layer',
      also: ['top layer'],
      means: {
        html: 'Where a container <em>writes</em>; gone with <code>docker rm</code>.',
        words: 'Where a container writes; gone with docker rm.',
      },
      section: { lesson: '01-where-data-lives', id: 'layers' },
      see: ['volume'],
    });
  });

  it('may be absent', () => {
    expect(read(null)).toEqual({ glossary: [], problems: [] });
  });

  it.each([
    ['id: volume\n', 'id: writable-layer\n', '8: `terms.1.id`: `writable-layer` stands twice.'],
    [
      'term: volume\n',
      'term: Top layer\n',
      '9: `terms.1.term`: `Top layer` is the name of two terms.',
    ],
    ['see: [volume]', 'see: [vloume]', '7: `terms.0.see.0`: there is no term `vloume`.'],
    [
      'see: [volume]',
      'see: [writable-layer]',
      '7: `terms.0.see.0`: a term does not refer to itself.',
    ],
    [
      'term: writable layer',
      'term: a (writable) layer',
      '3: `terms.0.term`: must be words, joined by a space, a dash, a dot or a slash.',
    ],
    ['#layers', '', '6: `terms.0.section`: must be a section of a lesson: `/lessons/SLUG#ID`.'],
    ['/lessons/01-where-data-lives#layers', 'https://example.org', 'must be a section'],
    ['means: A directory', 'means: A [link](#x)', "can't stand here"],
    ['means: A', 'mean: A', 'has no field `mean`'],
  ])('says what is wrong: %s → %s', (was, is, problem) => {
    expect(GLOSSARY).toContain(was);
    const { glossary, problems } = read(GLOSSARY.replace(was, is));
    expect(glossary).toEqual([]);
    expect(problems.join('\n')).toContain(problem);
  });
});
