import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { packContext } from './context.ts';
import { unpackPackage } from './npm-package.ts';

const file = (name: string, executable = false) => ({
  name: `package/${name}`,
  kind: 'file' as const,
  executable,
  content: Buffer.from(name),
});

async function archiveOf(...files: ReturnType<typeof file>[]) {
  const archive = gzipSync(await packContext(files));
  return { archive, integrity: `sha512-${createHash('sha512').update(archive).digest('base64')}` };
}

describe('unpackPackage', () => {
  it('puts the files below npm/ and leaves the manuals out', async () => {
    const { archive, integrity } = await archiveOf(
      file('package.json'),
      file('bin/npm-cli.js', true),
      file('man/man1/npm.1'),
      file('docs/content/index.md'),
    );
    const entries = await unpackPackage(archive, integrity);
    expect(entries.map(({ name, executable }) => [name, executable])).toEqual([
      ['npm/package.json', false],
      ['npm/bin/npm-cli.js', true],
    ]);
    expect(entries[0]?.content.toString()).toBe('package.json');
  });

  it('refuses one that is not the one meant', async () => {
    const { archive } = await archiveOf(file('package.json'));
    const { integrity } = await archiveOf(file('another.json'));
    await expect(unpackPackage(archive, integrity)).rejects.toThrow(integrity);
  });
});
