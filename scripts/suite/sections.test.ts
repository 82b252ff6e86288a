import { describe, expect, it } from '@jest/globals';
import { isNeeded, SECTIONS, selectSections } from './sections.mjs';

describe('selectSections', () => {
  it('is everything when nothing is named', () => {
    expect(selectSections([])).toEqual(SECTIONS);
  });

  it('keeps the order in which things break', () => {
    expect(selectSections(['e2e', 'unit']).map(({ name }) => name)).toEqual(['unit', 'e2e']);
  });

  it('refuses a name that is none, and says which there are', () => {
    expect(() => selectSections(['unit', 'units'])).toThrow(/parts? of the tests: units.*unit/);
  });
});

describe('isNeeded', () => {
  it('asks for a browser only for what uses one', () => {
    expect(isNeeded(selectSections(['e2e']), 'browser')).toBe(true);
    expect(isNeeded(selectSections(['check', 'unit']), 'engine')).toBe(false);
  });
});
