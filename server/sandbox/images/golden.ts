/**
 * The golden volume: the lab's root file system and an engine's data with the lab images, both in the
 * labs' uid map, shared by all labs read-only.
 *
 * A volume is made under a name nobody else has and counts once its marker file is there. Then a
 * container with the set's name is created (and never started): the engine lets one such name exist, so
 * of two that make the same set one is the set's; and a volume that a container has is not taken by
 * `docker volume prune`. Hence it is called the keeper.
 */
import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { extract } from 'tar-stream';
import { z } from 'zod';
import { ignoring, statusCodeOf } from '../engine-errors.ts';
import { GOLDEN_ROLE, LABEL } from '../labels.ts';
import { FINGERPRINT_LENGTH } from './build.ts';
import {
  BUILDER_ROLE,
  GOLDEN_TARGET,
  runBuilder,
  startEngineBuilder,
  type Workshop,
} from './builder.ts';
import { hashOf } from './context.ts';
import { DOCKER_HUB, registryOf } from './image-name.ts';

const SET_LABEL = 'org.holdfast.set';
/** What everything but the images is made from: tells the volumes of one version from another's. */
const VERSION_LABEL = 'org.holdfast.version';
/** On a volume that lacks images which are still to come. */
const PROVISIONAL_LABEL = 'org.holdfast.provisional';

/** Changes when labs expect something else in a golden volume than before. */
const LAYOUT = 2;

const MARKER = 'complete.json';
const Marker = z.object({ set: z.string() });

/** What a set is made of; its fingerprint names it. */
export interface GoldenSet {
  /** Id of the image with the lab's root file system. */
  system: string;
  /** Fingerprint of the scripts that make and read the volume. */
  scripts: string;
  images: readonly { id: string; names: readonly string[]; bytes: number }[];
}

export function setName({ system, scripts, images }: GoldenSet): string {
  const content = images.map(({ id, names }) => [id, names]);
  return hashOf([LAYOUT, system, scripts, content]).slice(0, FINGERPRINT_LENGTH);
}

function versionOf({ system, scripts }: GoldenSet): string {
  return hashOf([LAYOUT, system, scripts]).slice(0, FINGERPRINT_LENGTH);
}

/** The name of the set's complete volume, if there is one. */
export async function findGolden(
  docker: Docker,
  set: string,
  hostImage: string,
): Promise<string | undefined> {
  const kept = await keeperOf(docker, set);
  if (kept !== undefined) {
    if (await isComplete(docker, kept.id, set)) {
      // Of the present host image, so that this one is kept from `docker image prune -a` as well.
      if (kept.image !== hostImage) await replaceKeeper(docker, set, kept.volume, hostImage);
      return kept.volume;
    }
    await remove(docker, kept.id);
  }
  // Somebody removed the keeper, not the volume.
  for (const volume of await volumesOf(docker, [`${SET_LABEL}=${set}`])) {
    const id = await createKeeper(docker, set, volume, hostImage);
    if (id === undefined) return (await keeperOf(docker, set))?.volume;
    if (await isComplete(docker, id, set)) return volume;
    await remove(docker, id);
  }
  return undefined;
}

/**
 * Makes a set's volume and publishes it.
 * @returns the name of the set's volume, which is another one if another process was first
 */
export async function makeGolden(options: {
  shop: Omit<Workshop, 'volume'>;
  log: Logger;
  set: GoldenSet;
  /** Whether another volume, with more images, is to take its place. */
  provisional: boolean;
  onRoot: (fraction: number) => void;
  onLoad: (fraction: number) => void;
  /** Told the name of each image when its turn comes. */
  onImage: (name: string) => void;
}): Promise<string> {
  const { log, set, onRoot, onLoad, onImage } = options;
  const { docker, hostImage } = options.shop;
  const name = setName(set);
  const volume = `holdfast-golden-${name}-${randomBytes(4).toString('hex')}`;
  const shop = { ...options.shop, volume };
  await docker.createVolume({
    Name: volume,
    Labels: {
      [LABEL.role]: GOLDEN_ROLE,
      [SET_LABEL]: name,
      [VERSION_LABEL]: versionOf(set),
      ...(options.provisional ? { [PROVISIONAL_LABEL]: 'true' } : {}),
    },
  });
  try {
    onRoot(0);
    await runBuilder(shop, ['/usr/lib/holdfast/build/golden-root']);
    onRoot(1);
    await loadImages(shop, set, onLoad, onImage);
    await runBuilder(shop, ['/usr/lib/holdfast/build/golden-seal', JSON.stringify({ set: name })]);
    onLoad(1);
    if ((await createKeeper(docker, name, volume, hostImage)) !== undefined) return volume;
    const first = await keeperOf(docker, name);
    if (first === undefined) throw new Error('the golden volume of another process has vanished');
    await removeVolume(docker, volume);
    return first.volume;
  } catch (error) {
    await removeVolume(docker, volume).catch((cause: unknown) =>
      log.warn(
        { err: cause, volume },
        'a half-made golden volume is left; it goes with the next preparation',
      ),
    );
    throw error;
  }
}

async function loadImages(
  shop: Workshop,
  set: GoldenSet,
  onLoad: (fraction: number) => void,
  onImage: (name: string) => void,
): Promise<void> {
  const total = set.images.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  onLoad(0);
  const engine = await startEngineBuilder(shop);
  try {
    for (const { id, names } of set.images) {
      onImage(names[0] ?? id);
      await engine.load(id, names, (count) => {
        done += count;
        onLoad(Math.min(0.98, done / total));
      });
      // A mirror is asked for Docker Hub's images only.
      const mirrored = names.filter((name) => registryOf(name) === DOCKER_HUB);
      if (mirrored.length > 0) await engine.publish(mirrored);
    }
  } finally {
    await engine.close();
  }
}

