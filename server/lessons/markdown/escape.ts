/** Text to HTML and back. */

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe in text and in a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

/** The same for text of markdown, in which `&amp;` is written for `&`. */
export const escapeMarkdownText = (text: string): string =>
  text.replace(/&(?!(?:#\d{1,7}|#x[0-9a-f]{1,6}|\w{1,31});)|[<>"']/gi, (c) => ENTITIES[c] ?? c);

/** Reads the entities that `escapeHtml` writes. */
export const unescapeHtml = (text: string): string =>
  Object.entries(ENTITIES)
    .reverse()
    .reduce((plain, [char, entity]) => plain.replaceAll(entity, char), text);
