/** Lab hosts for tests, under an installation of their own; nothing of it is left afterwards. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { pino } from 'pino';
import type { SandboxConfig } from '../../server/sandbox/config.ts';
import { imageSet } from '../../server/sandbox/images/image-set.ts';
import { createLabImages } from '../../server/sandbox/images/prepare.ts';
import type { PreparedImages } from '../../server/sandbox/images/recipe.ts';
import { findMachine } from '../../server/sandbox/machine.ts';
import { createSandbox } from '../../server/sandbox/sandbox.ts';
import type { LabHost, LaunchId, Sandbox } from '../../server/sandbox/types.ts';

/** For `beforeAll`: on a machine that has none of the images yet, they are built first. */
export const PREPARE_MS = 20 * 60_000;

/** For a test in a lab host, on a machine that is busy with others. */
export const LAB_MS = 120_000;

/** The lab hosts' seccomp profile. */
export const SECCOMP = readFileSync(
  fileURLToPath(new URL('../../sandbox/seccomp.json', import.meta.url)),
  'utf8',
);

export interface TestSandbox {
  readonly sandbox: Sandbox;
  readonly installation: string;
  /** The machine's engine, to read back what became of our requests. */
  readonly docker: Docker;
  /** Launches a lab host of a new launch id. */
  launch(): Promise<LabHost>;
  /** The lab host's container. */
  container(launchId: LaunchId): Docker.Container;
  /** Another process of the same installation, as far as the engine can tell. */
  another(): Promise<Sandbox>;
  /** Closes every sandbox and removes every container, volume and network of the installation. */
  close(): Promise<void>;
}

/**
 * Waits until labs can be launched.
 * @throws Error with the problem, when there is no engine or the images could not be prepared
 */
export async function startTestSandbox(
  overrides: Partial<SandboxConfig> = {},
): Promise<TestSandbox> {
  const config: SandboxConfig = {
    installation: `test${randomBytes(6).toString('hex')}`,
    limits: { memoryMiB: 2048, cpus: 1.5, pids: 1024, diskMiB: 8192 },
    dockerHost: process.env.DOCKER_HOST,
    ...overrides,
  };
  const open = new Set<Sandbox>();

  async function start(): Promise<Sandbox> {
    const sandbox = createTestSandbox(config);
    open.add(sandbox);
    await untilReady(sandbox);
    return sandbox;
  }

  const found = await findMachine(config);
  if (!found.ok) throw new Error(found.problems.map(({ message }) => message).join(' '));
  const { docker } = found.machine;
  const sandbox = await start();
  return {
    sandbox,
    installation: config.installation,
    docker,
    launch: () => sandbox.launch(newLaunchId()),
    container: (launchId) => docker.getContainer(`holdfast-${config.installation}-${launchId}`),
    another: start,
    async close() {
      for (const each of open) await each.close();
      await removeInstallation(docker, config.installation);
    },
  };
}

/** One that does not wait for anything; the caller closes it. */
export function createTestSandbox(config: SandboxConfig): Sandbox {
  return createSandbox({
    config,
    log: pino({ level: process.env.HOLDFAST_TEST_LOG ?? 'silent' }),
    images: createLabImages(imageSet([])),
    seccomp: SECCOMP,
  });
}

export function newLaunchId(): LaunchId {
  return randomBytes(10).toString('hex');
}

/** Waits until every image is there. */
export function untilReady(sandbox: Sandbox): Promise<void> {
  return untilStatus(sandbox, () => {
    const engine = sandbox.engineStatus();
    const images = sandbox.imagesStatus();
    if (engine.state === 'unavailable') throw new Error(JSON.stringify(engine.problems));
    if (images.state === 'failed' || images.state === 'incomplete') {
      throw new Error(JSON.stringify(images));
    }
    return engine.state === 'ready' && images.state === 'ready';
  });
}

/** Waits until what `holds` tells of the sandbox's status does; what it throws ends the waiting. */
export async function untilStatus(sandbox: Sandbox, holds: () => boolean): Promise<void> {
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const end = sandbox.onStatus(() => {
        end();
        resolve();
      });
    });
    if (holds()) return;
    await changed;
  }
}

/** What the images of this version are on an engine that has them all. */
export async function preparedImages(docker: Docker): Promise<PreparedImages> {
  const { prepare } = createLabImages(imageSet([]));
  const log = pino({ level: 'silent' });
  const { signal } = new AbortController();
  for await (const base of prepare({ docker, log, signal, onProgress: () => {} })) return base;
  throw new Error('nothing was prepared');
}

/** What the machine's engine holds under an installation's label, by name. */
export async function leftovers(docker: Docker, installation: string): Promise<string[]> {
  const filters = { label: [`org.holdfast.installation=${installation}`] };
  const [containers, volumes, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listVolumes({ filters }),
    docker.listNetworks({ filters }),
  ]);
  return [
    ...containers.map(({ Names }) => `container ${Names[0]}`),
    ...volumes.Volumes.map(({ Name }) => `volume ${Name}`),
    ...networks.map(({ Name }) => `network ${Name}`),
  ];
}

async function removeInstallation(docker: Docker, installation: string): Promise<void> {
  const filters = { label: [`org.holdfast.installation=${installation}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters })) {
    await docker.getContainer(Id).remove({ force: true });
  }
  for (const { Name } of (await docker.listVolumes({ filters })).Volumes) {
    await docker.getVolume(Name).remove();
  }
  for (const { Id } of await docker.listNetworks({ filters })) {
    await docker.getNetwork(Id).remove();
  }
}
