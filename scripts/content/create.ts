/** `content new`: a lesson or a lab that is valid, and a lab that passes, from the first moment. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Slug } from '../../protocol/names.ts';
import { withLab } from './front-matter-edit.ts';
import { type Files, labFiles, lessonFiles } from './skeletons.ts';

/**
 * Writes a lesson's folder; `name` with or without its number, the next free one otherwise.
 * @returns the paths written, relative to the root
 * @throws Error when the name can't be one, or is taken
 */
export async function newLesson(root: string, name: string, part: number): Promise<string[]> {
  const taken = await lessonsIn(root);
  const last = Math.max(0, ...taken.map((slug) => Number(slug.slice(0, 2))));
  const slug = /^\d\d-/.test(name) ? name : `${String(last + 1).padStart(2, '0')}-${name}`;
  checkName(slug);
  const namesake = taken.find((other) => other.slice(0, 2) === slug.slice(0, 2));
  if (namesake !== undefined) throw new Error(`The number is taken by lessons/${namesake}.`);
  if (!Number.isInteger(part) || part < 1) throw new Error('--part is a number from 1.');
  return write(root, join('lessons', slug), lessonFiles({ title: titleOf(slug.slice(3)), part }));
}

/**
 * Writes a lab's folder and adds the lab to its lesson; without one named, to the last lesson.
 * @returns the paths written, relative to the root
 * @throws Error when the name can't be one or is taken, or there is no such lesson
 */
export async function newLab(root: string, slug: string, lesson?: string): Promise<string[]> {
  checkName(slug);
  const lessons = await lessonsIn(root);
  const home = lesson ?? lessons.at(-1);
  if (home === undefined || !lessons.includes(home)) {
    throw new Error(`There is no lesson ${home ?? ''} in lessons/; write it first.`);
  }
  const lessonPath = join('lessons', home, 'lesson.md');
  const text = await readFile(join(root, lessonPath), 'utf8');
  const section = /^## .*?\{#([a-z0-9-]+)\}\s*$/m.exec(text)?.[1];
  if (section === undefined) {
    throw new Error(`${lessonPath} has no heading with an id, such as: ## What it is {#what}`);
  }
  const files = labFiles({ slug, title: titleOf(slug), lesson: home, section });
  const written = await write(root, join('labs', slug), files);
  await writeFile(join(root, lessonPath), withLab(text, slug));
  return [...written, lessonPath];
}

async function lessonsIn(root: string): Promise<string[]> {
  const names = await readdir(join(root, 'lessons'));
  return names.filter((name) => /^\d\d-/.test(name)).sort();
}

function checkName(slug: string): void {
  if (Slug.safeParse(slug).success) return;
  throw new Error(`${slug} is no name: lower-case letters and digits with single dashes between.`);
}

/** `pick-a-mount` → `Pick a mount` */
const titleOf = (slug: string): string =>
  `${slug.charAt(0).toUpperCase()}${slug.slice(1)}`.replaceAll('-', ' ');

async function write(root: string, folder: string, files: Files): Promise<string[]> {
  if (existsSync(join(root, folder))) throw new Error(`${folder} is there already.`);
  const written: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
    written.push(path);
  }
  return written;
}
