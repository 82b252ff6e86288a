/** Sees to it that the lab images are there: prepares them when the engine is, and again when that failed. */
import type Docker from 'dockerode';
import type { Logger } from 'pino';
import type { ImagesStatus, Problem } from '../../protocol/status.ts';
import { createBackOff } from './back-off.ts';
import { pause } from './deadline.ts';
import type { Machine } from './machine.ts';

/** What a lab host is launched from. */
export interface LabBase {
  /** Id of the outer image. */
  hostImage: string;
  goldenVolume: string;
}

/** Makes what is missing, tells how far it is, and resolves when labs can be launched. */
export type PrepareImages = (request: {
  docker: Docker;
  log: Logger;
  signal: AbortSignal;
  onProgress: (status: ImagesStatus) => void;
}) => Promise<LabBase>;

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

const WAITING: ImagesStatus = {
  state: 'waiting',
  progress: 0,
  step: 'Waiting for Docker',
  images: [],
};

const TRYING = 'Trying out what this machine allows';

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
  prepare: PrepareImages;
  log: Logger;
  onStatus: () => void;
  /** Asked of each base before it is used: a problem that makes it useless, or nothing. */
  check: (machine: Machine, base: LabBase) => Promise<Problem | undefined>;
}): Preparation {
  const { prepare, log, onStatus, check } = options;
  const closing = new AbortController();
  const backOff = createBackOff({ first: FIRST_PAUSE_MS, most: LONGEST_PAUSE_MS });
  let status = WAITING;
  let base: LabBase | undefined;
  let latest: Machine | undefined;
  let wanted: Machine | undefined;
  let wake = new AbortController();
  let running: Promise<void> | undefined;

  function set(next: ImagesStatus): void {
    status = next;
    if (!closing.signal.aborted) onStatus();
  }

  async function attempt(machine: Machine): Promise<boolean> {
    let latestStatus = status;
    try {
      const next = await prepare({
        docker: machine.docker,
        log,
        signal: closing.signal,
        onProgress(it) {
          latestStatus = it;
          // Ready is what labs can be launched from, and that is not known yet.
          set(it.state === 'ready' ? { ...it, state: 'preparing', step: TRYING } : it);
        },
      });
      const problem = await check(machine, next);
      if (problem !== undefined) throw new Unusable(problem);
      base = next;
      set(latestStatus);
      return true;
    } catch (error) {
      if (!closing.signal.aborted) fail(error);
      return false;
    }
  }

  function fail(error: unknown): void {
    log.error({ err: error }, 'preparing the lab images failed');
    const problem = error instanceof Unusable ? error.problem : (status.problem ?? FAILED);
    set({ ...status, state: 'failed', problem });
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
    status: () => status,
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
