/** Building an image from a directory below `sandbox/`, once for each state of what it is made from. */
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { statusCodeOf } from '../engine-errors.ts';
import { createBuildProgress } from './build-progress.ts';
import { type ContextEntry, hashOf, packContext } from './context.ts';
import { readLines } from './lines.ts';

/** The part of a fingerprint that goes into names: 64 bits are plenty for a handful of images. */
export const FINGERPRINT_LENGTH = 16;

/** Set by the Dockerfiles of stand-ins. */
export const STAND_IN_LABEL = 'org.holdfast.stand-in';

/** Set by the Dockerfiles of images that are made in stages, in all but the last. */
const STAGE_LABEL = 'org.holdfast.stage';

/** Lines of a failed build that the log gets. */
const LINES_KEPT = 40;

export interface FoundImage {
  id: string;
  /** Built from Debian's packages in place of an official image. */
  standIn: boolean;
  bytes: number;
}

/** The name under which what is made from these inputs is kept: `holdfast/system:5f0c…`. */
export function referenceFor(name: string, inputs: unknown): string {
  return `holdfast/${name}:${hashOf(inputs).slice(0, FINGERPRINT_LENGTH)}`;
}

export async function findImage(
  docker: Docker,
  reference: string,
): Promise<FoundImage | undefined> {
  try {
    const { Id, Size, Config } = await docker.getImage(reference).inspect();
    return { id: Id, standIn: Config?.Labels?.[STAND_IN_LABEL] === 'true', bytes: Size };
  } catch (error) {
    if (statusCodeOf(error) === 404) return undefined;
    throw error;
  }
}

/**
 * Builds an image and names it. Each Dockerfile has the argument BASE, the image it starts from.
 * @throws Error with the engine's words
 */
export async function buildImage(options: {
  docker: Docker;
  log: Logger;
  context: readonly ContextEntry[];
  base: string;
  /** The Dockerfile's further arguments. */
  arguments?: Readonly<Record<string, string>>;
  reference: string;
  /** Variables for the build only, for a proxy. */
  environment: Record<string, string>;
  signal: AbortSignal;
  onProgress: (fraction: number) => void;
}): Promise<FoundImage> {
  const { docker, log, context, base, reference, signal, onProgress } = options;
  const dockerfile = context.find(({ name }) => name === 'Dockerfile')?.content.toString('utf8');
  const advance = createBuildProgress(dockerfile ?? '');
  const lastLines: string[] = [];
  // A line may come in pieces.
  let partial = '';
  const archive = await packContext(context);
  try {
    const stream = await docker.buildImage(Readable.from([archive]), {
      t: reference,
      buildargs: { ...options.environment, ...options.arguments, BASE: base },
      rm: true,
      forcerm: true,
      abortSignal: signal,
    });
    await readLines(stream, ({ stream: text = '' }) => {
      const lines = (partial + text).split('\n');
      partial = lines.pop() ?? '';
      for (const line of lines) {
        onProgress(advance(line));
        lastLines.push(line);
        if (lastLines.length > LINES_KEPT) lastLines.shift();
      }
    });
  } catch (error) {
    signal.throwIfAborted();
    log.error({ err: error, reference, output: lastLines }, 'building an image failed');
    throw error;
  }
  // The engine keeps what only files were taken from, without a name.
  await docker.pruneImages({ filters: { label: [STAGE_LABEL] } });
  const built = await findImage(docker, reference);
  if (built === undefined) throw new Error(`the engine built ${reference} and has no such image`);
  return built;
}
