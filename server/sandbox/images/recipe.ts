/**
 * The order in which a lab host's parts are made, and what each is made from:
 *
 *   debian ─┬─ system ── host ───────┬─ golden volume of the first images
 *           ├─ stand-ins, the first ─┤
 *           └─ stand-ins, the rest ──┴─ golden volume of all
 *
 * Each part is kept under the fingerprint of its inputs, so a change remakes it and what stands on it.
 */
import { readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Problem } from '../../../protocol/status.ts';
import { createLimiter } from '../limiter.ts';
import { buildImage, type FoundImage, findImage } from './build.ts';
import { type ContextEntry, hashContext, hashOf } from './context.ts';
import { problemOf } from './errors.ts';
import { findGolden, type GoldenSet, makeGolden, removeIncomplete, setName } from './golden.ts';
import { allOf, DEBIAN, FILES, type ImageSet, type LabImage } from './image-set.ts';
import { createObtain, type Obtain } from './obtain.ts';
import { type Contexts, findPart, referenceOfHost, referenceOfSystem } from './parts.ts';
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
export const stepsOf = (set: ImageSet): Step[] => [
  ...allOf(set).map(({ name, seconds }) => ({ id: name, weight: seconds })),
  { id: 'system', text: 'Installing the lab host', weight: 60 },
  { id: 'host', text: 'Building the lab host', weight: 20 },
  { id: 'first', text: 'Giving the first labs their images', weight: 45 },
  { id: 'all', text: 'Giving the labs all images', weight: 75 },
];

/** Of the time that a golden volume takes, for the labs' root file system; the rest is for the images. */
const SHARE_OF_ROOT = 0.3;

/** Most of the time one image waits for the network or unpacks with one processor. */
const IMAGES_AT_ONCE = 2;

/** Files of the host image that decide what is in a golden volume. */
const GOLDEN_SCRIPTS = /^lib\/build\//;

const Info = z.object({ SecurityOptions: z.array(z.string()).nullish() });

type Images = Map<LabImage, FoundImage>;

interface Host {
  host: FoundImage;
  system: FoundImage;
}

export interface Recipe {
  /** The most that is there: of all images, else of the first ones. */
  find(): Promise<PreparedImages | undefined>;
  /**
   * Makes what is missing, and gives what labs can be launched from each time there is more of it.
   * @param present what `find` has found
   */
  make(present: PreparedImages | undefined): AsyncGenerator<PreparedImages, void>;
  /** By name, the images that could not be had, and why. */
  readonly failed: ReadonlyMap<string, Problem>;
}

