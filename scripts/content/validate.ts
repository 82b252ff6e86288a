/** Everything about lessons and labs that can be found wrong without an engine. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import type { CheatSheet } from '../../protocol/reference.ts';
import { readConfig } from '../../server/config.ts';
import { readMistake } from '../../server/labs/content/mistake.ts';
import { scriptParts } from '../../server/labs/content/solution.ts';
import { createContent } from '../../server/lessons/content.ts';
import { problemText } from '../../server/lessons/problems.ts';
import type { Content } from '../../server/lessons/types.ts';
import { longestIsRight } from '../../server/quiz/giveaway.ts';
import { CHEAT_SHEET_FILE } from '../../server/reference/cheat-sheet-file.ts';
import { allOf, imageSet } from '../../server/sandbox/images/image-set.ts';
import { fileProblem, imagesUsed, shellProblem } from './syntax.ts';

/** One line for each problem, as `FILE:LINE: what is wrong`; none when nothing is. */
export async function validate(root: string): Promise<string[]> {
  const labImages = allOf(imageSet(readConfig(process.env).images));
  const images = labImages.flatMap(({ name, aliases }) => [name, ...aliases]);
  const content = await createContent({
    root,
    images: labImages.map(({ name }) => name),
    log: pino({ level: 'silent' }),
  });
  const problems = (await content.problems()).map(problemText);
  const { parts } = await content.course();
  for (const { slug, labs } of parts.flatMap(({ lessons }) => lessons)) {
    const { document } = await content.lesson(slug);
    problems.push(...blockProblems(`lessons/${slug}/lesson.md`, document.blocks, images));
    problems.push(...(await quizProblems(content, slug)));
    for (const lab of labs) problems.push(...(await labProblems(root, content, lab.slug, images)));
  }
  problems.push(...sheetProblems(await content.cheatSheet(), images));
  return problems;
}

/** Its commands can be read, and use nothing that labs lack. */
function sheetProblems({ groups }: CheatSheet, images: readonly string[]): string[] {
  return groups.flatMap(({ id, commands }) => {
    const where = `${CHEAT_SHEET_FILE}: group ${id}`;
    const whole = commands.map(({ text }) => text).join('\n');
    const unreadable = commands.flatMap(({ text }) => {
      const wrong = shellProblem(text);
      return wrong === null ? [] : [`${where}: \`${text}\` can't be read: ${wrong}`];
    });
    return [...unreadable, ...strangers(where, whole, images)];
  });
}

/** Length must not tell which option is right, at least not more often than not. */
async function quizProblems(content: Content, slug: string): Promise<string[]> {
  const questions = await content.questions(slug);
  const given = questions.filter(longestIsRight).map(({ id }) => id);
  if (given.length <= questions.length / 2) return [];
  return [
    `lessons/${slug}/quiz.yaml: the longest option is a right one in ${given.length} of ${questions.length} questions (${given.join(', ')}), which gives the answer away.`,
  ];
}

type Blocks = Awaited<ReturnType<Content['lesson']>>['document']['blocks'];

function blockProblems(file: string, blocks: Blocks, images: readonly string[]): string[] {
  const active = blocks.filter(({ kind }) => kind === 'run' || kind === 'file');
  const unreadable = active.flatMap(({ kind, index, text, file: target = '' }) => {
    const wrong = kind === 'run' ? shellProblem(text) : fileProblem(target, text);
    return wrong === null ? [] : [`${file}: block ${index} can't be read: ${wrong}`];
  });
  // An image may be built in one block and run in another.
  const whole = active.map(({ text }) => text).join('\n');
  return [...unreadable, ...strangers(file, whole, images)];
}

const strangers = (where: string, text: string, images: readonly string[]): string[] =>
  imagesUsed(text)
    .filter((image) => !images.includes(image))
    .map((image) => `${where} uses the image ${image}, which labs don't have.`);

/** The steps and the scripts of one lab. */
async function labProblems(
  root: string,
  content: Content,
  slug: string,
  images: readonly string[],
): Promise<string[]> {
  const folder = join(root, 'labs', slug);
  const { document } = await content.lab(slug);
  const problems = blockProblems(`labs/${slug}/lab.md`, document.blocks, images);
  const tasks = content.graded(slug).tasks.map(({ id }) => id);
  const grader = await graderOf(folder);
  const setup = await readFile(join(folder, 'setup.sh'), 'utf8').catch(() => '');
  const unreadable = shellProblem(setup);
  if (unreadable !== null) problems.push(`labs/${slug}/setup.sh: ${unreadable}`);
  problems.push(...strangers(`labs/${slug}/setup.sh`, setup, images));
  const solutions = [
    'solution.sh',
    ...(await scriptsIn(folder, 'alternatives')),
    ...(await scriptsIn(folder, 'mistakes')),
  ];
  for (const name of solutions) {
    const where = `labs/${slug}/${name}`;
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    if (text.trim() === '') {
      problems.push(`${where}: it is missing or empty.`);
      continue;
    }
    const wrong = shellProblem(text);
    if (wrong !== null) problems.push(`${where}: ${wrong}`);
    problems.push(...strangers(where, text, images));
    for (const task of scriptParts(text).flatMap((part) => part.tasks)) {
      if (!tasks.includes(task)) problems.push(`${where}: # task ${task} is no task of the lab.`);
    }
    if (name.startsWith('mistakes/')) {
      problems.push(...mistakeProblems(where, text, tasks, grader));
    }
  }
  if (!solutions.some((name) => name.startsWith('mistakes/'))) {
    problems.push(`labs/${slug}: there is no script in mistakes/.`);
  }
  return problems;
}

/** The text of `grade.ts` and of what it was divided into. */
async function graderOf(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('\n');
}

function mistakeProblems(
  where: string,
  text: string,
  tasks: readonly string[],
  grader: string,
): string[] {
  const mistake = readMistake(text);
  if (mistake === undefined) {
    return [`${where}:1: it must begin with: # fails TASK with REASON`];
  }
  return [
    ...(tasks.includes(mistake.task) ? [] : [`${where}:1: ${mistake.task} is no task of the lab.`]),
    ...(grader.includes(`'${mistake.reason}'`)
      ? []
      : [`${where}:1: the grader gives no reason '${mistake.reason}'.`]),
  ];
}

/** `mistakes/NAME.sh` for each script in a folder of the lab; none when there is no such folder. */
export async function scriptsIn(lab: string, folder: string): Promise<string[]> {
  const names = await readdir(join(lab, folder)).catch(() => []);
  return names
    .filter((name) => name.endsWith('.sh'))
    .sort()
    .map((name) => `${folder}/${name}`);
}
