/**
 * Build contexts: the files of a directory below `sandbox/`, their fingerprint and their archive. Both
 * depend on what the files say and do, not on who checked them out when.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { pack } from 'tar-stream';

export interface ContextEntry {
  /** Relative to the directory, with `/`. */
  name: string;
  kind: 'file' | 'link';
  executable: boolean;
  /** The file's bytes, or where the link points. */
  content: Buffer;
}

/** The files and links below a directory, in order of name. */
export async function readContext(directory: string): Promise<ContextEntry[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true });
  const entries = found
    .filter((item) => item.isFile() || item.isSymbolicLink())
    .map(async (item): Promise<ContextEntry> => {
      const file = path.join(item.parentPath, item.name);
      const name = path.relative(directory, file).split(path.sep).join('/');
      if (item.isSymbolicLink()) {
        const target = await readlink(file);
        return { name, kind: 'link', executable: false, content: Buffer.from(target) };
      }
      const [content, { mode }] = await Promise.all([readFile(file), stat(file)]);
      return { name, kind: 'file', executable: (mode & 0o100) !== 0, content };
    });
  return (await Promise.all(entries)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A fingerprint of the entries: 64 hexadecimal digits. */
export function hashContext(entries: readonly ContextEntry[]): string {
  return hashOf(
    entries.map(({ name, kind, executable, content }) => [
      name,
      kind,
      executable,
      createHash('sha256').update(content).digest('hex'),
    ]),
  );
}

/** A fingerprint of any JSON value: 64 hexadecimal digits. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** The entries as a tar archive, owned by root and without times. */
export async function packContext(entries: readonly ContextEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { name, kind, executable, content } of entries) {
    const common = { name, uid: 0, gid: 0, mtime: new Date(0) };
    if (kind === 'link') {
      archive.entry({ ...common, type: 'symlink', linkname: content.toString('utf8') });
    } else {
      archive.entry({ ...common, type: 'file', mode: executable ? 0o755 : 0o644 }, content);
    }
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
