import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mark, snippet } from './snippet.ts';

const shown = (pieces: ReturnType<typeof mark>): string =>
  pieces.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('');
const words = (...list: string[]) => new Set(list);

describe('marked text', () => {
  it('has the words marked, whatever their case, and no others', () => {
    expect(shown(mark('Volumes: a volume, VOLUME-driver', words('volume')))).toBe(
      'Volumes: a [volume], [VOLUME]-driver',
    );
    expect(mark('', words('volume'))).toEqual([]);
  });

  it('is the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (text, list) => {
        const pieces = mark(text, new Set(list));
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
      }),
    );
  });
});

describe('a snippet', () => {
  const filler = 'and so on '.repeat(40).trim();

  it('is all of a short text', () => {
    expect(shown(snippet('A volume\n  stays.', words('volume')))).toBe('A [volume] stays.');
  });

  it('begins shortly before the place with the most of the words', () => {
    const text = `one volume ${filler} a volume is pruned here ${filler}`;
    const found = shown(snippet(text, words('volume', 'pruned')));
    expect(found).toMatch(/^… .*a \[volume\] is \[pruned\] here .* …$/);
    expect(found).not.toContain('one');
  });

  it('is the beginning when none of the words is in it', () => {
    expect(shown(snippet(`First words ${filler}`, words('volume')))).toMatch(/^First words .* …$/);
  });

  it('cuts between words, and is never long', () => {
    const texts = fc.array(fc.constantFrom('volume', 'of', 'a-b', 'x'.repeat(300)), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(texts, (list) => {
        const text = list.join(' ');
        const pieces = snippet(text, words('volume')).map((piece) => piece.text);
        const inner = pieces.join('').replace(/^… | …$/g, '');
        expect(text).toContain(inner);
        expect(inner.length).toBeLessThanOrEqual(170);
      }),
    );
  });
});
