/** Official images, from a registry if one answers or from what the engine has of it already. */
import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { reasonOf, statusCodeOf } from '../engine-errors.ts';
import { registryOf } from './image-name.ts';
import { readLines } from './lines.ts';

/** A registry that answers does so within a second; without a network some resolvers take half a minute. */
const FIRST_ANSWER_MS = 10_000;

/** A download in which nothing moves for this long is given up. */
const STALL_MS = 60_000;

/** Characters of what an engine says that a person is shown. */
const LONGEST_REASON = 200;

/** `reason` completes the sentence "It could not be pulled: …". */
export type Pulled = { ok: true } | { ok: false; reason: string };

export interface Registry {
  /**
   * Keeps an official image under `reference`, if it can be had. Only a first request waits for a registry
   * that does not answer.
   * @param onProgress fraction done, 0…1
   * @throws the signal's reason
   */
  obtain(
    name: string,
    reference: string,
    signal: AbortSignal,
    onProgress: (fraction: number) => void,
  ): Promise<Pulled>;
}

export function createRegistry(docker: Docker, log: Logger): Registry {
  /** Why nothing more is asked of a registry. */
  const silent = new Map<string, string>();

  async function pull(
    name: string,
    signal: AbortSignal,
    onProgress: (fraction: number) => void,
  ): Promise<Pulled> {
    const registry = registryOf(name);
    const known = silent.get(registry);
    if (known !== undefined) return { ok: false, reason: known };
    const giveUp = new AbortController();
    let timer = setTimeout(() => giveUp.abort(), FIRST_ANSWER_MS);
    let answered = false;
    const moved = () => {
      answered = true;
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
      return { ok: true };
    } catch (error) {
      signal.throwIfAborted();
      const reason = giveUp.signal.aborted
        ? `${registry} does not answer${answered ? ' any more' : ''}`
        : reasonOf(error).slice(0, LONGEST_REASON);
      // A registry that says no to one image, or breaks off, may have the others.
      if (!answered && statusCodeOf(error) !== 404) silent.set(registry, reason);
      log.info({ image: name, reason }, 'image not pulled');
      return { ok: false, reason };
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async obtain(name, reference, signal, onProgress) {
      const before = await findOfficial(docker, name);
      const pulled = await pull(name, signal, onProgress);
      // Without a registry, one that was pulled earlier will do; one that was built or loaded under this
      // name may be anything.
      if (!pulled.ok && before?.wasPulled !== true) return pulled;
      await keepAs(docker, name, reference);
      // The operator's list of images stays as it was.
      if (before === undefined) await docker.getImage(name).remove();
      return { ok: true };
    },
  };
}

/** Gives an image a further name, of ours. */
export async function keepAs(docker: Docker, name: string, reference: string): Promise<void> {
  const [repo = '', tag = ''] = reference.split(':');
  await docker.getImage(name).tag({ repo, tag });
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
