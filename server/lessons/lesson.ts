/** One lesson's folder, read and checked by itself. What leads to other folders is checked in the catalogue. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Slug } from '../../protocol/names.ts';
import { type LoadedQuiz, readQuiz } from '../quiz/quiz-file.ts';
import { line, Minutes, Summary, Title } from './fields.ts';
import { readFrontMatter } from './front-matter.ts';
import { type ParsedDocument, parseDocument } from './markdown/parse.ts';
import { type Picture, pictureType, readPicture } from './pictures/picture.ts';
import { collectProblems, type Problem } from './problems.ts';

/** Where the page puts the questions of quiz.yaml. */
const QUIZ_ANCHOR = 'self-check';

export const LessonMeta = z.strictObject({
  title: Title,
  summary: Summary,
  part: z.number().int().min(1).max(5),
  minutes: Minutes,
  objectives: z.array(line(200)).min(1).max(8),
  labs: z.array(Slug),
});
type LessonMeta = z.infer<typeof LessonMeta>;

export interface LoadedLesson {
  slug: string;
  number: number;
  meta: LessonMeta;
  document: ParsedDocument;
  /** Names of its picture files. */
  pictures: ReadonlySet<string>;
  /** Null when it has none, or one with mistakes. */
  quiz: LoadedQuiz | null;
}

/**
 * Reads a lesson's folder; `files` are the names in it. No lesson when there is any problem, except in
 * its quiz: a text can be read without questions.
 */
export async function loadLesson(
  folder: string,
  slug: string,
  files: readonly string[],
): Promise<{ lesson?: LoadedLesson; problems: Problem[] }> {
  const { problems, reportFor } = collectProblems();
  const inFolder = (file: string) => reportFor(`lessons/${slug}${file === '' ? '' : `/${file}`}`);
  const report = inFolder('lesson.md');

  const [, digits] = /^(\d{2})-[a-z0-9]/.exec(slug) ?? [];
  if (digits === undefined || !Slug.safeParse(slug).success) {
    inFolder('')(
      "A lesson's folder is called nn-slug: two digits, then lower-case words and dashes.",
    );
    return { problems };
  }
  if (!files.includes('lesson.md')) {
    inFolder('')('There is no lesson.md here.');
    return { problems };
  }
  const pictures = new Map<string, Picture>();
  const pictureFiles = files.filter((file) => pictureType(file) !== undefined);
  for (const file of pictureFiles) {
    const picture = readPicture(file, await readFile(join(folder, file)), inFolder(file));
    if (picture !== undefined) pictures.set(file, picture);
  }
  const matter = readFrontMatter(
    await readFile(join(folder, 'lesson.md'), 'utf8'),
    LessonMeta,
    report,
  );
  if (matter === undefined) return { problems };
  const { data: meta, body, bodyLine } = matter;
  const document = parseDocument(body, { kind: 'page', firstLine: bodyLine, pictures }, report);
  for (const { id, line: at } of document.headings) {
    if (id.startsWith('task-')) report('Ids that begin with `task-` belong to steps of a lab.', at);
    if (id === QUIZ_ANCHOR) report(`The id \`${id}\` belongs to the questions after the text.`, at);
  }
  const used = new Set(document.pictures.map((picture) => picture.file));
  for (const file of pictures.keys()) {
    if (!used.has(file)) inFolder(file)('No document shows this picture; show it or delete it.');
  }
  if (problems.length > 0) return { problems };
  const number = Number(digits);
  const quiz = files.includes('quiz.yaml')
    ? readQuiz(
        await readFile(join(folder, 'quiz.yaml'), 'utf8'),
        document.headings,
        inFolder('quiz.yaml'),
      )
    : undefined;
  return {
    lesson: {
      slug,
      number,
      meta,
      document,
      pictures: new Set(pictureFiles),
      quiz: quiz ?? null,
    },
    problems,
  };
}
