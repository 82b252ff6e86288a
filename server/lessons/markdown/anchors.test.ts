import { describe, expect, it } from '@jest/globals';
import { createAnchors, slugOf, splitAnchor } from './anchors.ts';

describe('splitAnchor', () => {
  it.each([
    ['What is lost? {#lost}', { text: 'What is lost?', id: 'lost' }],
    ['What is lost?', { text: 'What is lost?', id: null }],
    ['{#only}', { text: '', id: 'only' }],
    ['A {#a b}', { text: 'A {#a b}', id: null }],
    ['A {#} ', { text: 'A', id: '' }],
  ])('splits %s', (text, parts) => expect(splitAnchor(text)).toEqual(parts));
});

describe('slugOf', () => {
  it.each([
    ['What is lost?', 'what-is-lost'],
    ["docker run's `-v` & --mount", 'docker-runs-v-mount'],
    ['Über uns', 'über-uns'],
    ['???', 'section'],
  ])('makes a slug of %s', (text, slug) => expect(slugOf(text)).toBe(slug));
});

describe('createAnchors', () => {
  it('numbers what is taken, by an author or by itself', () => {
    const anchors = createAnchors();
    expect(anchors.claim('layers-2')).toBe(true);
    expect(anchors.claim('layers-2')).toBe(false);
    expect(['Layers', 'Layers', 'Layers'].map(anchors.make)).toEqual([
      'layers',
      'layers-3',
      'layers-4',
    ]);
  });
});
