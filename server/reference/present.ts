/** From what was loaded to what the page is sent. Pure. */
import type { CheatSheet, Glossary, SectionLink } from '../../protocol/reference.ts';
import type { Catalogue } from '../lessons/catalogue.ts';
import type { Highlight } from '../lessons/markdown/highlight.ts';
import { hrefOf, type Section } from './section.ts';

export function presentGlossary({ glossary, lessons }: Catalogue): Glossary {
  const names = new Map(glossary.map(({ id, term }) => [id, term]));
  const terms = glossary.map(({ id, term, means, section, see }) => ({
    id,
    term,
    html: means.html,
    section: sectionLink(lessons, section),
    see: see.map((other) => ({ id: other, term: names.get(other) ?? other })),
  }));
  return { terms: terms.sort((a, b) => a.term.localeCompare(b.term, 'en')) };
}

export const presentCheatSheet = (
  { cheatSheet, lessons }: Catalogue,
  highlight: Highlight,
): CheatSheet => ({
  groups: cheatSheet.map(({ id, title, commands }) => ({
    id,
    title,
    commands: commands.map(({ run, means, trap, section }) => ({
      text: run,
      html: highlight(run, 'sh'),
      means: means.html,
      trap: trap?.html ?? null,
      section: section === undefined ? null : sectionLink(lessons, section),
    })),
  })),
});

/** Null when the lesson is left out of the course. */
function sectionLink(lessons: Catalogue['lessons'], section: Section): SectionLink | null {
  const lesson = lessons.get(section.lesson);
  const heading = lesson?.document.headings.find(({ id }) => id === section.id);
  if (lesson === undefined || heading === undefined) return null;
  const { number, meta } = lesson;
  return { href: hrefOf(section), lesson: { number, title: meta.title }, title: heading.text };
}
