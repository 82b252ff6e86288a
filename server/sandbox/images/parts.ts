/**
 * The parts that a lab host is made of, and the names under which the engine keeps them. A name tells what
 * went in, the files and the image below, so what is there already is found without a list.
 */
import type Docker from 'dockerode';
import { type FoundImage, findImage, referenceFor } from './build.ts';
import { type ContextEntry, hashContext, readContext } from './context.ts';
import { baseOf, FILES, type LabImage, type StandIn } from './image-set.ts';

/** The files of all parts, read once. */
export interface Contexts {
  system: ContextEntry[];
  host: ContextEntry[];
  /** By directory below `sandbox/images`. */
  standIns: ReadonlyMap<string, ContextEntry[]>;
}

export async function readContexts(images: readonly LabImage[]): Promise<Contexts> {
  const directories = new Set(images.flatMap(({ standIn }) => standIn?.directory ?? []));
  const [system, host, ...standIns] = await Promise.all([
    readContext(FILES.system),
    readContext(FILES.host),
    ...[...directories].map(async (directory) => {
      return [directory, await readContext(FILES.image(directory))] as const;
    }),
  ]);
  return { system, host, standIns: new Map(standIns) };
}

export function referenceOfSystem(contexts: Contexts, debian: FoundImage): string {
  return referenceFor('system', [hashContext(contexts.system), debian.id]);
}

export function referenceOfHost(contexts: Contexts, system: FoundImage): string {
  return referenceFor('host', [hashContext(contexts.host), system.id]);
}

/** An official image is what its name says, whatever is in this version's files. */
export function referenceOfOfficial({ name }: LabImage): string {
  return referenceFor('official', [name]);
}

/** @param base the image it stands on; a bootstrapped one stands on nothing */
export function referenceOfStandIn(
  { name }: LabImage,
  standIn: StandIn,
  contexts: Contexts,
  base?: FoundImage,
): string {
  const { directory, ...rest } = standIn;
  const context = contexts.standIns.get(directory) ?? [];
  return referenceFor(`image-${directory}`, [name, rest, hashContext(context), base?.id ?? null]);
}

/** The image as the engine has it: an operator's own, an official one, or a stand-in of these files. */
export async function findPart(
  docker: Docker,
  image: LabImage,
  contexts: Contexts,
): Promise<FoundImage | undefined> {
  const { name, standIn } = image;
  if (standIn === undefined) {
    const present = await findImage(docker, name);
    if (present !== undefined) return present;
  }
  const official = await findImage(docker, referenceOfOfficial(image));
  if (official !== undefined || standIn === undefined) return official;
  if ('suite' in standIn) return findImage(docker, referenceOfStandIn(image, standIn, contexts));
  const base = await findPart(docker, baseOf(standIn), contexts);
  if (base === undefined) return undefined;
  return findImage(docker, referenceOfStandIn(image, standIn, contexts, base));
}
