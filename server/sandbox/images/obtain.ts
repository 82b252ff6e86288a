/** Getting hold of images: as kept, from a registry, or, where neither has them, built as stand-ins. */
import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { buildImage, type FoundImage, findImage, referenceFor } from './build.ts';
import { importDebian } from './debootstrap.ts';
import { failure, problems } from './errors.ts';
import { type Bootstrapped, type Built, baseOf, type LabImage } from './image-set.ts';
import { fetchNpmPackage } from './npm-package.ts';
import { type Contexts, findPart, referenceOfOfficial, referenceOfStandIn } from './parts.ts';
import { keepAs, type Registry } from './registry.ts';
import type { Settings } from './settings.ts';

/** How far one image is. */
export interface Report {
  /** What is being done, for people. */
  detail(text: string): void;
  /** 0…1 */
  fraction(done: number): void;
}

/** Of the time that an image takes whose base has to be made first. */
const SHARE_OF_BASE = 0.5;

/** Of the time that debootstrap and what is put on top take together. */
const SHARE_OF_DEBOOTSTRAP = 0.95;

/** @throws AppError `images.failed` with what a person can do; Error with the engine's words */
export type Obtain = (image: LabImage, report: Report) => Promise<FoundImage>;

export function createObtain(parts: {
  docker: Docker;
  log: Logger;
  signal: AbortSignal;
  settings: Settings;
  registry: Registry;
  contexts: Contexts;
  /** Tells people of something that concerns no single image. */
  say: (text: string) => void;
}): Obtain {
  const { docker, log, signal, settings, registry, contexts } = parts;
  /** Several may stand on the same one. */
  const underWay = new Map<string, Promise<FoundImage>>();

  const obtain: Obtain = (image, report) => {
    const known = underWay.get(image.name);
    if (known !== undefined) {
      report.detail(`Waiting for ${image.name}`);
      return known;
    }
    const work = obtainNow(image, report);
    underWay.set(image.name, work);
    return work;
  };

  async function obtainNow(image: LabImage, report: Report): Promise<FoundImage> {
    const { name, standIn } = image;
    const present = await findPart(docker, image, contexts);
    const official = referenceOfOfficial(image);
    if (present !== undefined) {
      // An operator who removes their own image from the engine's list has not removed it from the labs'.
      if (standIn === undefined) await keepAs(docker, present.id, official);
      return present;
    }
    report.detail('Asking the image registry');
    const pulled = await registry.obtain(name, official, signal, (done) => {
      report.detail('Downloading');
      report.fraction(done);
    });
    if (pulled.ok) return made(official);
    if (standIn === undefined) throw failure(problems.notPulled(name, pulled.reason));
    log.info({ image: name }, 'building a stand-in from Debian packages');
    return 'suite' in standIn ? bootstrap(image, standIn, report) : build(image, standIn, report);
  }

  async function bootstrap(
    image: LabImage,
    standIn: Bootstrapped,
    report: Report,
  ): Promise<FoundImage> {
    report.detail(`Installing ${image.content}`);
    const imported = referenceFor('debootstrap', [settings.mirror, standIn.suite]);
    if ((await findImage(docker, imported)) === undefined) {
      await importDebian({
        docker,
        suite: standIn.suite,
        reference: imported,
        settings,
        signal,
        onProgress: (done) => report.fraction(done * SHARE_OF_DEBOOTSTRAP),
        say: parts.say,
      });
    }
    const base = await made(imported);
    return buildImage({
      docker,
      log,
      context: contexts.standIns.get(standIn.directory) ?? [],
      base: base.id,
      reference: referenceOfStandIn(image, standIn, contexts),
      environment: settings.proxy,
      signal,
      onProgress: (done) =>
        report.fraction(SHARE_OF_DEBOOTSTRAP + done * (1 - SHARE_OF_DEBOOTSTRAP)),
    });
  }

  async function build(image: LabImage, standIn: Built, report: Report): Promise<FoundImage> {
    const below = baseOf(standIn);
    let before = 0;
    const present = await findPart(docker, below, contexts);
    const base =
      present ??
      (await obtain(below, {
        detail: report.detail,
        fraction(done) {
          before = SHARE_OF_BASE;
          report.fraction(done * SHARE_OF_BASE);
        },
      }));
    report.detail(`Installing ${image.content}`);
    const files = contexts.standIns.get(standIn.directory) ?? [];
    const npm = standIn.npm === undefined ? [] : await fetchNpmPackage(standIn.npm, signal);
    return buildImage({
      docker,
      log,
      context: [...files, ...npm],
      base: base.id,
      arguments: standIn.arguments ?? {},
      reference: referenceOfStandIn(image, standIn, contexts, base),
      environment: settings.proxy,
      signal,
      onProgress: (done) => report.fraction(before + done * (1 - before)),
    });
  }

  async function made(reference: string): Promise<FoundImage> {
    const found = await findImage(docker, reference);
    if (found === undefined) throw new Error(`the engine made ${reference} and has no such image`);
    return found;
  }

  return obtain;
}
