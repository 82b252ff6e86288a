/**
 * The order in which a lab host's parts are made, and what each is made from:
 *
 *   debian ─┬─ system ── host ─┬─ golden volume
 *           └─ stand-ins ──────┘
 *
 * Each part is kept under the fingerprint of its inputs, so a change remakes it and what stands on it.
 */
import { readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { z } from 'zod';
import { buildImage, type FoundImage, findImage, referenceFor } from './build.ts';
import { type ContextEntry, hashContext, hashOf, readContext } from './context.ts';
import { importDebian } from './debootstrap.ts';
import { findGolden, type GoldenSet, makeGolden, removeIncomplete, setName } from './golden.ts';
import { DEBIAN, FILES, LAB_IMAGES, type LabImage } from './image-set.ts';
import type { Progress, Step } from './progress.ts';
import type { Registry } from './registry.ts';
import type { Settings } from './settings.ts';
import { together } from './together.ts';

export interface PreparedImages {
  /** Id of the image of the container around a lab. */
  hostImage: string;
  /** Id of the image that it is built on. */
  systemImage: string;
  goldenVolume: string;
  images: { name: string; id: string; standIn: boolean }[];
}

/** Seconds on two cores, with stand-ins. */
export const STEPS: readonly Step[] = [
  ...LAB_IMAGES.map(({ name, content, seconds }) => ({
    id: name,
    text: `Installing ${content}`,
    weight: seconds,
  })),
  { id: 'system', text: 'Installing the lab host', weight: 60 },
  { id: 'host', text: 'Building the lab host', weight: 3 },
  { id: 'root', text: 'Laying out the labs’ file system', weight: 15 },
  { id: 'load', text: 'Giving the labs their images', weight: 30 },
];

/** Files of the host image that decide what is in a golden volume. */
const GOLDEN_SCRIPTS = /^lib\/build\//;

const Info = z.object({ SecurityOptions: z.array(z.string()).nullish() });

/** The contexts of all parts, read once. */
interface Contexts {
  system: ContextEntry[];
  host: ContextEntry[];
  images: Map<LabImage, ContextEntry[]>;
}

export function createRecipe(options: {
  docker: Docker;
  log: Logger;
  signal: AbortSignal;
  progress: Progress;
  settings: Settings;
  registry: Registry;
}): {
  /** What is there, if it is all there. */
  find(): Promise<PreparedImages | undefined>;
  /** Makes what is missing. */
  make(): Promise<PreparedImages>;
} {
  const { docker, log, progress, settings, registry } = options;

  async function find(): Promise<PreparedImages | undefined> {
    const contexts = await readContexts();
    const debian = await findImage(docker, referenceOfImage(DEBIAN, contexts));
    if (debian === undefined) return undefined;
    const system = await findImage(docker, referenceOfSystem(contexts, debian));
    if (system === undefined) return undefined;
    const [host, ...found] = await Promise.all([
      findImage(docker, referenceOfHost(contexts, system)),
      ...LAB_IMAGES.map((image) => findImage(docker, referenceOfImage(image, contexts, debian))),
    ]);
    if (host === undefined) return undefined;
    const images = new Map<LabImage, FoundImage>();
    LAB_IMAGES.forEach((image, at) => {
      const present = found[at];
      if (present !== undefined) images.set(image, present);
    });
    if (images.size < LAB_IMAGES.length) return undefined;
    const set = goldenSet(contexts, system, images);
    const goldenVolume = await findGolden(docker, setName(set), host.id);
    return goldenVolume === undefined ? undefined : prepared(host, system, goldenVolume, images);
  }

  async function make(): Promise<PreparedImages> {
    const contexts = await readContexts();
    const debian = await makeDebian(contexts);
    const images = new Map<LabImage, FoundImage>([[DEBIAN, debian]]);
    let hostAndSystem: { host: FoundImage; system: FoundImage } | undefined;
    // Side by side: most of the time each waits for the network or unpacks with one processor.
    await together(options.signal, [
      async (signal) => {
        hostAndSystem = await makeHost(contexts, debian, signal);
      },
      async (signal) => {
        for (const image of LAB_IMAGES) {
          if (image === DEBIAN) continue;
          images.set(image, await makeImage(image, contexts, debian, signal));
        }
      },
    ]);
    if (hostAndSystem === undefined) throw new Error('no host image was made');
    const { host, system } = hostAndSystem;
    const goldenVolume = await makeVolume(goldenSet(contexts, system, images), host);
    return prepared(host, system, goldenVolume, images);
  }

  async function makeDebian(contexts: Contexts): Promise<FoundImage> {
    const { signal } = options;
    const reference = referenceOfImage(DEBIAN, contexts);
    return obtain(DEBIAN, reference, signal, async () => {
      const imported = referenceFor('debootstrap', [settings.mirror]);
      let base = await findImage(docker, imported);
      if (base === undefined) {
        await importDebian({
          docker,
          reference: imported,
          settings,
          signal,
          onProgress: (fraction) => progress.advance(DEBIAN.name, fraction * 0.95),
          say: progress.say,
        });
        base = await findImage(docker, imported);
      }
      if (base === undefined) throw new Error('the imported Debian is gone');
      return build({
        context: contexts.images.get(DEBIAN) ?? [],
        base,
        reference,
        signal,
        onProgress: (fraction) => progress.advance(DEBIAN.name, 0.95 + fraction * 0.05),
      });
    });
  }

  function makeImage(
    image: LabImage,
    contexts: Contexts,
    debian: FoundImage,
    signal: AbortSignal,
  ): Promise<FoundImage> {
    const reference = referenceOfImage(image, contexts, debian);
    return obtain(image, reference, signal, () =>
      build({
        context: contexts.images.get(image) ?? [],
        base: debian,
        reference,
        signal,
        onProgress: (fraction) => progress.advance(image.name, fraction),
      }),
    );
  }

  /** The image as kept, pulled, or, where neither can be had, built by `standIn`. */
  async function obtain(
    image: LabImage,
    reference: string,
    signal: AbortSignal,
    standIn: () => Promise<FoundImage>,
  ): Promise<FoundImage> {
    let found = await findImage(docker, reference);
    if (found === undefined) {
      progress.advance(image.name, 0);
      progress.image(image.name, { state: 'preparing', detail: 'Asking the image registry' });
      const official = await registry.obtain(image.name, reference, signal, (fraction) => {
        progress.image(image.name, { detail: 'Downloading' });
        progress.advance(image.name, fraction);
      });
      if (!official) {
        progress.image(image.name, { detail: `Installing ${image.content}` });
        log.info({ image: image.name }, 'building a stand-in from Debian packages');
      }
      found = official ? await findImage(docker, reference) : await standIn();
    }
    if (found === undefined) throw new Error(`${image.name} was pulled and is gone`);
    progress.image(image.name, {
      state: 'preparing',
      detail: 'Waiting for the lab host',
      standIn: found.standIn,
    });
    progress.finish(image.name);
    return found;
  }

  async function makeHost(
    contexts: Contexts,
    debian: FoundImage,
    signal: AbortSignal,
  ): Promise<{ host: FoundImage; system: FoundImage }> {
    const system = await step('system', {
      context: contexts.system,
      base: debian,
      reference: referenceOfSystem(contexts, debian),
      signal,
    });
    const host = await step('host', {
      context: contexts.host,
      base: system,
      reference: referenceOfHost(contexts, system),
      signal,
    });
    return { host, system };
  }

  async function step(id: string, part: Part): Promise<FoundImage> {
    progress.advance(id, 0);
    const image =
      (await findImage(docker, part.reference)) ??
      (await build({ ...part, onProgress: (fraction) => progress.advance(id, fraction) }));
    progress.finish(id);
    return image;
  }

  function build(part: Part & { onProgress: (fraction: number) => void }): Promise<FoundImage> {
    return buildImage({ ...part, docker, log, base: part.base.id, environment: settings.proxy });
  }

  async function makeVolume(set: GoldenSet, host: FoundImage): Promise<string> {
    const name = setName(set);
    const present = await findGolden(docker, name, host.id);
    if (present !== undefined) return present;
    await removeIncomplete(docker, name);
    const [seccomp, info] = await Promise.all([readFile(FILES.seccomp, 'utf8'), docker.info()]);
    const security = Info.parse(info).SecurityOptions ?? [];
    return makeGolden({
      shop: {
        docker,
        hostImage: host.id,
        seccomp: JSON.stringify(JSON.parse(seccomp)),
        appArmor: security.some((option) => option.startsWith('name=apparmor')),
        signal: options.signal,
      },
      log,
      set,
      onRoot: (fraction) => progress.advance('root', fraction),
      onLoad: (fraction) => progress.advance('load', fraction),
    });
  }

  return { find, make };
}

interface Part {
  context: readonly ContextEntry[];
  base: FoundImage;
  reference: string;
  signal: AbortSignal;
}

async function readContexts(): Promise<Contexts> {
  const [system, host, ...images] = await Promise.all([
    readContext(FILES.system),
    readContext(FILES.host),
    ...LAB_IMAGES.map(({ directory }) => readContext(FILES.image(directory))),
  ]);
  return {
    system,
    host,
    images: new Map(LAB_IMAGES.map((image, at) => [image, images[at] ?? []])),
  };
}

/** Debian stands on nothing that is here; every other image on Debian. */
function referenceOfImage(image: LabImage, contexts: Contexts, debian?: FoundImage): string {
  const context = contexts.images.get(image) ?? [];
  const base = image === DEBIAN ? undefined : debian?.id;
  return referenceFor(`image-${image.directory}`, [image.name, hashContext(context), base]);
}

function referenceOfSystem(contexts: Contexts, debian: FoundImage): string {
  return referenceFor('system', [hashContext(contexts.system), debian.id]);
}

function referenceOfHost(contexts: Contexts, system: FoundImage): string {
  return referenceFor('host', [hashContext(contexts.host), system.id]);
}

function goldenSet(
  contexts: Contexts,
  system: FoundImage,
  images: ReadonlyMap<LabImage, FoundImage>,
): GoldenSet {
  const scripts = contexts.host.filter(({ name }) => GOLDEN_SCRIPTS.test(name));
  return {
    system: system.id,
    scripts: hashOf(hashContext(scripts)),
    images: [...inOrder(images)].map(([{ name, aliases }, { id, bytes }]) => ({
      id,
      names: [name, ...aliases],
      bytes,
    })),
  };
}

function prepared(
  host: FoundImage,
  system: FoundImage,
  goldenVolume: string,
  images: ReadonlyMap<LabImage, FoundImage>,
): PreparedImages {
  return {
    hostImage: host.id,
    systemImage: system.id,
    goldenVolume,
    images: inOrder(images).map(([{ name }, { id, standIn }]) => ({ name, id, standIn })),
  };
}

/** They are made in the order in which they get ready; the set's order is that of the list. */
function inOrder(images: ReadonlyMap<LabImage, FoundImage>): [LabImage, FoundImage][] {
  return LAB_IMAGES.flatMap((image): [LabImage, FoundImage][] => {
    const found = images.get(image);
    return found === undefined ? [] : [[image, found]];
  });
}
