import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { extract } from 'tar-stream';
import { packFiles } from './files.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-files-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function unpack(archive: Buffer | null) {
  const entries: [string, string, number, string][] = [];
  for await (const entry of Readable.from([archive ?? Buffer.alloc(0)]).pipe(extract())) {
    const { name, type, mode } = entry.header;
    entries.push([name, type ?? '', mode ?? 0, await text(entry)]);
  }
  return entries;
}

describe('packFiles', () => {
  it('packs files and folders with fixed modes, and follows no links', async () => {
    await mkdir(join(root, 'site'));
    await writeFile(join(root, 'site', 'index.html'), 'hello', { mode: 0o600 });
    await writeFile(join(root, '.env'), 'A=1');
    await writeFile(join(root, 'run.sh'), '#!/bin/sh\n');
    await chmod(join(root, 'run.sh'), 0o700);
    await symlink('/etc/passwd', join(root, 'link'));
    expect(await unpack(await packFiles(root))).toEqual([
      ['.env', 'file', 0o644, 'A=1'],
      ['run.sh', 'file', 0o755, '#!/bin/sh\n'],
      ['site/', 'directory', 0o755, ''],
      ['site/index.html', 'file', 0o644, 'hello'],
    ]);
  });

  it('gives the same bytes for the same files', async () => {
    await writeFile(join(root, 'a'), 'x');
    const before = await packFiles(root);
    await utimes(join(root, 'a'), 1000, 1000);
    expect((await packFiles(root))?.equals(before ?? Buffer.alloc(0))).toBe(true);
  });

  it('makes nothing of a folder that is not there', async () => {
    expect(await packFiles(join(root, 'none'))).toBeNull();
  });
});
