/** All lessons and labs together: what leads from one to another, and what is left out. Pure. */
import type { LoadedLab } from '../labs/content/lab.ts';
import { CHEAT_SHEET_FILE, type LoadedCheatSheet } from '../reference/cheat-sheet-file.ts';
import { GLOSSARY_FILE, type LoadedGlossary } from '../reference/glossary-file.ts';
import { hrefOf, type Section } from '../reference/section.ts';
import type { LoadedLesson } from './lesson.ts';
import type { ParsedDocument } from './markdown/parse.ts';
import { collectProblems, type Problem, type Report } from './problems.ts';

/** A folder: what was loaded from it, or nothing when it has mistakes. */
export interface Sources {
  titles: readonly string[];
  lessons: ReadonlyMap<string, LoadedLesson | undefined>;
  labs: ReadonlyMap<string, LoadedLab | undefined>;
  glossary: LoadedGlossary;
  cheatSheet: LoadedCheatSheet;
}

export interface Catalogue {
  parts: { title: string; lessons: LoadedLesson[] }[];
  /** In the order of the course. */
  lessons: ReadonlyMap<string, LoadedLesson>;
  labs: ReadonlyMap<string, LoadedLab>;
  /** For each lesson its labs that can be shown. */
  labsOf(lesson: LoadedLesson): LoadedLab[];
  /** The same object until its file changes. */
  glossary: LoadedGlossary;
  cheatSheet: LoadedCheatSheet;
  problems: Problem[];
}

export function buildCatalogue(sources: Sources): Catalogue {
  const { problems, reportFor } = collectProblems();
  const reportLesson = (slug: string) => reportFor(`lessons/${slug}/lesson.md`);
  const reportLab = (slug: string) => reportFor(`labs/${slug}/lab.md`);

  const lessons = new Map<string, LoadedLesson>();
  const numbers = new Map<number, string>();
  for (const lesson of inOrder(sources.lessons.values())) {
    const { slug, number, meta } = lesson;
    if (meta.part > sources.titles.length) {
      reportLesson(slug)(`course.yaml has no part ${meta.part}; the lesson is left out.`);
      continue;
    }
    const namesake = numbers.get(number);
    if (namesake !== undefined) reportLesson(slug)(`\`${namesake}\` has the same number.`);
    numbers.set(number, slug);
    lessons.set(slug, lesson);
  }

  const labs = new Map<string, LoadedLab>();
  for (const lab of sources.labs.values()) {
    if (lab === undefined) continue;
    const lesson = lessons.get(lab.meta.lesson);
    if (lesson === undefined) {
      const why = sources.lessons.has(lab.meta.lesson) ? 'is left out itself' : 'does not exist';
      reportLab(lab.slug)(`Its lesson \`${lab.meta.lesson}\` ${why}, so the lab is left out.`);
      continue;
    }
    labs.set(lab.slug, lab);
    if (!lesson.meta.labs.includes(lab.slug)) {
      reportLab(lab.slug)(`The lesson \`${lesson.slug}\` doesn't list it in its \`labs\`.`);
    }
    for (const task of lab.meta.tasks) {
      if (hasHeading(lesson.document, task.section)) continue;
      reportLab(lab.slug)(
        `The section of task \`${task.id}\` is no heading of ${lesson.slug}: \`${task.section}\`.`,
      );
    }
  }

  for (const lesson of lessons.values()) {
    for (const slug of lesson.meta.labs) {
      const lab = labs.get(slug);
      if (lab !== undefined && lab.meta.lesson !== lesson.slug) {
        reportLesson(lesson.slug)(`The lab \`${slug}\` belongs to \`${lab.meta.lesson}\`.`);
      } else if (lab === undefined && !sources.labs.has(slug)) {
        reportLesson(lesson.slug)(`There is no lab \`${slug}\`.`);
      }
    }
  }

  function checkLink({ target, href, line }: ParsedDocument['links'][number], report: Report) {
    if (target.kind !== 'lesson' && target.kind !== 'lab') return;
    const places = target.kind === 'lesson' ? sources.lessons : sources.labs;
    if (!places.has(target.slug)) report(`The link \`${href}\` leads nowhere.`, line);
    // What is wrong with a folder that was left out has been said; its headings aren't known.
    const found = places.get(target.slug);
    if (found === undefined || target.id === null) return;
    if (!hasHeading(found.document, target.id)) {
      report(`The link \`${href}\` leads to a heading that isn't there.`, line);
    }
  }
  function checkLinks(document: ParsedDocument, report: Report): void {
    for (const link of document.links) checkLink(link, report);
  }
  function checkSection(section: Section, of: string, report: Report): void {
    const target = { kind: 'lesson', slug: section.lesson, id: section.id } as const;
    const about: Report = (message) => report(`${of}: ${message}`);
    checkLink({ target, href: hrefOf(section), line: 0 }, about);
  }
  for (const lesson of lessons.values()) checkLinks(lesson.document, reportLesson(lesson.slug));
  for (const lab of labs.values()) {
    checkLinks(lab.document, reportLab(lab.slug));
    for (const hint of [...lab.hints.values()].flat()) {
      checkLinks(hint, (message) => reportLab(lab.slug)(`In a hint: ${message}`));
    }
  }

  for (const { id, section } of sources.glossary) {
    checkSection(section, `Term \`${id}\``, reportFor(GLOSSARY_FILE));
  }
  for (const { run, section } of sources.cheatSheet.flatMap(({ commands }) => commands)) {
    if (section === undefined) continue;
    checkSection(section, `Command \`${run}\``, reportFor(CHEAT_SHEET_FILE));
  }

  const parts = sources.titles.map((title, index) => ({
    title,
    lessons: [...lessons.values()].filter((lesson) => lesson.meta.part === index + 1),
  }));
  return {
    parts: parts.filter((part) => part.lessons.length > 0),
    // Within the course a lesson comes after all of the parts before its own.
    lessons: new Map(parts.flatMap((part) => part.lessons.map((lesson) => [lesson.slug, lesson]))),
    labs,
    labsOf: (lesson) =>
      lesson.meta.labs.flatMap((slug) => {
        const lab = labs.get(slug);
        return lab === undefined || lab.meta.lesson !== lesson.slug ? [] : [lab];
      }),
    glossary: sources.glossary,
    cheatSheet: sources.cheatSheet,
    problems,
  };
}

const inOrder = (lessons: Iterable<LoadedLesson | undefined>): LoadedLesson[] =>
  [...lessons]
    .filter((lesson) => lesson !== undefined)
    .sort((a, b) => a.number - b.number || (a.slug < b.slug ? -1 : 1));

const hasHeading = (document: ParsedDocument, id: string): boolean =>
  document.headings.some((heading) => heading.id === id);
