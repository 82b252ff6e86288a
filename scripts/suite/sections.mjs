/** The parts of `npm test`, in their order, and what each needs of the machine. */

/**
 * @typedef {'engine' | 'browser' | 'page'} Need
 * @typedef {{ name: string, needs: readonly Need[] }} Section
 */

/** @type {readonly Section[]} */
export const SECTIONS = [
  { name: 'check', needs: [] },
  { name: 'unit', needs: [] },
  { name: 'integration', needs: ['engine', 'page'] },
  { name: 'sandbox', needs: ['engine'] },
  { name: 'faults', needs: ['engine'] },
  { name: 'content', needs: ['engine'] },
  { name: 'e2e', needs: ['engine', 'browser', 'page'] },
];

/**
 * @param {readonly string[]} names as given on the command line; none means all
 * @returns {readonly Section[]} in their own order, whatever the order of the names
 * @throws {Error} naming the ones there are, for a name that is none
 */
export function selectSections(names) {
  const known = SECTIONS.map(({ name }) => name);
  const wrong = names.filter((name) => !known.includes(name));
  if (wrong.length > 0) {
    throw new Error(
      `No such part of the tests: ${wrong.join(', ')}. There are: ${known.join(', ')}.`,
    );
  }
  return SECTIONS.filter(({ name }) => names.length === 0 || names.includes(name));
}

/**
 * @param {readonly Section[]} sections
 * @param {Need} need
 */
export function isNeeded(sections, need) {
  return sections.some(({ needs }) => needs.includes(need));
}
