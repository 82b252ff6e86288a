/** The program that holds shells, from the lab hosts' image: it runs on any Linux, outside of a lab too. */
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { pino } from 'pino';
import { extract } from 'tar-stream';
import { imageSet } from '../../server/sandbox/images/image-set.ts';
import { createLabImages } from '../../server/sandbox/images/prepare.ts';
import { findMachine } from '../../server/sandbox/machine.ts';

const HOLDER = '/usr/lib/holdfast/holder';

/** The path of a copy, in a folder of its own that the caller removes. */
export async function fetchHolder(): Promise<{ folder: string; path: string }> {
  const found = await findMachine({
    installation: 'holder',
    limits: { memoryMiB: 0, cpus: 0, pids: 0, diskMiB: 0 },
    dockerHost: process.env.DOCKER_HOST,
  });
  if (!found.ok) throw new Error(found.problems.map(({ message }) => message).join(' '));
  const { docker } = found.machine;
  const container = await docker.createContainer({
    Image: await hostImage(docker),
    Labels: { 'org.holdfast.installation': 'holder' },
  });
  try {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-holder-'));
    const path = join(folder, 'holder');
    const archive = await container.getArchive({ path: HOLDER });
    const files = archive.pipe(extract());
    for await (const entry of files) {
      const pieces: Buffer[] = [];
      for await (const piece of entry) pieces.push(piece as Buffer);
      await writeFile(path, Buffer.concat(pieces));
    }
    await chmod(path, 0o755);
    return { folder, path };
  } finally {
    await container.remove({ force: true });
  }
}

async function hostImage(docker: Docker): Promise<string> {
  const prepared = createLabImages(imageSet([])).prepare({
    docker,
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    onProgress() {},
  });
  // The first that it brings can do.
  for await (const { hostImage } of prepared) return hostImage;
  throw new Error('there are no lab images');
}
