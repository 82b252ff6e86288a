/** The container around a lab, for who has no handle on the lab: the server is another process, or is dead. */
import Docker from 'dockerode';
import { LAB_ROLE, LABEL } from '../../server/sandbox/labels.ts';
import { openStore } from '../../server/store/open.ts';
import { installationId } from '../../server/store/settings.ts';

/** @param data folder of a server that has one lab; other servers have theirs on the same engine */
export async function onlyLab(data: string): Promise<Docker.Container> {
  const docker = new Docker();
  const store = await openStore(data);
  try {
    const label = [
      `${LABEL.installation}=${await installationId(store)}`,
      `${LABEL.role}=${LAB_ROLE}`,
    ];
    const [lab] = await docker.listContainers({ filters: { label } });
    if (lab === undefined) throw new Error('the lab has no container');
    return docker.getContainer(lab.Id);
  } finally {
    await store.destroy();
  }
}
