/**
 * Sees to it that the lab images are there: prepares them when the engine is, and again when some could
 * not be had. Labs are launched from what there is meanwhile.
 */
import type Docker from 'dockerode';
import type { Logger } from 'pino';
import type { ImageState, ImagesStatus } from '../../protocol/status.ts';
import { Problem } from '../../protocol/status.ts';
import { AppError } from '../errors.ts';
import { createBackOff } from './back-off.ts';
import { pause } from './deadline.ts';
import type { Machine } from './machine.ts';

/** What a lab host is launched from. */
export interface LabBase {
  /** Id of the outer image. */
  hostImage: string;
  goldenVolume: string;
  /** The images that a lab has then. */
  images: readonly { name: string }[];
}

/** What preparing them tells while it is at it. Which of them labs have already is known elsewhere. */
export type ImagesProgress = Pick<ImagesStatus, 'progress' | 'step' | 'images'>;

/** How the images of labs come to be on an engine. */
export interface LabImages<Base extends LabBase = LabBase> {
  readonly names: readonly string[];
  /**
   * Makes what is missing, and gives what labs can be launched from each time there is more of it. Ends when
   * all images are there.
   * @throws AppError `images.failed` with `details.problem`, also when only some images could not be had; the
   *   signal's reason when it aborts
   */
  prepare(request: {
    docker: Docker;
    log: Logger;
    signal: AbortSignal;
    onProgress: (progress: ImagesProgress) => void;
  }): AsyncIterable<Base>;
  /** Removes what was launched from before there was more, once no lab links into it. */
  tidy(request: { docker: Docker; log: Logger; inUse: ReadonlySet<string> }): Promise<void>;
}

export interface Preparation {
  status(): ImagesStatus;
  /** What to launch from, once there is something. */
  base(): LabBase | undefined;
  /** The engine is there, perhaps another one than before: begin, unless it is under way. */
  begin(machine: Machine): void;
  /** Tries again now if the last attempt failed. */
  retry(): void;
  /** What was prepared is gone: begin again. */
  restart(): void;
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

const FAILED: Problem = {
  code: 'images.failed',
  message: 'Preparing the lab images failed. It is tried again by itself.',
  cure: 'See the server’s output for the reason; too little disk space and no way to a registry or to Debian’s mirror are the usual ones.',
};

/** The images are there, but labs cannot be made of them on this machine. */
class Unusable extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

export function createPreparation(options: {
  images: LabImages;
  log: Logger;
  onStatus: () => void;
  /** Asked of each base before it is used: a problem that makes it useless, or nothing. */
  check: (machine: Machine, base: LabBase) => Promise<Problem | undefined>;
}): Preparation {
  const { images, log, onStatus, check } = options;
  const closing = new AbortController();
  const backOff = createBackOff({ first: FIRST_PAUSE_MS, most: LONGEST_PAUSE_MS });
  let progress: ImagesProgress = {
    progress: 0,
    step: 'Waiting for Docker',
    images: images.names.map((name) => ({ name, state: 'waiting' })),
  };
  let state: ImagesStatus['state'] = 'waiting';
  let problem: Problem | undefined;
  let base: LabBase | undefined;
  let latest: Machine | undefined;
  let wanted: Machine | undefined;
  let wake = new AbortController();
  let running: Promise<void> | undefined;

  function status(): ImagesStatus {
    const there = new Set(base?.images.map(({ name }) => name));
    return {
      ...progress,
      ...(state === 'ready' ? { progress: 1, step: 'Ready' } : {}),
      state,
      launchable: base !== undefined,
      images: progress.images.map((image) => (there.has(image.name) ? ready(image) : image)),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  function become(next: ImagesStatus['state'], because?: Problem): void {
    state = next;
    problem = because;
    changed();
  }

  function changed(): void {
    if (!closing.signal.aborted) onStatus();
  }

  async function attempt(machine: Machine): Promise<boolean> {
    try {
      for await (const next of images.prepare({
        docker: machine.docker,
        log,
        signal: closing.signal,
        onProgress(it) {
          progress = it;
          become('preparing');
        },
      })) {
        const obstacle = await check(machine, next);
        if (obstacle !== undefined) throw new Unusable(obstacle);
        base = next;
        changed();
      }
      become('ready');
      return true;
    } catch (error) {
      if (!closing.signal.aborted) fail(error);
      return false;
    }
  }

  function fail(error: unknown): void {
    log.error({ err: error }, 'preparing the lab images failed');
    become(base === undefined ? 'failed' : 'incomplete', problemOf(error));
  }

  /** Until an attempt has succeeded that began after the last wish for one. */
  async function run(): Promise<void> {
    while (!closing.signal.aborted && wanted !== undefined) {
      const machine = wanted;
      wanted = undefined;
      wake = new AbortController();
      if (await attempt(machine)) {
        backOff.reset();
      } else {
        wanted ??= machine;
        await pause(backOff.next(), AbortSignal.any([closing.signal, wake.signal]));
      }
    }
    // In the same turn as the last look at `wanted`.
    running = undefined;
  }

  function begin(machine: Machine): void {
    latest = machine;
    wanted = machine;
    wake.abort();
    running ??= run();
  }

  return {
    status,
    base: () => base,
    begin,
    retry() {
      wake.abort();
    },
    restart() {
      base = undefined;
      if (latest !== undefined) begin(latest);
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}

/** An image that labs have, whatever is being done about a newer one. */
function ready({ name, standIn }: ImageState): ImageState {
  return { name, state: 'ready', ...(standIn === undefined ? {} : { standIn }) };
}

function problemOf(error: unknown): Problem {
  if (error instanceof Unusable) return error.problem;
  const known = Problem.safeParse(error instanceof AppError ? error.details?.problem : undefined);
  return known.success ? known.data : FAILED;
}
