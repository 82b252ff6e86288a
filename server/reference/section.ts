/** A link to the section of a lesson that says more. */
import { z } from 'zod';
import { readLink } from '../lessons/markdown/links.ts';

export interface Section {
  lesson: string;
  id: string;
}

/** `/lessons/SLUG#ID`; that both exist is known of the course, not of the file. */
export const SectionField = z.string().transform((href, context): Section => {
  const target = readLink(href);
  if (target?.kind === 'lesson' && target.id !== null)
    return { lesson: target.slug, id: target.id };
  context.addIssue({
    code: 'custom',
    message: 'must be a section of a lesson: `/lessons/SLUG#ID`',
  });
  return z.NEVER;
});

export const hrefOf = ({ lesson, id }: Section): string => `/lessons/${lesson}#${id}`;
