/** JSON schemas of the content's YAML, for editors. Written from the schemas that the server reads with. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { labMeta } from '../../server/labs/content/lab.ts';
import { CourseFile } from '../../server/lessons/course-file.ts';
import { LessonMeta } from '../../server/lessons/lesson.ts';
import { quizFile } from '../../server/quiz/quiz-file.ts';
import { CheatSheetFile } from '../../server/reference/cheat-sheet-file.ts';
import { GlossaryFile } from '../../server/reference/glossary-file.ts';
import { LAB_IMAGES } from '../../server/sandbox/images/image-set.ts';

export const SCHEMA_FOLDER = 'docs/schemas';

const sources: Readonly<Record<string, z.ZodType>> = {
  course: CourseFile,
  lesson: LessonMeta,
  // Which sections there are is known of a lesson, not of the format.
  quiz: quizFile([]),
  glossary: GlossaryFile,
  'cheat-sheet': CheatSheetFile,
  lab: labMeta(LAB_IMAGES.map(({ name }) => name)),
};

/** The text of each schema file, by its name in `SCHEMA_FOLDER`. */
export function schemaFiles(): Map<string, string> {
  return new Map(
    Object.entries(sources).map(([name, schema]) => {
      // What an author writes, before defaults are filled in. Rules that JSON schema has no words for are
      // left to `validate`.
      const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
      return [`${name}.schema.json`, `${JSON.stringify(json, null, 2)}\n`];
    }),
  );
}

/** Writes them; returns the paths written, relative to the root. */
export async function writeSchemas(root: string): Promise<string[]> {
  await mkdir(join(root, SCHEMA_FOLDER), { recursive: true });
  const paths: string[] = [];
  for (const [name, text] of schemaFiles()) {
    const path = join(SCHEMA_FOLDER, name);
    await writeFile(join(root, path), text);
    paths.push(path);
  }
  return paths;
}
