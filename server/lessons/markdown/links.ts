/** What a link of a document may point to. */
import { Slug } from '../../../protocol/names.ts';

export type Target =
  | { kind: 'external' }
  /** A heading of the same document. */
  | { kind: 'here'; id: string }
  | { kind: 'lesson'; slug: string; id: string | null }
  | { kind: 'lab'; slug: string; id: string | null };

/** Undefined when a document may not link there. */
export function readLink(href: string): Target | undefined {
  if (href.startsWith('https://')) {
    return URL.canParse(href) ? { kind: 'external' } : undefined;
  }
  if (href.startsWith('#')) return { kind: 'here', id: href.slice(1) };
  const match = /^\/(lesson|lab)s\/([^/?#]+)(?:#(.+))?$/.exec(href);
  const [, kind, slug, id = null] = match ?? [];
  if ((kind !== 'lesson' && kind !== 'lab') || !Slug.safeParse(slug).success) return undefined;
  return { kind, slug: slug ?? '', id };
}
