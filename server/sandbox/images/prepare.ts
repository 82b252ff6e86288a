/**
 * Everything a lab host is launched from: the image of the container around a lab, and the golden volume
 * with the lab's root file system and images. What is there already is found by the fingerprint of what
 * it is made from and used as it is; a second start takes a moment.
 */
import { z } from 'zod';
import type { LabImages } from '../preparation.ts';
import { failure, problemOf, problems } from './errors.ts';
import { removeLeftovers } from './golden.ts';
import { removeOutdated, removeSuperseded } from './housekeeping.ts';
import { allOf, type ImageSet } from './image-set.ts';
import { acquireLock } from './lock.ts';
import { readContexts } from './parts.ts';
import { createProgress } from './progress.ts';
import { createRecipe, type PreparedImages, stepsOf } from './recipe.ts';
import { createRegistry } from './registry.ts';
import { readSettings } from './settings.ts';

const Info = z.object({ ID: z.string() });

/**
 * The images of labs on an engine. Several processes may prepare them at once, on one engine; whatever one
 * of them leaves half-made when it is killed, no other takes for whole.
 */
export function createLabImages(set: ImageSet): LabImages<PreparedImages> {
  const names = allOf(set).map(({ name }) => name);

  return {
    names,
    tidy: removeSuperseded,

    async *prepare({ docker, log, signal, onProgress }) {
      const progress = createProgress(stepsOf(set), names, onProgress);
      const tell = ({ images }: PreparedImages) => {
        for (const { name, standIn } of images) progress.image(name, { standIn });
        progress.say('Trying out what this machine allows');
      };
      try {
        const settings = readSettings(process.env);
        const registry = createRegistry(docker, log);
        const contexts = await readContexts(allOf(set));
        const kitchen = { docker, log, signal, progress, settings, registry, set, contexts };
        const recipe = createRecipe(kitchen);
        let base = await recipe.find();
        if (base !== undefined) {
          tell(base);
          yield base;
          if (base.images.length === names.length) return;
        }
        const info = Info.parse(await docker.info());
        const release = await acquireLock(info.ID, signal, () =>
          progress.say('Another Holdfast on this machine is preparing the lab images'),
        );
        try {
          await removeLeftovers(docker);
          for await (const made of recipe.make(base)) {
            tell(made);
            yield made;
            base = made;
          }
          if (base !== undefined) {
            await removeOutdated(docker, log, base).catch((error: unknown) =>
              log.warn({ err: error }, 'old lab images could not be removed'),
            );
          }
        } finally {
          await release();
        }
        if (recipe.failed.size > 0) throw failure(problems.someMissing([...recipe.failed.keys()]));
      } catch (error) {
        signal.throwIfAborted();
        throw failure(problemOf(error, progress.now().step), error);
      }
    },
  };
}
