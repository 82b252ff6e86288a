/** Reads the folders of a course and keeps what was read until a file changes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LoadedLab, loadLab } from '../labs/content/lab.ts';
import {
  CHEAT_SHEET_FILE,
  type LoadedCheatSheet,
  readCheatSheet,
} from '../reference/cheat-sheet-file.ts';
import { GLOSSARY_FILE, type LoadedGlossary, readGlossary } from '../reference/glossary-file.ts';
import { buildCatalogue, type Catalogue } from './catalogue.ts';
import { readCourse } from './course-file.ts';
import { type Folder, fileVersion, listFolders } from './folders.ts';
import { type LoadedLesson, loadLesson } from './lesson.ts';
import { collectProblems, type Problem, type Report } from './problems.ts';

/** One reading of the whole course. A new one is a new object. */
export interface Edition {
  catalogue: Catalogue;
  /** Whether there is a folder, even one that is left out. */
  hasFolder(kind: 'lesson' | 'lab', slug: string): boolean;
  problems: readonly Problem[];
}

/**
 * Files are looked at again at most this often: a course's couple of hundred `stat`s take milliseconds,
 * and an author doesn't save and reload faster.
 */
const RECHECK_MS = 1000;

interface Shelf<T> {
  signature: string;
  loaded: T | undefined;
  problems: readonly Problem[];
}

export interface Library {
  /** What was read last. */
  readonly edition: Edition;
  /** What is there now, or was a second ago. */
  current(): Promise<Edition>;
  /** What is there now. */
  reread(): Promise<Edition>;
}

/** Opens the course below `root` (`lessons/`, `labs/`). */
export async function openLibrary(parts: {
  root: string;
  /** Names of the images that labs have. */
  images: readonly string[];
  /** Milliseconds, any origin. */
  now: () => number;
  /** Told of each new edition. */
  onEdition(edition: Edition): void;
}): Promise<Library> {
  const lessonsRoot = join(parts.root, 'lessons');
  const labsRoot = join(parts.root, 'labs');
  const lessons = new Map<string, Shelf<LoadedLesson>>();
  const labs = new Map<string, Shelf<LoadedLab>>();
  const glossaryFile = createFile(parts.root, GLOSSARY_FILE, readGlossary);
  const sheetFile = createFile(parts.root, CHEAT_SHEET_FILE, readCheatSheet);
  let signature: string | undefined;

  async function read(before: Edition | undefined): Promise<Edition> {
    const courseFile = join(lessonsRoot, 'course.yaml');
    const [lessonFolders, labFolders, courseVersion, ...versions] = await Promise.all([
      listFolders(lessonsRoot),
      listFolders(labsRoot),
      fileVersion(courseFile),
      glossaryFile.version(),
      sheetFile.version(),
    ]);
    const of = [courseVersion, ...versions, lessonFolders, labFolders];
    const found = JSON.stringify(of.map(signatureOf));
    if (before !== undefined && found === signature) return before;

    const course = readCourse(courseVersion === '' ? null : await readFile(courseFile, 'utf8'));
    await fill(lessons, lessonFolders, async ({ path, slug, files }) => {
      const { lesson, problems } = await loadLesson(path, slug, files);
      return { loaded: lesson, problems };
    });
    await fill(labs, labFolders, async ({ path, slug, files, versions }) => {
      const graderVersion = versions.get('grade.ts') ?? '';
      const imageSet = parts.images;
      const lab = await loadLab({ folder: path, slug, files, graderVersion, imageSet });
      return { loaded: lab.lab, problems: lab.problems };
    });
    const glossary: Shelf<LoadedGlossary> = await glossaryFile.read(versions[0]);
    const cheatSheet: Shelf<LoadedCheatSheet> = await sheetFile.read(versions[1]);
    const catalogue = buildCatalogue({
      titles: course.titles,
      lessons: contents(lessons),
      labs: contents(labs),
      glossary: glossary.loaded ?? [],
      cheatSheet: cheatSheet.loaded ?? [],
    });
    signature = found;
    const shelves = [...lessons.values(), ...labs.values(), glossary, cheatSheet];
    const edition: Edition = {
      catalogue,
      hasFolder: (kind, slug) => (kind === 'lesson' ? lessons : labs).has(slug),
      problems: [
        ...course.problems,
        ...shelves.flatMap((shelf) => shelf.problems),
        ...catalogue.problems,
      ],
    };
    parts.onEdition(edition);
    return edition;
  }

  let edition = await read(undefined);
  let readAt = parts.now();
  let reading: Promise<Edition> | undefined;

  async function readAgain(): Promise<Edition> {
    reading ??= read(edition).finally(() => {
      reading = undefined;
      readAt = parts.now();
    });
    edition = await reading;
    return edition;
  }

  return {
    get edition() {
      return edition;
    },
    async current() {
      const recent = reading === undefined && parts.now() - readAt < RECHECK_MS;
      return recent ? edition : readAgain();
    },
    async reread() {
      // What is being read may have been looked at before the change.
      await reading;
      return readAgain();
    },
  };
}

/** A file that may be absent: read anew when it has changed. */
function createFile<T>(
  root: string,
  name: string,
  readText: (text: string | null, report: Report) => T,
): { version(): Promise<string>; read(version: string): Promise<Shelf<T>> } {
  const path = join(root, name);
  let shelf: Shelf<T> | undefined;
  return {
    version: () => fileVersion(path),
    async read(version) {
      if (shelf?.signature === version) return shelf;
      const { problems, reportFor } = collectProblems();
      const text = version === '' ? null : await readFile(path, 'utf8');
      shelf = { signature: version, loaded: readText(text, reportFor(name)), problems };
      return shelf;
    },
  };
}

/** Loads what is new or has changed, and takes away what is gone. */
async function fill<T>(
  shelves: Map<string, Shelf<T>>,
  folders: readonly Folder[],
  load: (folder: Folder) => Promise<{ loaded: T | undefined; problems: readonly Problem[] }>,
): Promise<void> {
  const slugs = new Set(folders.map((folder) => folder.slug));
  for (const slug of shelves.keys()) if (!slugs.has(slug)) shelves.delete(slug);
  await Promise.all(
    folders.map(async (folder) => {
      if (shelves.get(folder.slug)?.signature === folder.signature) return;
      const { loaded, problems } = await load(folder);
      shelves.set(folder.slug, { signature: folder.signature, loaded, problems });
    }),
  );
}

const signatureOf = (of: string | readonly Folder[]): unknown =>
  typeof of === 'string' ? of : of.map((folder) => [folder.slug, folder.signature]);

const contents = <T>(shelves: ReadonlyMap<string, Shelf<T>>): Map<string, T | undefined> =>
  new Map([...shelves].map(([slug, shelf]) => [slug, shelf.loaded]));
