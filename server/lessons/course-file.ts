/** lessons/course.yaml: the parts of the course. */
import { z } from 'zod';
import { Title } from './fields.ts';
import { readYaml } from './front-matter.ts';
import { collectProblems, type Problem } from './problems.ts';

export const CourseFile = z.strictObject({
  parts: z.array(z.strictObject({ title: Title })).min(1),
});

const FILE = 'lessons/course.yaml';

/** The titles of the parts, in order; null text stands for a file that isn't there. */
export function readCourse(text: string | null): { titles: string[]; problems: Problem[] } {
  const { problems, reportFor } = collectProblems();
  const report = reportFor(FILE);
  if (text === null) report('The file is missing; it names the parts of the course.');
  const course = text === null ? undefined : readYaml(text, CourseFile, report);
  return { titles: course?.parts.map((part) => part.title) ?? [], problems };
}
