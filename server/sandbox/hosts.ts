/** A lab host's life on the machine's engine: made, started, stopped. Keeps nothing in memory. */
import type Docker from 'dockerode';
import { boot, refused } from './boot.ts';
import { createContainer } from './create-container.ts';
import { pause } from './deadline.ts';
import { ignoring, statusCodeOf } from './engine-errors.ts';
import { removeHost } from './inventory.ts';
import { GOLDEN_ROLE, hostName, LABEL } from './labels.ts';
import { imagesGone, labGone } from './refusals.ts';
import { letGoOn } from './save-points.ts';
import { hostContainer, STOP_SECONDS, type TemplateFacts } from './template.ts';
import type { InnerEngine, LaunchId, LaunchPhase } from './types.ts';

/** As `boot` waits for an engine that says so itself. */
const ANSWER_ATTEMPTS = 60;
const ANSWER_TIMEOUT_MS = 1000;

const CLEAN_UP_ATTEMPTS = 4;
const CLEAN_UP_PAUSE_MS = 100;

/**
 * Makes and starts a lab host. `onRoot`: programs can be started in it, its engine is yet to come. On failure
 * or abort neither container nor volume is left.
 * @throws AppError `lab.startFailed`, `images.preparing`; the signal's reason when it aborts first
 */
export async function launchHost(
  docker: Docker,
  facts: TemplateFacts,
  signal: AbortSignal,
  { onPhase, onRoot }: { onPhase: (phase: LaunchPhase) => void; onRoot: () => void },
): Promise<void> {
  onPhase('create');
  await requireGolden(docker, facts.golden);
  try {
    const container = await create(docker, facts);
    // From now on the engine lets nobody remove it; until now somebody might have.
    await requireGolden(docker, facts.golden);
    signal.throwIfAborted();
    onPhase('start');
    await boot(container, { signal, onStarted: () => onPhase('engine'), onRoot });
  } catch (error) {
    // A host of that name that was there before is somebody's lab.
    if (error instanceof NameTaken) throw error.failure;
    await cleanUp(docker, facts);
    await removeStray(docker, facts.golden);
    throw error;
  }
}

/**
 * An engine makes an empty volume in place of one that isn't there; such a one has no label.
 * @throws AppError `images.preparing`
 */
async function requireGolden(docker: Docker, golden: string): Promise<void> {
  if (!(await isGolden(docker, golden))) throw imagesGone();
}

/** Takes back what an engine made in place of a golden volume. */
async function removeStray(docker: Docker, golden: string): Promise<void> {
  if (await isGolden(docker, golden)) return;
  await ignoring([404, 409], docker.getVolume(golden).remove());
}

async function isGolden(docker: Docker, name: string): Promise<boolean> {
  try {
    const { Labels } = await docker.getVolume(name).inspect();
    return Labels?.[LABEL.role] === GOLDEN_ROLE;
  } catch (cause) {
    if (statusCodeOf(cause) === 404) return false;
    throw refused('look for its files', cause);
  }
}

/** What broke the launch may be a connection to the engine that broke, and the next one be fine. */
async function cleanUp(docker: Docker, { installation, launchId }: TemplateFacts): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await removeHost(docker, installation, launchId);
      return;
    } catch (error) {
      // The sweep removes it when the engine is there again.
      if (attempt === CLEAN_UP_ATTEMPTS) throw error;
      await pause(attempt * CLEAN_UP_PAUSE_MS);
    }
  }
}

class NameTaken extends Error {
  readonly failure: unknown;

  constructor(failure: unknown) {
    super('a container of this name exists');
    this.failure = failure;
  }
}

async function create(docker: Docker, facts: TemplateFacts): Promise<Docker.Container> {
  try {
    return await createContainer(docker, hostContainer(facts));
  } catch (cause) {
    if (statusCodeOf(cause) === 404) throw imagesGone(cause);
    const failure = refused('create it', cause);
    throw statusCodeOf(cause) === 409 ? new NameTaken(failure) : failure;
  }
}

/**
 * Starts a stopped lab host. On failure or abort it is stopped again. `already`: it was running, and nobody
 * has seen whether its engine answers.
 * @throws AppError `lab.startFailed`; the signal's reason when it aborts first
 */
export async function resumeHost(
  docker: Docker,
  { installation, launchId }: Pick<TemplateFacts, 'installation' | 'launchId'>,
  signal: AbortSignal,
  onRoot: () => void,
): Promise<{ already: boolean }> {
  const container = docker.getContainer(hostName(installation, launchId));
  const state = await stateOf(container);
  if (state === 'absent') throw labGone();
  if (state === 'running') {
    await letGoOn(container);
    return { already: true };
  }
  signal.throwIfAborted();
  try {
    await boot(container, { signal, onRoot });
    return { already: false };
  } catch (error) {
    await stopHost(docker, { installation, launchId });
    throw error;
  }
}

/** Stops the container, if there is one and it runs. */
export async function stopHost(
  docker: Docker,
  { installation, launchId }: { installation: string; launchId: LaunchId },
): Promise<void> {
  const container = docker.getContainer(hostName(installation, launchId));
  if ((await stateOf(container)) !== 'running') return;
  await letGoOn(container);
  await ignoring([304, 404], container.stop({ t: STOP_SECONDS }));
}

export async function stateOf(
  container: Docker.Container,
): Promise<'running' | 'stopped' | 'absent'> {
  try {
    return (await container.inspect()).State.Running ? 'running' : 'stopped';
  } catch (error) {
    if (statusCodeOf(error) === 404) return 'absent';
    throw error;
  }
}

/**
 * Waits for the engine of a host that is said to run already: it may be in the middle of a start that
 * another process began.
 * @throws AppError `lab.unreachable`; the signal's reason
 */
export async function untilAnswering(engine: InnerEngine, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { status } = await engine.request('GET', '/_ping', {
        timeoutMs: ANSWER_TIMEOUT_MS,
        signal,
      });
      if (status === 200) return;
    } catch (error) {
      signal.throwIfAborted();
      if (attempt >= ANSWER_ATTEMPTS) throw error;
      await pause(ANSWER_TIMEOUT_MS / 4, signal);
    }
  }
}
