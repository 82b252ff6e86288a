/** What the machine's engine holds of an installation, and removing it. */
import type Docker from 'dockerode';
import { z } from 'zod';
import { ignoring, statusCodeOf } from './engine-errors.ts';
import {
  hostName,
  isLaunchId,
  LAB_ROLE,
  LABEL,
  ofInstallation,
  PROBE_ROLE,
  SAVING_ROLE,
  savingName,
} from './labels.ts';
import type { HostFacts, LaunchId } from './types.ts';

/** A removal that somebody else has begun is waited for: seconds, when a container has much to delete. */
const REMOVAL_ATTEMPTS = 100;
const REMOVAL_PAUSE_MS = 100;

/** A container made for a moment that is older was left by a process that was killed. */
const SHORT_LIFE_MS = 5 * 60_000;

const Volumes = z.object({
  Volumes: z
    .array(
      z.object({
        Name: z.string(),
        CreatedAt: z.string().optional(),
        Labels: z.record(z.string(), z.string()).nullish(),
      }),
    )
    .nullish(),
});

interface Inventory {
  containers: {
    id: string;
    launchId: LaunchId;
    golden: string | null;
    running: boolean;
    at: Date;
  }[];
  volumes: { name: string; launchId: LaunchId; golden: string | null; at: Date }[];
}

async function takeInventory(docker: Docker, installation: string): Promise<Inventory> {
  const filters = ofInstallation(installation);
  const [containers, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listVolumes({ filters }).then((answer) => Volumes.parse(answer).Volumes ?? []),
  ]);
  return {
    containers: containers.flatMap(({ Id, Labels, State, Created }) => {
      const label = labelled(Labels);
      const at = new Date(Created * 1000);
      return label === undefined ? [] : [{ ...label, id: Id, running: State === 'running', at }];
    }),
    volumes: volumes.flatMap(({ Name, Labels, CreatedAt }) => {
      const label = labelled(Labels);
      return label === undefined ? [] : [{ ...label, name: Name, at: new Date(CreatedAt ?? 0) }];
    }),
  };
}

/** Every launch of the installation that has a container or a volume. */
export async function listHosts(docker: Docker, installation: string): Promise<HostFacts[]> {
  const { containers, volumes } = await takeInventory(docker, installation);
  const hosts = new Map<LaunchId, HostFacts>();
  for (const { launchId, golden, running, at } of containers) {
    hosts.set(launchId, {
      launchId,
      container: running ? 'running' : 'stopped',
      volume: false,
      goldenVolume: golden,
      createdAt: at,
    });
  }
  for (const { launchId, golden, at } of volumes) {
    const absent = { launchId, container: 'absent', goldenVolume: golden, createdAt: at } as const;
    hosts.set(launchId, { ...(hosts.get(launchId) ?? absent), volume: true });
  }
  return [...hosts.values()];
}

/** Removes the container and the volume of a launch; what is not there is done already. */
export async function removeHost(
  docker: Docker,
  installation: string,
  launchId: LaunchId,
): Promise<void> {
  const name = hostName(installation, launchId);
  await removeContainer(docker, savingName(installation, launchId));
  await removeContainer(docker, name);
  await ignoring([404], docker.getVolume(name).remove());
}

/**
 * Removes every container, volume and network that is labelled as a lab host of this installation and whose
 * launch is not kept, and containers made for a moment that were left behind. `keep` is called after a look at what there is;
 * `onRemoving` is told of a container just before it goes.
 */
export async function sweepHosts(
  docker: Docker,
  installation: string,
  keep: () => Promise<(launchId: LaunchId) => boolean>,
  onRemoving: (launchId: LaunchId) => void,
): Promise<LaunchId[]> {
  const removed = new Set<LaunchId>();
  const { containers, volumes } = await takeInventory(docker, installation);
  const networks = await docker.listNetworks({ filters: ofInstallation(installation) });
  const isKept = await keep();
  // Asked now, and again when its turn comes: removing takes a while, and a launch that is under way now
  // may be over by then.
  const orphans = containers.filter(({ launchId }) => !isKept(launchId));
  const orphanVolumes = volumes.filter(({ launchId }) => !isKept(launchId));
  // Containers first: what they use cannot be removed.
  for (const { id, launchId } of orphans) {
    if (isKept(launchId)) continue;
    onRemoving(launchId);
    await removeContainer(docker, id);
    removed.add(launchId);
  }
  for (const { name, launchId } of orphanVolumes) {
    if (isKept(launchId)) continue;
    await ignoring([404], docker.getVolume(name).remove());
    removed.add(launchId);
  }
  for (const { Id, Labels } of networks) {
    const launchId = labelled(Labels)?.launchId;
    if (launchId === undefined || isKept(launchId)) continue;
    await ignoring([404], docker.getNetwork(Id).remove());
    removed.add(launchId);
  }
  await sweepShortLived(docker, installation);
  return [...removed];
}

async function sweepShortLived(docker: Docker, installation: string): Promise<void> {
  for (const role of [PROBE_ROLE, SAVING_ROLE]) {
    const filters = { label: [...ofInstallation(installation).label, `${LABEL.role}=${role}`] };
    for (const { Id, Created } of await docker.listContainers({ all: true, filters })) {
      if (Date.now() - Created * 1000 > SHORT_LIFE_MS) await removeContainer(docker, Id);
    }
  }
}

async function removeContainer(docker: Docker, name: string): Promise<void> {
  const container = docker.getContainer(name);
  for (let attempt = 1; ; attempt++) {
    try {
      // Not the volumes: ours has a name and is removed by it, and the golden one stays.
      await container.remove({ force: true });
      return;
    } catch (error) {
      const status = statusCodeOf(error);
      if (status === 404) return;
      if (status !== 409 || attempt === REMOVAL_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, REMOVAL_PAUSE_MS));
    }
  }
}

/** The launch and golden volume that something is labelled with, if it is a lab host's. */
function labelled(
  labels: Record<string, string> | null | undefined,
): { launchId: LaunchId; golden: string | null } | undefined {
  const launchId = labels?.[LABEL.launch];
  if (labels?.[LABEL.role] !== LAB_ROLE || !isLaunchId(launchId)) return undefined;
  return { launchId, golden: labels[LABEL.golden] ?? null };
}
