/** What earlier versions left: golden volumes and images that nothing uses any more. */
import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ignoring } from '../engine-errors.ts';
import { dropGolden, listGolden } from './golden.ts';

/**
 * Another installation on this machine may be of another version and just have no lab running. One that
 * was not started for this long makes its own again.
 */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** Built here, so that their age is since when they are here. Stand-ins are parts of volumes in use. */
const BUILT_HERE = ['holdfast/host', 'holdfast/system'];

const Volume = z.object({ CreatedAt: z.string() });

/**
 * Removes what is older than a week, not of the present set and in use by nobody.
 * @param present what was just prepared
 */
export async function removeOutdated(
  docker: Docker,
  log: Logger,
  present: { goldenVolume: string; hostImage: string; systemImage: string },
): Promise<void> {
  const limit = Date.now() - KEPT_MS;
  for (const { name, set } of await listGolden(docker)) {
    if (name === present.goldenVolume) continue;
    const { CreatedAt } = Volume.parse(await docker.getVolume(name).inspect());
    if (!(Date.parse(CreatedAt) < limit)) continue;
    if (await dropGolden(docker, set, name)) log.info({ volume: name }, 'old lab images removed');
  }
  const inUse = [present.hostImage, present.systemImage];
  for (const { Id, Created, RepoTags } of await docker.listImages({
    filters: { reference: BUILT_HERE },
  })) {
    if (inUse.includes(Id) || Created * 1000 >= limit) continue;
    for (const tag of RepoTags ?? []) {
      // 409: a container is made of it.
      if (BUILT_HERE.some((repo) => tag.startsWith(`${repo}:`))) {
        await ignoring([404, 409], docker.getImage(tag).remove());
      }
    }
  }
}
