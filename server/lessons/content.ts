/** The content of the course: read, checked, rendered once, and found again by slug. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Place } from '../../protocol/names.ts';
import type { CheatSheet, Glossary } from '../../protocol/reference.ts';
import { AppError } from '../errors.ts';
import { packFiles } from '../labs/content/files.ts';
import type { LoadedLab } from '../labs/content/lab.ts';
import type { LoadedGlossary } from '../reference/glossary-file.ts';
import { presentCheatSheet, presentGlossary } from '../reference/present.ts';
import { createTermFinder, type TermFinder } from '../reference/term-links.ts';
import { type Passage, passagesOf } from '../search/passages.ts';
import { imagesNamed } from './images-named.ts';
import type { LoadedLesson } from './lesson.ts';
import { type Edition, openLibrary } from './library.ts';
import { type Highlight, loadHighlight } from './markdown/highlight.ts';
import type { ParsedDocument } from './markdown/parse.ts';
import { renderDocument } from './markdown/render.ts';
import { courseContent, labContent, lessonContent } from './outline.ts';
import { pictureType } from './pictures/picture.ts';
import { problemText } from './problems.ts';
import type { Content, CourseContent, LabContent, LessonContent } from './types.ts';

/** What rendering with one glossary needs, and what came of it. */
interface Rendering {
  terms: TermFinder;
  html: WeakMap<ParsedDocument, Promise<string>>;
}

const NO_TERMS: LoadedGlossary = [];

/** What is made of an edition is made once. */
interface Shown {
  course: CourseContent;
  lessons: Map<string, Promise<LessonContent>>;
  labs: Map<string, Promise<LabContent>>;
  glossary: Glossary;
  cheatSheet: Map<'all', Promise<CheatSheet>>;
  passages: readonly Passage[];
}

/**
 * Reads all lessons and labs below `root`. Those with mistakes are left out, and the log says why.
 * @param parts.images names of the images that lessons and labs may use
 * @param parts.now milliseconds, for how often files are looked at again
 */
