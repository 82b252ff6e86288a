/** Labs as the engine has them, for who has no handle on them: the server is another process, or is dead. */
import Docker from 'dockerode';
import { LAB_ROLE, LABEL, ofInstallation } from '../../server/sandbox/labels.ts';
import { openStore } from '../../server/store/open.ts';
import { installationId } from '../../server/store/settings.ts';

/** @param data folder of a server that has one lab; other servers have theirs on the same engine */
export async function onlyLab(data: string): Promise<Docker.Container> {
  const docker = new Docker();
  const { label } = await installationOf(data);
  const filters = { label: [...label, `${LABEL.role}=${LAB_ROLE}`] };
  const [lab] = await docker.listContainers({ filters });
  if (lab === undefined) throw new Error('the lab has no container');
  return docker.getContainer(lab.Id);
}

/** Removes what a server that was killed had begun, and what the next one had not swept yet. */
export async function removeLeftovers(data: string): Promise<void> {
  const docker = new Docker();
  const filters = await installationOf(data);
  for (const { Id } of await docker.listContainers({ all: true, filters })) {
    await docker.getContainer(Id).remove({ force: true });
  }
  for (const { Name } of (await docker.listVolumes({ filters })).Volumes) {
    await docker.getVolume(Name).remove();
  }
}

async function installationOf(data: string): Promise<{ label: string[] }> {
  const store = await openStore(data);
  try {
    return ofInstallation(await installationId(store));
  } finally {
    await store.destroy();
  }
}
