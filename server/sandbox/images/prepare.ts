/**
 * Everything a lab host is launched from: the image of the container around a lab, and the golden volume
 * with the lab's root file system and images. What is there already is found by the fingerprint of what
 * it is made from and used as it is; a second start takes a moment.
 */
import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ImagesStatus } from '../../../protocol/status.ts';
import { AppError } from '../../errors.ts';
import { failure, problemOf } from './errors.ts';
import { removeLeftovers } from './golden.ts';
import { removeOutdated } from './housekeeping.ts';
import { LAB_IMAGES } from './image-set.ts';
import { acquireLock } from './lock.ts';
import { createProgress, type Progress } from './progress.ts';
import { createRecipe, type PreparedImages, STEPS } from './recipe.ts';
import { createRegistry } from './registry.ts';
import { readSettings } from './settings.ts';

export interface PrepareOptions {
  docker: Docker;
  log: Logger;
  onProgress: (status: ImagesStatus) => void;
  signal: AbortSignal;
}

const Info = z.object({ ID: z.string() });

/**
 * Makes what is missing. Several processes may do this at once, on one engine; whatever one of them leaves
 * half-made when it is killed, no other takes for whole.
 * @throws AppError `images.failed`, with `details.problem` as the last progress showed it; the signal's
 *   reason when it aborts
 */
export async function prepareImages(options: PrepareOptions): Promise<PreparedImages> {
  const { docker, log, signal } = options;
  const progress = createProgress(
    STEPS,
    LAB_IMAGES.map(({ name }) => name),
    options.onProgress,
  );
  const settings = readSettings(process.env);
  const registry = createRegistry(docker, log);
  const recipe = createRecipe({ docker, log, signal, progress, settings, registry });
  try {
    const present = await recipe.find();
    if (present !== undefined) return announce(present, progress);
    const info = Info.parse(await docker.info());
    const release = await acquireLock(info.ID, signal, () =>
      progress.say('Another Holdfast on this machine is preparing the lab images'),
    );
    try {
      await removeLeftovers(docker);
      const made = await recipe.make();
      await removeOutdated(docker, log, made).catch((error: unknown) =>
        log.warn({ err: error }, 'old lab images could not be removed'),
      );
      return announce(made, progress);
    } finally {
      await release();
    }
  } catch (error) {
    signal.throwIfAborted();
    const problem = problemOf(error, progress.status().step);
    progress.fail(problem);
    throw error instanceof AppError ? error : failure(problem, error);
  }
}

function announce(prepared: PreparedImages, progress: Progress): PreparedImages {
  for (const { name, standIn } of prepared.images) progress.image(name, { standIn });
  progress.ready();
  return prepared;
}
