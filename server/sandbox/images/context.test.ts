import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { extract } from 'tar-stream';
import { hashContext, packContext, readContext } from './context.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'context-'));
  await mkdir(path.join(directory, 'lib'));
  await writeFile(path.join(directory, 'Dockerfile'), 'FROM scratch\n', { mode: 0o644 });
  await writeFile(path.join(directory, 'lib', 'init'), '#!/bin/sh\n', { mode: 0o755 });
  await symlink('init', path.join(directory, 'lib', 'start'));
});

afterEach(() => rm(directory, { recursive: true }));

async function fingerprint(): Promise<string> {
  return hashContext(await readContext(directory));
}

describe('readContext', () => {
  it('finds files and links below the directory, in order', async () => {
    expect(
      (await readContext(directory)).map(({ name, kind, executable }) => [name, kind, executable]),
    ).toEqual([
      ['Dockerfile', 'file', false],
      ['lib/init', 'file', true],
      ['lib/start', 'link', false],
    ]);
  });
});

describe('hashContext', () => {
  it('stays the same when only times and permissions of others differ', async () => {
    const before = await fingerprint();
    await utimes(path.join(directory, 'Dockerfile'), 1, 1);
    await chmod(path.join(directory, 'Dockerfile'), 0o600);
    await chmod(path.join(directory, 'lib', 'init'), 0o700);
    expect(await fingerprint()).toBe(before);
  });

  const changes: [string, () => Promise<void>][] = [
    ['a content', () => writeFile(path.join(directory, 'Dockerfile'), 'FROM scratch \n')],
    ['a name', () => writeFile(path.join(directory, 'lib', 'more'), '')],
    ['what can be executed', () => chmod(path.join(directory, 'lib', 'init'), 0o644)],
    [
      'where a link points',
      async () => {
        await rm(path.join(directory, 'lib', 'start'));
        await symlink('/init', path.join(directory, 'lib', 'start'));
      },
    ],
    [
      'a link that becomes a file with its target as content',
      async () => {
        await rm(path.join(directory, 'lib', 'start'));
        await writeFile(path.join(directory, 'lib', 'start'), 'init');
      },
    ],
  ];
  it.each(changes)('changes with %s', async (_what, change) => {
    const before = await fingerprint();
    await change();
    expect(await fingerprint()).not.toBe(before);
  });

  it('does not confuse a name with a content', () => {
    const entry = (name: string, content: string) => ({
      name,
      kind: 'file' as const,
      executable: false,
      content: Buffer.from(content),
    });
    expect(hashContext([entry('ab', 'c')])).not.toBe(hashContext([entry('a', 'bc')]));
  });
});

describe('packContext', () => {
  it('writes the files with plain modes, root as owner, and links as links', async () => {
    const untar = extract();
    untar.end(await packContext(await readContext(directory)));
    const found: unknown[] = [];
    for await (const entry of untar) {
      const { name, type, mode, uid, gid, linkname } = entry.header;
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(Buffer.from(chunk as Uint8Array));
      found.push([name, type, mode, uid, gid, linkname ?? null, Buffer.concat(chunks).toString()]);
    }
    expect(found).toEqual([
      ['Dockerfile', 'file', 0o644, 0, 0, null, 'FROM scratch\n'],
      ['lib/init', 'file', 0o755, 0, 0, null, '#!/bin/sh\n'],
      ['lib/start', 'symlink', 0o644, 0, 0, 'init', ''],
    ]);
  });

  it('gives the same bytes for the same entries', async () => {
    const entries = await readContext(directory);
    expect(await packContext(entries)).toEqual(await packContext(entries));
  });
});
