/** What stands around the lessons: the glossary and the cheat sheet. HTML is made and sanitised on the server. */
import * as z from 'zod/mini';
import { Slug } from './names.ts';

/** The section of a lesson that says more. */
export const SectionLink = z.object({
  /** `/lessons/SLUG#ID` */
  href: z.string(),
  lesson: z.object({ number: z.int(), title: z.string() }),
  /** The words of the heading. */
  title: z.string(),
});
export type SectionLink = z.infer<typeof SectionLink>;

export const Term = z.object({
  /** Its anchor: `/glossary#ID`. */
  id: Slug,
  term: z.string(),
  html: z.string(),
  section: z.nullable(SectionLink),
  see: z.array(z.object({ id: Slug, term: z.string() })),
});
export type Term = z.infer<typeof Term>;

/** GET /api/glossary, in the order of the alphabet */
export const Glossary = z.object({ terms: z.array(Term) });
export type Glossary = z.infer<typeof Glossary>;

export const SheetCommand = z.object({
  /** For Copy; may have several lines. */
  text: z.string(),
  /** The same, highlighted. */
  html: z.string(),
  means: z.string(),
  /** What goes wrong with it. */
  trap: z.nullable(z.string()),
  section: z.nullable(SectionLink),
});
export type SheetCommand = z.infer<typeof SheetCommand>;

/** GET /api/cheat-sheet */
export const CheatSheet = z.object({
  groups: z.array(z.object({ id: Slug, title: z.string(), commands: z.array(SheetCommand) })),
});
export type CheatSheet = z.infer<typeof CheatSheet>;
