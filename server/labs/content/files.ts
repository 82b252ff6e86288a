/** The folder `files/` of a lab, as an archive to be unpacked in the learner's home directory. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';

/** The same files give the same archive: order, owner and times are fixed. */
const EPOCH = new Date(0);

/** Every regular file and folder below `folder`; links are not followed. Null when there is no such folder. */
export async function packFiles(folder: string): Promise<Buffer | null> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) return null;
  const archive = pack();
  const whole = buffer(archive);
  await addFolder(archive, folder, '');
  archive.finalize();
  return whole;
}

async function addFolder(
  archive: ReturnType<typeof pack>,
  folder: string,
  prefix: string,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) {
      archive.entry({ name: `${name}/`, type: 'directory', mode: 0o755, mtime: EPOCH });
      await addFolder(archive, path, `${name}/`);
    } else if (entry.isFile()) {
      // Git keeps one bit of a file's mode.
      const executable = ((await stat(path)).mode & 0o100) !== 0;
      const mode = executable ? 0o755 : 0o644;
      archive.entry({ name, mode, mtime: EPOCH }, await readFile(path));
    }
  }
}
