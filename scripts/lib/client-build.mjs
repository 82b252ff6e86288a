/** Builds the page when what it is made of has changed. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readText } from './machine/os.mjs';
import { step } from './output.mjs';
import { ROOT } from './root.mjs';
import { runOrFail } from './run.mjs';

/** What the page is made of, below the checkout. */
const SOURCES = ['client', 'protocol', 'package-lock.json', 'tsconfig.json'];
const OUTPUT = join(ROOT, 'client/dist');
/** Names the sources that the build was made from; gone with the build, so a lost build is made again. */
const STAMP = join(OUTPUT, '.sources');

/**
 * @param {string} path
 * @returns {string[]} the file itself, or every file below a folder, in order
 */
function filesOf(path) {
  if (path === OUTPUT || /\.test\.tsx?$/.test(path)) return [];
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries
      .map((entry) => entry.name)
      .sort()
      .flatMap((name) => filesOf(join(path, name)));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return [path];
    throw error;
  }
}

/**
 * @param {string} root
 * @param {readonly string[]} sources files and folders below it
 * @returns {string} a digest of all names and contents
 */
export function digestOf(root, sources) {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesOf(join(root, source)))) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Builds unless the last build is of the same sources. */
export async function ensureClient() {
  const digest = digestOf(ROOT, SOURCES);
  if (readText(STAMP) === digest) return;
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  await step('Building the page', () =>
    runOrFail(process.execPath, [vite, 'build', 'client', '--logLevel', 'warn'], { cwd: ROOT }),
  );
  writeFileSync(STAMP, digest);
}
