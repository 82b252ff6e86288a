import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitWords } from './split-words.ts';

describe('splitWords', () => {
  it('finds code between backticks', () => {
    expect(splitWords('run `docker ps` now', false)).toEqual([
      { kind: 'text', text: 'run ' },
      { kind: 'code', text: 'docker ps' },
      { kind: 'text', text: ' now' },
    ]);
  });

  it('leaves a lone backtick in the text', () => {
    expect(splitWords('a ` b', true)).toEqual([{ kind: 'text', text: 'a ` b' }]);
  });

  it.each([
    ['image layer', 'image'],
    ['writable layer', 'writable'],
    ['anonymous volume', 'volume'],
    ['Volumes', 'volume'],
    ['bind mount', 'bind'],
    ['tmpfs', 'tmpfs'],
    ['tmpfs mount', 'tmpfs'],
  ])('knows where state lives: %s', (word, state) => {
    expect(splitWords(`the ${word}.`, true)).toEqual([
      { kind: 'text', text: 'the ' },
      { kind: 'state', text: word, state },
      { kind: 'text', text: '.' },
    ]);
  });

  it('looks for such words neither in code nor within words', () => {
    expect(splitWords('`docker volume ls`', true)).toEqual([
      { kind: 'code', text: 'docker volume ls' },
    ]);
    expect(splitWords('voluminous', true)).toEqual([{ kind: 'text', text: 'voluminous' }]);
  });

  it('loses no character but the backticks of code', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (text, states) => {
        const back = splitWords(text, states)
          .map((piece) => (piece.kind === 'code' ? `\`${piece.text}\`` : piece.text))
          .join('');
        expect(back).toBe(text);
      }),
    );
  });
});
