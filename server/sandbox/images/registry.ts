/** Official images, from a registry if one answers or from what the engine has of it already. */
import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { reasonOf, statusCodeOf } from '../engine-errors.ts';
import { readLines } from './lines.ts';

/** A registry that answers does so within a second; without a network some resolvers take half a minute. */
const FIRST_ANSWER_MS = 10_000;

/** A download in which nothing moves for this long is given up. */
const STALL_MS = 60_000;

export interface Registry {
  /**
   * Keeps an official image under `reference`. False where it cannot be had; only a first request waits
   * for a registry that does not answer.
   * @param onProgress fraction done, 0…1
   * @throws the signal's reason
   */
  obtain(
    name: string,
    reference: string,
    signal: AbortSignal,
    onProgress: (fraction: number) => void,
  ): Promise<boolean>;
}

export function createRegistry(docker: Docker, log: Logger): Registry {
  let silent = false;

  async function pull(
    name: string,
    signal: AbortSignal,
    onProgress: (fraction: number) => void,
  ): Promise<boolean> {
    const giveUp = new AbortController();
    let timer = setTimeout(() => giveUp.abort(), FIRST_ANSWER_MS);
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(() => giveUp.abort(), STALL_MS);
    };
    try {
      const stream = await docker.pull(name, {
        abortSignal: AbortSignal.any([signal, giveUp.signal]),
      });
      const layers = createLayerProgress();
      await readLines(stream, ({ id, progressDetail, status }) => {
        moved();
        onProgress(layers(id ?? '', status ?? '', progressDetail ?? {}));
      });
      return true;
    } catch (error) {
      signal.throwIfAborted();
      // A registry that says no to one image may have the others.
      silent = statusCodeOf(error) !== 404;
      log.info(
        { image: name, reason: giveUp.signal.aborted ? 'no answer' : reasonOf(error) },
        'image not pulled',
      );
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async obtain(name, reference, signal, onProgress) {
      const before = await findOfficial(docker, name);
      const pulled = !silent && (await pull(name, signal, onProgress));
      // Without a registry, one that was pulled earlier will do; one that was built or loaded under this
      // name may be anything.
      if (!pulled && before?.wasPulled !== true) return false;
      const [repo = '', tag = ''] = reference.split(':');
      await docker.getImage(name).tag({ repo, tag });
      // The operator's list of images stays as it was.
      if (before === undefined) await docker.getImage(name).remove();
      return true;
    },
  };
}

async function findOfficial(
  docker: Docker,
  name: string,
): Promise<{ wasPulled: boolean } | undefined> {
  try {
    const { RepoDigests } = await docker.getImage(name).inspect();
    return { wasPulled: (RepoDigests ?? []).length > 0 };
  } catch (error) {
    if (statusCodeOf(error) === 404) return undefined;
    throw error;
  }
}

/** Half of a pull is downloading, half unpacking; layers are known one by one. */
export function createLayerProgress(): (
  id: string,
  status: string,
  detail: { current?: number | undefined; total?: number | undefined },
) => number {
  const layers = new Map<string, number>();
  return (id, status, { current, total }) => {
    if (/^Pulling fs layer|^Waiting/.test(status)) layers.set(id, layers.get(id) ?? 0);
    else if (/^(?:Pull complete|Already exists)/.test(status)) layers.set(id, 1);
    else if (total !== undefined && total > 0 && current !== undefined) {
      const half = Math.min(1, current / total) / 2;
      layers.set(id, Math.max(layers.get(id) ?? 0, status === 'Extracting' ? 0.5 + half : half));
    }
    if (layers.size === 0) return 0;
    return [...layers.values()].reduce((sum, fraction) => sum + fraction, 0) / layers.size;
  };
}
