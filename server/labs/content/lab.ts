/** One lab's folder, read and checked by itself. What leads to other folders is checked in the catalogue. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Slug } from '../../../protocol/names.ts';
import { Minutes, Summary, Title } from '../../lessons/fields.ts';
import { readFrontMatter } from '../../lessons/front-matter.ts';
import { type ParsedDocument, parseDocument } from '../../lessons/markdown/parse.ts';
import { collectProblems, type Problem, type Report } from '../../lessons/problems.ts';
import { type Grader, loadGrader } from './grader.ts';
import { type ScriptPart, solutionOf } from './solution.ts';

/** Hints are read one after another; more than this are a solution. */
const MAX_HINTS = 9;

const TaskMeta = z.strictObject({
  id: Slug,
  title: Title,
  needs: z.array(Slug).default([]),
  section: z.string().min(1),
  hints: z.array(z.string().min(1)).max(MAX_HINTS),
});
type TaskMeta = z.infer<typeof TaskMeta>;

export const labMeta = (imageSet: readonly string[]) =>
  z.strictObject({
    title: Title,
    summary: Summary,
    minutes: Minutes,
    lesson: Slug,
    images: z.array(
      z.string().refine((image) => imageSet.includes(image), {
        message: `is not in the set of images: ${imageSet.join(', ')}`,
      }),
    ),
    tasks: z.array(TaskMeta).min(1).superRefine(checkOrder),
  });
type LabMeta = z.infer<ReturnType<typeof labMeta>>;

/** Ids are unique, and a task needs only what comes before it. */
function checkOrder(tasks: readonly TaskMeta[], context: z.RefinementCtx): void {
  const earlier = new Set<string>();
  for (const [index, { id, needs }] of tasks.entries()) {
    if (earlier.has(id)) {
      context.addIssue({ code: 'custom', path: [index, 'id'], message: `\`${id}\` stands twice` });
    }
    for (const [at, need] of needs.entries()) {
      if (earlier.has(need)) continue;
      const path = [index, 'needs', at];
      context.addIssue({ code: 'custom', path, message: `no earlier task is called \`${need}\`` });
    }
    earlier.add(id);
  }
}

export interface LoadedLab {
  slug: string;
  meta: LabMeta;
  document: ParsedDocument;
  /** For each task its hints. */
  hints: ReadonlyMap<string, readonly ParsedDocument[]>;
  grader: Grader;
  /** Whether there is a `setup.sh`. */
  hasSetup: boolean;
  /** For each task what does it, where `solution.sh` has a part of its own for it. */
  solution: ReadonlyMap<string, ScriptPart>;
}

export interface LabFolder {
  folder: string;
  slug: string;
  /** The names in it. */
  files: readonly string[];
  /** Changes with grade.ts. */
  graderVersion: string;
  imageSet: readonly string[];
}

/** Reads a lab's folder. No lab when there is any problem. */
export async function loadLab({
  folder,
  slug,
  files,
  graderVersion,
  imageSet,
}: LabFolder): Promise<{ lab?: LoadedLab; problems: Problem[] }> {
  const { problems, reportFor } = collectProblems();
  const report = reportFor(`labs/${slug}/lab.md`);
  if (!Slug.safeParse(slug).success) {
    reportFor(`labs/${slug}`)("A lab's folder is named in lower-case words and dashes.");
    return { problems };
  }
  for (const file of ['lab.md', 'grade.ts']) {
    if (!files.includes(file)) reportFor(`labs/${slug}`)(`There is no ${file} here.`);
  }
  if (problems.length > 0) return { problems };

  const matter = readFrontMatter(
    await readFile(join(folder, 'lab.md'), 'utf8'),
    labMeta(imageSet),
    report,
  );
  if (matter === undefined) return { problems };
  const { data: meta, body, bodyLine } = matter;
  const pictures = new Map<string, never>();
  const document = parseDocument(body, { kind: 'page', firstLine: bodyLine, pictures }, report);
  checkSteps(meta, document, report);
  const hints = new Map(
    meta.tasks.map((task) => [
      task.id,
      task.hints.map((hint, index) =>
        parseDocument(hint, { kind: 'hint', firstLine: 1, pictures }, (message) =>
          report(`Hint ${index + 1} of task \`${task.id}\`: ${message}`),
        ),
      ),
    ]),
  );
  const grader = await loadGrader(
    join(folder, 'grade.ts'),
    graderVersion,
    meta.tasks.map((task) => task.id),
    reportFor(`labs/${slug}/grade.ts`),
  );
  if (problems.length > 0 || grader === undefined) return { problems };
  const hasSetup = files.includes('setup.sh');
  const solution = solutionOf(
    files.includes('solution.sh') ? await readFile(join(folder, 'solution.sh'), 'utf8') : '',
  );
  return { lab: { slug, meta, document, hints, grader, hasSetup, solution }, problems };
}

/** One `## … {#task-ID}` for each task, in their order. */
function checkSteps(meta: LabMeta, document: ParsedDocument, report: Report): void {
  const steps = document.headings.filter((heading) => heading.id.startsWith('task-'));
  const wanted = meta.tasks.map((task) => `task-${task.id}`);
  for (const { id, level, line } of steps) {
    if (!wanted.includes(id)) report(`There is no task for the step \`${id}\`.`, line);
    else if (level !== 2) report("A task's step begins with a `##` heading.", line);
  }
  for (const id of wanted) {
    if (!steps.some((step) => step.id === id)) {
      report(`The task has no step; write a heading \`## … {#${id}}\`.`);
    }
  }
  const order = steps.filter((step) => wanted.includes(step.id));
  const misplaced = order.find((step, index) => step.id !== wanted[index]);
  if (order.length === wanted.length && misplaced !== undefined) {
    report('The steps must stand in the order of the tasks.', misplaced.line);
  }
}
