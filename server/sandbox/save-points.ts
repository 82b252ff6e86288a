/**
 * Copies of all that is in a lab, kept in its own volume. What copies is a container of its own: the lab's is held
 * still meanwhile, by the machine's engine, so that the copy is of one moment.
 */
import type Docker from 'dockerode';
import { ignoring, statusCodeOf } from './engine-errors.ts';
import { hostName, LABEL, SAVING_ROLE, savingName } from './labels.ts';
import { labGone, pointGone, savingFailed, savingUnknown } from './refusals.ts';
import { runOnce } from './run-once.ts';
import { hostContainer, type TemplateFacts } from './template.ts';
import type { KeptPoint } from './types.ts';

/** Of a lab's whole share of the disk, on a slow one. */
const COPY_MS = 4 * 60_000;
/** Exit code of the program when there is no such copy. */
const NO_INPUT = 66;
/** Of a container whose image has no such program. */
const NOT_FOUND = [126, 127];

export interface SavePoints {
  keep(point: string, known: readonly string[]): Promise<KeptPoint>;
  prepare(point: string): Promise<void>;
  drop(points: readonly string[]): Promise<void>;
}

export function savePointsOf(
  docker: Docker,
  facts: Omit<TemplateFacts, 'image' | 'golden'>,
  signal: AbortSignal,
): SavePoints {
  const { installation, launchId } = facts;
  const host = docker.getContainer(hostName(installation, launchId));
  const name = savingName(installation, launchId);

  async function run(image: string, ...args: string[]): Promise<string> {
    const template = hostContainer({ ...facts, image, golden: '' });
    // Left by a process that was killed.
    await ignoring([404], docker.getContainer(name).remove({ force: true }));
    const { exitCode, said } = await runOnce(
      docker,
      {
        ...template,
        name,
        Cmd: ['/usr/lib/holdfast/save-point', ...args],
        Labels: {
          [LABEL.installation]: installation,
          [LABEL.launch]: launchId,
          [LABEL.role]: SAVING_ROLE,
        },
        HostConfig: {
          ...template.HostConfig,
          // Of the lab's volume alone.
          Mounts: (template.HostConfig.Mounts ?? []).filter(({ ReadOnly }) => ReadOnly !== true),
        },
      },
      { ms: COPY_MS, late: () => savingFailed('it took too long'), signal },
    ).catch((error: unknown) => {
      if (statusCodeOf(error) === 400) throw savingUnknown();
      throw error;
    });
    if (exitCode === NO_INPUT) throw pointGone();
    if (NOT_FOUND.includes(exitCode)) throw savingUnknown();
    if (exitCode !== 0) throw savingFailed(said);
    return said;
  }

  /** The image that the lab's own container is of: what copies and what starts the lab go together. */
  async function inspect(): Promise<{ image: string; running: boolean }> {
    const { Image, State } = await host.inspect().catch((error: unknown) => {
      throw statusCodeOf(error) === 404 ? labGone() : error;
    });
    return { image: Image, running: State.Running };
  }

  return {
    async keep(point, known) {
      const { image, running } = await inspect();
      if (running) await holdStill(host);
      const at = Date.now();
      try {
        const kib = /^kib (\d+)$/m.exec(await run(image, 'keep', point, ...known))?.[1];
        if (kib === undefined) throw savingFailed('it did not say how large the copy is');
        return { mib: Math.ceil(Number(kib) / 1024), at };
      } finally {
        if (running) await letGoOn(host);
      }
    },
    async prepare(point) {
      await run((await inspect()).image, 'prepare', point);
    },
    async drop(points) {
      if (points.length > 0) await run((await inspect()).image, 'drop', ...points);
    },
  };
}

async function holdStill(container: Docker.Container): Promise<void> {
  await container.pause().catch((cause: unknown) => {
    throw statusCodeOf(cause) === undefined
      ? cause
      : savingFailed('the lab could not be held still', cause);
  });
}

/** Lets a lab go on that is held still, also by a process that was killed meanwhile. */
export async function letGoOn(container: Docker.Container): Promise<void> {
  const { State } = await container.inspect();
  if (State.Paused) await ignoring([404, 409], container.unpause());
}
