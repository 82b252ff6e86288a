import { describe, expect, it } from '@jest/globals';
import { type Key, opensSearch } from './shortcut.ts';

const key = (name: string, held: Partial<Key> = {}): Key => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

/** An element that is found by these selectors. */
const inside = (...names: string[]) => ({
  closest: (selectors: string) => names.some((name) => selectors.split(', ').includes(name)),
});

const BODY = inside('body');

describe('the key that opens the search', () => {
  it.each([
    ['/', key('/')],
    ['Ctrl+K', key('k', { ctrlKey: true })],
    ['Cmd+K', key('k', { metaKey: true })],
    ['Ctrl+K with caps lock', key('K', { ctrlKey: true })],
  ])('is %s', (_, pressed) => {
    expect(opensSearch(pressed, BODY)).toBe(true);
    expect(opensSearch(pressed, null)).toBe(true);
    expect(opensSearch(pressed, inside('.xterm', 'textarea'))).toBe(false);
  });

  it.each([
    ['k', key('k')],
    ['Ctrl+/', key('/', { ctrlKey: true })],
    ['Alt+/', key('/', { altKey: true })],
    ['Ctrl+Alt+K', key('k', { ctrlKey: true, altKey: true })],
  ])('is not %s', (_, pressed) => {
    expect(opensSearch(pressed, BODY)).toBe(false);
  });

  it.each(['input', 'textarea', 'select', '[contenteditable]'])('is not / in %s', (name) => {
    expect(opensSearch(key('/'), inside(name))).toBe(false);
    expect(opensSearch(key('k', { ctrlKey: true }), inside(name))).toBe(true);
  });
});
