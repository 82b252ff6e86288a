import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTermFinder } from './term-links.ts';

const term = (id: string, name: string, ...also: string[]) => ({
  id,
  term: name,
  also,
  means: { html: '', words: '' },
  section: { lesson: '01-first', id: 'first' },
  see: [],
});

const finder = createTermFinder([
  term('layer', 'layer'),
  term('writable-layer', 'writable layer', 'top layer'),
  term('cow', 'copy-on-write'),
  term('dotted', 'a.b'),
]);

/** The texts of one document, with `[id words]` for what was found. */
function shown(...texts: string[]): string {
  const find = finder();
  return texts
    .flatMap(find)
    .map(({ text, term }) => (term === undefined ? text : `[${term} ${text}]`))
    .join('');
}

describe('terms in a text', () => {
  it.each([
    ['the longest name that fits', 'a writable layer', 'a [writable-layer writable layer]'],
    ['whatever their case', 'Layer on layer', '[layer Layer] on layer'],
    ['in the plural', 'layers', '[layer layers]'],
    ['over the end of a line', 'a writable\n layer', 'a [writable-layer writable\n layer]'],
    ['under their other names', 'top layer', '[writable-layer top layer]'],
    ['with dashes', 'by copy-on-write.', 'by [cow copy-on-write].'],
    ['with a dot that is a dot', 'axb a.b', 'axb [dotted a.b]'],
    [
      'not within words',
      'player layered sub-layer layer-1 layer/x',
      'player layered sub-layer layer-1 layer/x',
    ],
  ])('are found %s', (_, text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('are found once in a document, under whichever name comes first', () => {
    expect(shown('top layer, ', 'writable layer, ', 'layer')).toBe(
      '[writable-layer top layer], writable layer, [layer layer]',
    );
    expect(shown('layer')).toBe('[layer layer]');
  });

  it('are none without a glossary', () => {
    expect(createTermFinder([])()('layer')).toEqual([{ text: 'layer' }]);
  });

  it('never change the text', () => {
    const text = fc
      .array(fc.constantFrom('layer', 'top layer', ' ', '\n', '&amp;', 'writable', '<'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (given) => {
        const pieces = finder()(given);
        expect(pieces.map((piece) => piece.text).join('')).toBe(given);
      }),
    );
  });
});