export async function createContent(parts: {
  root: string;
  images: readonly string[];
  log: Logger;
  now?: () => number;
}): Promise<Content> {
  const { root, images, log, now = Date.now } = parts;
  let told = new Set<string>();

  const library = await openLibrary({
    root,
    images,
    now,
    onEdition({ problems }) {
      const texts = new Set(problems.map(problemText));
      for (const text of texts) if (!told.has(text)) log.warn(`content: ${text}`);
      told = texts;
    },
  });

  let highlight: Promise<Highlight> | undefined;
  function highlighter(): Promise<Highlight> {
    highlight ??= loadHighlight();
    return highlight;
  }

  /** For each glossary what was rendered with it. Terms are for lessons: a lab's steps and hints have none. */
  const renderings = new WeakMap<LoadedGlossary, Rendering>();
  function renderingWith(glossary: LoadedGlossary): Rendering {
    const known = renderings.get(glossary);
    if (known !== undefined) return known;
    const made = { terms: createTermFinder(glossary), html: new WeakMap() };
    renderings.set(glossary, made);
    return made;
  }
  function htmlOf(document: ParsedDocument, slug: string, glossary = NO_TERMS): Promise<string> {
    const { terms, html } = renderingWith(glossary);
    const known = html.get(document);
    if (known !== undefined) return known;
    const made = highlighter().then((loaded) => renderDocument(document, loaded, slug, terms()));
    html.set(document, made);
    return made;
  }

  const shownOf = new WeakMap<Edition, Shown>();
  function shown(edition: Edition): Shown {
    const known = shownOf.get(edition);
    if (known !== undefined) return known;
    const { catalogue } = edition;
    const made: Shown = {
      course: courseContent(catalogue),
      lessons: new Map(),
      labs: new Map(),
      glossary: presentGlossary(catalogue),
      cheatSheet: new Map(),
      passages: passagesOf(catalogue),
    };
    shownOf.set(edition, made);
    return made;
  }

  function lessonIn(edition: Edition, slug: string): LoadedLesson {
    const lesson = edition.catalogue.lessons.get(slug);
    if (lesson === undefined) throw missing(edition, 'lesson', slug);
    return lesson;
  }

  function labIn(edition: Edition, slug: string): LoadedLab {
    const lab = edition.catalogue.labs.get(slug);
    if (lab === undefined) throw missing(edition, 'lab', slug);
    return lab;
  }

  function showLesson(edition: Edition, slug: string): Promise<LessonContent> {
    const lesson = lessonIn(edition, slug);
    return once(shown(edition).lessons, slug, async () =>
      lessonContent(
        edition.catalogue,
        lesson,
        await htmlOf(lesson.document, slug, edition.catalogue.glossary),
        imagesNamed(lesson.document.blocks, images),
      ),
    );
  }

  function showLab(edition: Edition, slug: string): Promise<LabContent> {
    const lab = labIn(edition, slug);
    return once(shown(edition).labs, slug, async () =>
      labContent(lessonIn(edition, lab.meta.lesson), lab, await htmlOf(lab.document, slug)),
    );
  }

  return {
    course: async () => shown(await library.current()).course,
    lesson: async (slug) => showLesson(await library.current(), slug),
    lab: async (slug) => showLab(await library.current(), slug),

    async hint(slug, task, n) {
      const hint = labIn(await library.current(), slug).hints.get(task)?.[n - 1];
      if (hint === undefined) throw new AppError('notFound', 'There is no such hint.');
      return { n, html: await htmlOf(hint, slug) };
    },

    async picture(slug, file) {
      const lesson = lessonIn(await library.current(), slug);
      const type = pictureType(file);
      // The name is one that was found in the folder: nothing outside can be asked for.
      if (!lesson.pictures.has(file) || type === undefined) {
        throw new AppError('notFound', 'There is no such picture.');
      }
      return { path: join(root, 'lessons', slug, file), type };
    },

    async startingState(slug) {
      const { hasSetup } = labIn(await library.current(), slug);
      const folder = join(root, 'labs', slug);
      return {
        files: await packFiles(join(folder, 'files')),
        setup: hasSetup ? await readFile(join(folder, 'setup.sh'), 'utf8') : null,
      };
    },

    require(place) {
      requirePlace(library.edition, place);
    },

    images(place) {
      const { edition } = library;
      return place.kind === 'lab'
        ? labIn(edition, place.slug).meta.images
        : imagesNamed(lessonIn(edition, place.slug).document.blocks, images);
    },

    block(place, index) {
      const { blocks } = requirePlace(library.edition, place).document;
      const block = blocks[index];
      if (block === undefined) {
        throw new AppError(
          'block.notFound',
          "This block isn't in the text any more. Reload the page to see the present one.",
        );
      }
      if (block.kind === 'run') return { kind: 'run', text: block.text };
      if (block.kind === 'file' && block.file !== undefined) {
        return { kind: 'file', path: block.file, text: block.text };
      }
      throw new AppError('block.notRunnable', "This block is only for reading; it can't be run.");
    },

    solution(slug, task) {
      const part = labIn(library.edition, slug).solution.get(task);
      if (part !== undefined) return part;
      throw new AppError(
        'task.notFound',
        'There is no solution to show for this task. Reload the page to see the present tasks.',
      );
    },

    graded(slug) {
      const { meta, grader } = labIn(library.edition, slug);
      const tasks = meta.tasks.map(({ id, title, needs }) => ({
        id,
        title,
        needs,
        observe: grader.observes.has(id),
        experiment: grader.experiments.has(id),
      }));
      return { tasks, grader: { module: grader.module, version: grader.version } };
    },

    questions: async (slug) => lessonIn(await library.current(), slug).quiz?.questions ?? [],

    glossary: async () => shown(await library.current()).glossary,

    async cheatSheet() {
      const edition = await library.current();
      return once(shown(edition).cheatSheet, 'all', async () =>
        presentCheatSheet(edition.catalogue, await highlighter()),
      );
    },

    passages: async () => shown(await library.current()).passages,

    problems: async () => (await library.current()).problems,

    reread: async () => (await library.reread()).problems.map(problemText),

    async warm() {
      const { edition } = library;
      const { lessons, labs } = edition.catalogue;
      try {
        for (const slug of lessons.keys()) await yielded(() => showLesson(edition, slug));
        for (const slug of labs.keys()) await yielded(() => showLab(edition, slug));
      } catch (error) {
        log.error({ err: error }, 'rendering the course');
      }
    },
  };

  function requirePlace(edition: Edition, place: Place): LoadedLesson | LoadedLab {
    return place.kind === 'lesson' ? lessonIn(edition, place.slug) : labIn(edition, place.slug);
  }
}

/** A document takes tens of milliseconds to render; whoever waits meanwhile is served in between. */
async function yielded(work: () => Promise<unknown>): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await work();
}

function once<T>(made: Map<string, T>, key: string, make: () => T): T {
  const known = made.get(key);
  if (known !== undefined) return known;
  const value = make();
  made.set(key, value);
  return value;
}

function missing(edition: Edition, kind: 'lesson' | 'lab', slug: string): AppError {
  const message = edition.hasFolder(kind, slug)
    ? `The text of this ${kind} has a mistake in it, so it is left out until that is mended. The server's log says where.`
    : `There is no such ${kind}. The course map shows all there are.`;
  return new AppError(`${kind}.notFound`, message);
}