export function createRecipe(options: {
  docker: Docker;
  log: Logger;
  signal: AbortSignal;
  progress: Progress;
  settings: Settings;
  registry: Registry;
  set: ImageSet;
  contexts: Contexts;
}): Recipe {
  const { docker, log, signal, progress, settings, set, contexts } = options;
  const failed = new Map<string, Problem>();
  const obtain: Obtain = createObtain({ ...options, say: progress.say });

  async function find(): Promise<PreparedImages | undefined> {
    const debian = await findPart(docker, DEBIAN, contexts);
    if (debian === undefined) return undefined;
    const system = await findImage(docker, referenceOfSystem(contexts, debian));
    if (system === undefined) return undefined;
    const host = await findImage(docker, referenceOfHost(contexts, system));
    if (host === undefined) return undefined;
    for (const wanted of [allOf(set), set.first]) {
      const images = await findImages(wanted);
      const golden = await findGolden(docker, setName(goldenSet(system, images)), host.id);
      if (golden !== undefined) return prepared({ host, system }, golden, images);
    }
    return undefined;
  }

  async function findImages(wanted: readonly LabImage[]): Promise<Images> {
    const images: Images = new Map();
    for (const image of wanted) {
      const found = await findPart(docker, image, contexts);
      if (found !== undefined) images.set(image, found);
    }
    return images;
  }

  async function* make(present: PreparedImages | undefined): AsyncGenerator<PreparedImages, void> {
    let last = present;
    const images: Images = new Map();
    // Without it there is nothing to build on: its failure is everything's.
    progress.say('Installing Debian');
    images.set(DEBIAN, await obtainWith(DEBIAN));
    let host: Host | undefined;
    // Side by side: most of the time each waits for the network or unpacks with one processor.
    await together(signal, [
      async (both) => {
        host = await makeHost(images, both);
      },
      async () => {
        for (const image of set.first) await attempt(image, images);
      },
    ]);
    if (host === undefined) throw new Error('no host image was made');

    const there = await findImages(allOf(set));
    if (last === undefined && there.size < allOf(set).length) {
      last = prepared(host, await makeVolume('first', host, images, true), images);
      yield last;
    }
    progress.finish('first');

    progress.say('Preparing the other images');
    const places = createLimiter(IMAGES_AT_ONCE);
    await together(
      signal,
      set.rest.map((image) => async (all) => {
        const leave = await places.acquire(all);
        try {
          await attempt(image, images);
        } finally {
          leave();
        }
      }),
    );
    const volume = await makeVolume('all', host, images, failed.size > 0);
    if (volume !== last?.goldenVolume) yield prepared(host, volume, images);
  }

  /** One image that cannot be had does not keep labs from the others. */
  async function attempt(image: LabImage, images: Images): Promise<void> {
    if (images.has(image)) return;
    try {
      images.set(image, await obtainWith(image));
    } catch (error) {
      signal.throwIfAborted();
      const problem = problemOf(error, `Installing ${image.content}`);
      log.warn({ err: error, image: image.name }, 'a lab image could not be prepared');
      failed.set(image.name, problem);
      progress.fail(image.name, problem);
    }
  }

  async function obtainWith(image: LabImage): Promise<FoundImage> {
    const { name } = image;
    const found = await obtain(image, {
      detail: (detail) => progress.image(name, { state: 'preparing', detail }),
      fraction: (done) => progress.advance(name, done),
    });
    progress.obtained(name, found.standIn);
    return found;
  }

  async function makeHost(images: Images, both: AbortSignal): Promise<Host> {
    const debian = images.get(DEBIAN);
    if (debian === undefined) throw new Error('there is no Debian to build on');
    const step = async (
      id: string,
      context: ContextEntry[],
      base: FoundImage,
      reference: string,
    ) => {
      progress.advance(id, 0);
      const image =
        (await findImage(docker, reference)) ??
        (await buildImage({
          docker,
          log,
          context,
          base: base.id,
          reference,
          environment: settings.proxy,
          signal: both,
          onProgress: (fraction) => progress.advance(id, fraction),
        }));
      progress.finish(id);
      return image;
    };
    const system = await step(
      'system',
      contexts.system,
      debian,
      referenceOfSystem(contexts, debian),
    );
    const host = await step('host', contexts.host, system, referenceOfHost(contexts, system));
    return { host, system };
  }

  /**
   * @param provisional more images are still to come
   * @returns the volume's name
   */
  async function makeVolume(
    step: 'first' | 'all',
    { host, system }: Host,
    images: Images,
    provisional: boolean,
  ): Promise<string> {
    const golden = goldenSet(system, images);
    const name = setName(golden);
    const present = await findGolden(docker, name, host.id);
    if (present !== undefined) return present;
    await removeIncomplete(docker, name);
    const [seccomp, info] = await Promise.all([readFile(FILES.seccomp, 'utf8'), docker.info()]);
    const security = Info.parse(info).SecurityOptions ?? [];
    progress.advance(step, 0);
    const volume = await makeGolden({
      shop: {
        docker,
        hostImage: host.id,
        seccomp: JSON.stringify(JSON.parse(seccomp)),
        appArmor: security.some((option) => option.startsWith('name=apparmor')),
        signal,
      },
      log,
      set: golden,
      provisional,
      onRoot: (fraction) => progress.advance(step, fraction * SHARE_OF_ROOT),
      onLoad: (fraction) => progress.advance(step, SHARE_OF_ROOT + fraction * (1 - SHARE_OF_ROOT)),
      onImage: (image) =>
        progress.image(image, { state: 'preparing', detail: 'Giving it to the labs' }),
    });
    progress.finish(step);
    return volume;
  }

  function goldenSet(system: FoundImage, images: Images): GoldenSet {
    const scripts = contexts.host.filter(({ name }) => GOLDEN_SCRIPTS.test(name));
    return {
      system: system.id,
      scripts: hashOf(hashContext(scripts)),
      images: inOrder(images).map(([{ name, aliases }, { id, bytes }]) => ({
        id,
        names: [name, ...aliases],
        bytes,
      })),
    };
  }

  /** They are made in the order in which they get ready; the set's order is that of the list. */
  function inOrder(images: Images): [LabImage, FoundImage][] {
    return allOf(set).flatMap((image): [LabImage, FoundImage][] => {
      const found = images.get(image);
      return found === undefined ? [] : [[image, found]];
    });
  }

  function prepared({ host, system }: Host, goldenVolume: string, images: Images): PreparedImages {
    return {
      hostImage: host.id,
      systemImage: system.id,
      goldenVolume,
      images: inOrder(images).map(([{ name }, { id, standIn }]) => ({ name, id, standIn })),
    };
  }

  return { find, make, failed };
}
