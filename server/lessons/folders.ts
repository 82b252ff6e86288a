/** The folders of lessons or labs, and a way to tell that one has changed. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface Folder {
  slug: string;
  path: string;
  /** Names of the files in it, sorted. Folders in it don't count. */
  files: string[];
  /** For each file what changes with its content: size and time. */
  versions: ReadonlyMap<string, string>;
  /** Changes when any of the files does. */
  signature: string;
}

/** Every folder in `root`, sorted; none when `root` isn't there. Names that begin with a dot are passed over. */
export async function listFolders(root: string): Promise<Folder[]> {
  const slugs = await names(root, 'directory');
  return Promise.all(slugs.map((slug) => readFolder(join(root, slug), slug)));
}

/** Changes with a file; empty when it isn't there. */
export async function fileVersion(path: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(path);
    return `${size}-${mtimeMs}`;
  } catch (error) {
    if (isAbsent(error)) return '';
    throw error;
  }
}

async function readFolder(path: string, slug: string): Promise<Folder> {
  const files = await names(path, 'file');
  const versions = await Promise.all(
    files.map(async (file) => [file, await fileVersion(join(path, file))] as const),
  );
  return { slug, path, files, versions: new Map(versions), signature: JSON.stringify(versions) };
}

async function names(path: string, kind: 'directory' | 'file'): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((entry) => (kind === 'file' ? entry.isFile() : entry.isDirectory()))
      .map((entry) => entry.name)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch (error) {
    // A folder may go while its parent is read.
    if (isAbsent(error)) return [];
    throw error;
  }
}

const isAbsent = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR');
