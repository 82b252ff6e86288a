/** Ids of headings. */

/** Separates `Text {#id}` into its text and id. */
export function splitAnchor(text: string): { text: string; id: string | null } {
  const match = /^(.*?)\s*\{#([^{}\s]*)\}\s*$/.exec(text);
  return match === null ? { text, id: null } : { text: match[1] ?? '', id: match[2] ?? '' };
}

export const isAnchor = (id: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id);

/** Lower-case words joined by single dashes, punctuation dropped. */
export function slugOf(text: string): string {
  const words = text.toLowerCase().replace(/[^\p{L}\p{N}\s-]/gu, '');
  const slug = words.replace(/[\s-]+/g, '-').replace(/^-|-$/g, '');
  return slug === '' ? 'section' : slug;
}

/** Gives out ids that are unique in a document. */
export function createAnchors(): {
  /** Takes the id that an author chose; false when it was taken. */
  claim(id: string): boolean;
  /** The first free of `x`, `x-2`, `x-3`… */
  make(text: string): string;
} {
  const taken = new Set<string>();
  const claim = (id: string): boolean => {
    const before = taken.size;
    return taken.add(id).size > before;
  };
  return {
    claim,
    make(text) {
      const slug = slugOf(text);
      let id = slug;
      for (let n = 2; !claim(id); n++) id = `${slug}-${n}`;
      return id;
    },
  };
}
