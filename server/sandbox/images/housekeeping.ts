/** What nobody needs any more: golden volumes that others have taken the place of, and earlier versions. */
import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ignoring } from '../engine-errors.ts';
import { STAND_IN_LABEL } from './build.ts';
import { dropGolden, isPublished, listGolden } from './golden.ts';

/**
 * Another installation on this machine may be of another version and just have no lab running. One that
 * was not started for this long makes its own again.
 */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** Built here, so that their age is since when they are here. */
const BUILT_HERE = ['holdfast/host', 'holdfast/system', 'holdfast/image-*'];

const Volume = z.object({ CreatedAt: z.string() });

/**
 * Removes golden volumes that were made to go on with while images were missing, once another has taken
 * their place and no lab is left that links into them. Those of other versions are left alone.
 * @param request.inUse names of volumes that labs are launched from, or are just being launched from
 */
export async function removeSuperseded(request: {
  docker: Docker;
  log: Logger;
  inUse: ReadonlySet<string>;
}): Promise<void> {
  const { docker, log, inUse } = request;
  const volumes = await listGolden(docker);
  const versions = new Set(
    volumes.filter(({ name }) => inUse.has(name)).map(({ version }) => version),
  );
  for (const volume of volumes) {
    if (!volume.provisional || !versions.has(volume.version) || inUse.has(volume.name)) continue;
    if (!(await isPublished(docker, volume))) continue;
    if (await dropGolden(docker, volume)) {
      log.info({ volume: volume.name }, 'a golden volume with fewer images removed');
    }
  }
}

/**
 * Removes what is older than a week, not of the present set and in use by nobody.
 * @param present what was just prepared
 */
export async function removeOutdated(
  docker: Docker,
  log: Logger,
  present: {
    goldenVolume: string;
    hostImage: string;
    systemImage: string;
    images: readonly { id: string }[];
  },
): Promise<void> {
  const limit = Date.now() - KEPT_MS;
  for (const volume of await listGolden(docker)) {
    if (volume.name === present.goldenVolume) continue;
    const { CreatedAt } = Volume.parse(await docker.getVolume(volume.name).inspect());
    if (!(Date.parse(CreatedAt) < limit)) continue;
    if (await dropGolden(docker, volume)) {
      log.info({ volume: volume.name }, 'old lab images removed');
    }
  }
  const inUse = [present.hostImage, present.systemImage, ...present.images.map(({ id }) => id)];
  for (const { Id, Created, RepoTags, Labels } of await docker.listImages({
    filters: { reference: BUILT_HERE },
  })) {
    if (inUse.includes(Id) || Created * 1000 >= limit) continue;
    for (const tag of RepoTags ?? []) {
      if (!tag.startsWith('holdfast/')) continue;
      // What was pulled under such a name by an earlier version is as old as its maker says.
      if (tag.startsWith('holdfast/image-') && Labels?.[STAND_IN_LABEL] !== 'true') continue;
      // 409: a container is made of it.
      await ignoring([404, 409], docker.getImage(tag).remove());
    }
  }
}
