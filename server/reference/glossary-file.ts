/** lessons/glossary.yaml: the words of the field, read and checked by themselves. */
import { z } from 'zod';
import { Slug } from '../../protocol/names.ts';
import { InlineText, line } from '../lessons/fields.ts';
import { readYaml } from '../lessons/front-matter.ts';
import type { Report } from '../lessons/problems.ts';
import { SectionField } from './section.ts';

export const GLOSSARY_FILE = 'lessons/glossary.yaml';

/** A term is a name, not a sentence. */
const MAX_TERM = 60;
/** Words, digits, and what joins them: all that can be found in a text word by word. */
const Name = line(MAX_TERM).regex(/^[\p{L}\p{N}]+(?:[ /.-][\p{L}\p{N}]+)*$/u, {
  message: 'must be words, joined by a space, a dash, a dot or a slash',
});

const Term = z.strictObject({
  id: Slug,
  term: Name,
  /** Other spellings that lessons use; they lead here too. */
  also: z.array(Name).default([]),
  means: InlineText,
  section: SectionField,
  /** Ids of terms to read with it. */
  see: z.array(Slug).default([]),
});
export type LoadedTerm = z.infer<typeof Term>;

export const GlossaryFile = z.strictObject({
  terms: z.array(Term).min(1).superRefine(checkTerms),
});

export type LoadedGlossary = readonly LoadedTerm[];

function checkTerms(terms: readonly LoadedTerm[], context: z.RefinementCtx): void {
  const complain = (path: PropertyKey[], message: string) =>
    context.addIssue({ code: 'custom', path, message });
  const ids = terms.map((term) => term.id);
  const names = new Set<string>();
  for (const [at, term] of terms.entries()) {
    if (ids.indexOf(term.id) !== at) complain([at, 'id'], `\`${term.id}\` stands twice`);
    for (const name of namesOf(term)) {
      const key = name.toLowerCase();
      if (names.has(key)) complain([at, 'term'], `\`${name}\` is the name of two terms`);
      names.add(key);
    }
    for (const [nth, id] of term.see.entries()) {
      if (!ids.includes(id)) complain([at, 'see', nth], `there is no term \`${id}\``);
      if (id === term.id) complain([at, 'see', nth], 'a term does not refer to itself');
    }
  }
}

export const namesOf = ({ term, also }: Pick<LoadedTerm, 'term' | 'also'>): string[] => [
  term,
  ...also,
];

/** The terms, in the order of the file; none when it isn't there or is wrong, which the report says. */
export const readGlossary = (text: string | null, report: Report): LoadedGlossary =>
  (text === null ? undefined : readYaml(text, GlossaryFile, report)?.terms) ?? [];
