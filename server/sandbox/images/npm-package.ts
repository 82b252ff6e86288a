/**
 * A package of npm's registry for an image. It is fetched out here, by the npm that installed this server:
 * that one knows the way to a registry, its certificates and proxies; a container that builds knows none.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import type { ContextEntry } from './context.ts';
import { failure, problems } from './errors.ts';
import { run } from './programs.ts';

export interface NpmPackage {
  name: string;
  version: string;
  /** As in a lock file: `sha512-…`. */
  integrity: string;
}

/** Manuals, in two formats. */
const LEFT_OUT = /^(?:docs|man)\//;

/**
 * The package's files, as entries below `npm/`.
 * @throws AppError `images.failed` when it cannot be had, or is not the one meant
 */
export async function fetchNpmPackage(
  wanted: NpmPackage,
  signal: AbortSignal,
): Promise<ContextEntry[]> {
  const { name, version, integrity } = wanted;
  const directory = await mkdtemp(path.join(tmpdir(), 'holdfast-npm-'));
  try {
    await run('npm', ['pack', `${name}@${version}`, '--ignore-scripts', '--prefer-offline'], {
      // npm is beside the node that runs this, and its settings are in the environment and the home.
      env: { ...process.env, PATH: `${path.dirname(process.execPath)}:${process.env.PATH ?? ''}` },
      cwd: directory,
      signal,
    });
    const [file = ''] = await readdir(directory);
    return await unpackPackage(await readFile(path.join(directory, file)), integrity);
  } catch (cause) {
    signal.throwIfAborted();
    throw failure(problems.noNpmPackage(`${name}@${version}`), cause);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * @throws Error when the archive is not the one that `integrity` tells
 */
export async function unpackPackage(archive: Buffer, integrity: string): Promise<ContextEntry[]> {
  const digest = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  if (digest !== integrity) throw new Error(`the package has ${digest}, not ${integrity}`);
  const entries: ContextEntry[] = [];
  const untar = extract();
  untar.end(gunzipSync(archive));
  for await (const entry of untar) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(Buffer.from(chunk as Uint8Array));
    // Everything in a package is below one directory, whose name does not matter.
    const name = entry.header.name.replace(/^[^/]*\//, '');
    if (entry.header.type !== 'file' || LEFT_OUT.test(name)) continue;
    entries.push({
      name: `npm/${name}`,
      kind: 'file',
      executable: ((entry.header.mode ?? 0) & 0o100) !== 0,
      content: Buffer.concat(chunks),
    });
  }
  return entries;
}