/**
 * Removes what a preparation left that was killed: its containers and the volumes without a marker. Only
 * for who holds the lock.
 */
export async function removeLeftovers(docker: Docker): Promise<void> {
  const filters = { label: [`${LABEL.role}=${BUILDER_ROLE}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters })) {
    await remove(docker, Id);
  }
}

/** Removes the set's volumes that nothing uses: after `findGolden` found none, they are incomplete. */
export async function removeIncomplete(docker: Docker, set: string): Promise<void> {
  for (const volume of await volumesOf(docker, [`${SET_LABEL}=${set}`])) {
    await removeVolume(docker, volume);
  }
}

export interface GoldenVolume {
  name: string;
  set: string;
  /** Empty for one of before there were versions. */
  version: string;
  provisional: boolean;
}

/** Every golden volume, complete or not. */
export async function listGolden(docker: Docker): Promise<GoldenVolume[]> {
  const { Volumes } = await docker.listVolumes({
    filters: { label: [`${LABEL.role}=${GOLDEN_ROLE}`] },
  });
  return (Volumes ?? []).map(({ Name, Labels }) => ({
    name: Name,
    set: Labels[SET_LABEL] ?? '',
    version: Labels[VERSION_LABEL] ?? '',
    provisional: Labels[PROVISIONAL_LABEL] === 'true',
  }));
}

/** Whether it is the one that labs of its set are launched from; one that is being made is not yet. */
export async function isPublished(
  docker: Docker,
  { set, name }: Pick<GoldenVolume, 'set' | 'name'>,
): Promise<boolean> {
  return (await keeperOf(docker, set))?.volume === name;
}

/** Removes a golden volume and its keeper, unless a lab has it, running or stopped. Whether it is gone. */
export async function dropGolden(
  docker: Docker,
  { set, name }: Pick<GoldenVolume, 'set' | 'name'>,
): Promise<boolean> {
  const users = await docker.listContainers({ all: true, filters: { volume: [name] } });
  const others = users.filter(({ Names }) => !Names.includes(`/${keeperName(set)}`));
  if (others.length > 0) return false;
  for (const { Id } of users) await remove(docker, Id);
  await removeVolume(docker, name);
  return true;
}

async function volumesOf(docker: Docker, labels: readonly string[]): Promise<string[]> {
  const { Volumes } = await docker.listVolumes({
    filters: { label: [`${LABEL.role}=${GOLDEN_ROLE}`, ...labels] },
  });
  return (Volumes ?? []).map(({ Name }) => Name).sort();
}

function keeperName(set: string): string {
  return `holdfast-golden-${set}`;
}

async function keeperOf(
  docker: Docker,
  set: string,
): Promise<{ id: string; volume: string; image: string } | undefined> {
  try {
    const { Id, Image, Config } = await docker.getContainer(keeperName(set)).inspect();
    const volume = Config.Labels[LABEL.golden];
    return volume === undefined ? undefined : { id: Id, volume, image: Image };
  } catch (error) {
    if (statusCodeOf(error) === 404) return undefined;
    throw error;
  }
}

/** The keeper's id, or undefined when there is one already. */
async function createKeeper(
  docker: Docker,
  set: string,
  volume: string,
  hostImage: string,
): Promise<string | undefined> {
  try {
    const container = await docker.createContainer({
      name: keeperName(set),
      Image: hostImage,
      Cmd: ['true'],
      Labels: { [LABEL.role]: GOLDEN_ROLE, [SET_LABEL]: set, [LABEL.golden]: volume },
      HostConfig: {
        NetworkMode: 'none',
        Mounts: [
          {
            Type: 'volume',
            Source: volume,
            Target: GOLDEN_TARGET,
            ReadOnly: true,
            VolumeOptions: {
              NoCopy: true,
              Labels: {},
              DriverConfig: { Name: 'local', Options: {} },
            },
          },
        ],
      },
    });
    return container.id;
  } catch (error) {
    if (statusCodeOf(error) === 409) return undefined;
    throw error;
  }
}

async function replaceKeeper(
  docker: Docker,
  set: string,
  volume: string,
  hostImage: string,
): Promise<void> {
  await remove(docker, keeperName(set));
  await createKeeper(docker, set, volume, hostImage);
}

/** Reads the marker through a container that has the volume, without starting it. */
async function isComplete(docker: Docker, container: string, set: string): Promise<boolean> {
  try {
    const archive = await docker
      .getContainer(container)
      .getArchive({ path: `${GOLDEN_TARGET}/${MARKER}` });
    const untar = extract();
    archive.pipe(untar);
    for await (const entry of untar) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(Buffer.from(chunk as Uint8Array));
      return Marker.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).set === set;
    }
    return false;
  } catch (error) {
    if (statusCodeOf(error) === 404) return false;
    throw error;
  }
}

function remove(docker: Docker, container: string): Promise<void> {
  return ignoring([404, 409], docker.getContainer(container).remove({ force: true }));
}

/** A volume that something uses stays. */
function removeVolume(docker: Docker, volume: string): Promise<void> {
  return ignoring([404, 409], docker.getVolume(volume).remove());
}
