/** Lab hosts on the machine's engine. */
import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { AppError } from '../errors.ts';
import type { SandboxConfig } from './config.ts';
import { watchEngine } from './engine-watch.ts';
import { createExits } from './exits.ts';
import { createFlights } from './flights.ts';
import { launchHost, resumeHost, stateOf, stopHost, untilAnswering } from './hosts.ts';
import { listHosts, removeHost, sweepHosts } from './inventory.ts';
import { createLabHost } from './lab-host.ts';
import { hostName, isLaunchId } from './labels.ts';
import { findMachine, isUnreached, type Machine } from './machine.ts';
import { preflight } from './preflight.ts';
import { createPreparation, type LabBase, type LabImages } from './preparation.ts';
import {
  engineLost,
  engineUnavailable,
  imagesNotReady,
  shuttingDown,
  startAborted,
} from './refusals.ts';
import { readResources } from './resources.ts';
import { letGoOn, type SavePoints, savePointsOf } from './save-points.ts';
import { hostContainer } from './template.ts';
import type { LabHost, LaunchId, Sandbox } from './types.ts';

export interface SandboxOptions {
  config: SandboxConfig;
  log: Logger;
  images: LabImages;
  /** The lab hosts' seccomp profile, JSON text. */
  seccomp: string;
}

/**
 * Begins at once to look for the engine and to prepare the images; labs can be launched when `engineStatus`
 * and `imagesStatus` say so. The caller closes it, which ends what was begun and leaves the labs running.
 */
export function createSandbox({ config, log, images, seccomp }: SandboxOptions): Sandbox {
  const { installation } = config;
  const statusListeners = new Set<() => void>();
  const exitListeners = new Set<(launchId: LaunchId) => void>();
  const handles = new Set<LabHost>();
  const flights = createFlights();
  /** Golden volumes of launches that may have no container yet. */
  const launching = new Map<LaunchId, string>();
  let openFiles = 0;
  let closed = false;

  const exits = createExits((launchId) => {
    closeHandles(launchId);
    for (const listener of exitListeners) listener(launchId);
  });
  const preparation = createPreparation({
    images,
    log,
    onStatus: announce,
    async check(machine, base) {
      const result = await preflight(machine.docker, baseFacts(machine, base));
      if (!result.ok) return result.problem;
      openFiles = result.openFiles;
      return undefined;
    },
  });
  const watch = watchEngine({
    installation,
    find: () => findMachine(config),
    log,
    onStatus: announce,
    onDeath: exits.died,
    onConnected(machine) {
      preparation.begin(machine);
      reconcile(machine).catch((error: unknown) =>
        log.warn({ err: error }, 'the running labs could not be looked up'),
      );
    },
  });

  function announce(): void {
    for (const listener of statusListeners) listener();
  }

  const machineFacts = ({ appArmor }: Machine) => ({
    installation,
    limits: config.limits,
    seccomp,
    appArmor,
    runtime: config.runtime,
  });

  const baseFacts = (machine: Machine, base: LabBase) => ({
    ...machineFacts(machine),
    image: base.hostImage,
    golden: base.goldenVolume,
  });

  async function reconcile({ docker }: Machine): Promise<void> {
    const hosts = await listHosts(docker, installation);
    const running = hosts.filter(({ container }) => container === 'running');
    exits.reconcile(new Set(running.map(({ launchId }) => launchId)));
  }

  /** Runs `work` on the engine and turns a lost connection into an error that says so. */
  async function onEngine<T>(work: (machine: Machine) => Promise<T>): Promise<T> {
    if (closed) throw shuttingDown();
    if (watch.machine() === undefined) await watch.recheck();
    const machine = watch.machine();
    if (machine === undefined) throw engineUnavailable(watch.status());
    try {
      return await work(machine);
    } catch (error) {
      throw isUnreached(error) ? engineLost(error) : error;
    }
  }

  function handle({ docker }: Machine, launchId: LaunchId, found = false): LabHost {
    const container = docker.getContainer(hostName(installation, launchId));
    const host = createLabHost(container, launchId, found, (it) => handles.delete(it));
    handles.add(host);
    return host;
  }

  function started(launchId: LaunchId): void {
    exits.alive(launchId);
  }

  function closeHandles(launchId?: LaunchId): void {
    for (const host of [...handles]) {
      if (launchId === undefined || host.launchId === launchId) host.close();
    }
  }

  /** @throws AppError `images.preparing` */
  function baseWith(needed: readonly string[]): LabBase {
    const base = preparation.base();
    const missing = needed.filter((name) => !base?.images.some((image) => image.name === name));
    if (base !== undefined && missing.length === 0) return base;
    preparation.retry();
    throw imagesNotReady(preparation.status(), missing);
  }

  function onPoints<T>(
    launchId: LaunchId,
    { signal }: { signal?: AbortSignal } = {},
    work: (points: SavePoints) => Promise<T>,
  ): Promise<T> {
    return flights.start(launchId, signal, (either) =>
      onEngine((machine) => {
        const facts = { ...machineFacts(machine), launchId, openFiles };
        return work(savePointsOf(machine.docker, facts, either));
      }),
    );
  }

  /** The images may have been removed behind our back. */
  function restoreImages(error: unknown): void {
    if (error instanceof AppError && error.code === 'images.preparing') preparation.restart();
  }

  return {
    engineStatus: watch.status,
    imagesStatus: preparation.status,

    onStatus(listener) {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },

    onExit(listener) {
      exitListeners.add(listener);
      return () => exitListeners.delete(listener);
    },

    requireImages(needed) {
      baseWith(needed);
    },

    async resources() {
      const machine = watch.machine();
      if (machine === undefined) return { memoryMiB: null, diskMiB: null };
      return readResources(machine.place);
    },

    base() {
      const [machine, base] = [watch.machine(), preparation.base()];
      if (machine === undefined || base === undefined) return undefined;
      const anyone = hostContainer({ ...baseFacts(machine, base), launchId: '', openFiles });
      return createHash('sha256').update(JSON.stringify(anyone)).digest('hex').slice(0, 16);
    },

    async launch(launchId, { needs = [], signal, onPhase = () => {} } = {}) {
      if (!isLaunchId(launchId)) throw new Error(`not a launch id: ${launchId}`);
      return flights.start(launchId, signal, (either) =>
        onEngine(async (machine) => {
          const base = baseWith(needs);
          launching.set(launchId, base.goldenVolume);
          exits.quiet(launchId);
          const facts = { ...baseFacts(machine, base), launchId, openFiles };
          const host = handle(machine, launchId);
          // While its engine starts there is time to start what is needed next.
          const onRoot = () => void host.ahead();
          try {
            await launchHost(machine.docker, facts, either, { onPhase, onRoot });
          } catch (error) {
            host.close();
            restoreImages(error);
            throw error;
          } finally {
            launching.delete(launchId);
          }
          started(launchId);
          return host;
        }),
      );
    },

    resume(launchId, { signal } = {}) {
      return flights.start(launchId, signal, (either) =>
        onEngine(async (machine) => {
          exits.quiet(launchId);
          const host = handle(machine, launchId);
          const onRoot = () => void host.ahead();
          const which = { installation, launchId };
          try {
            const { already } = await resumeHost(machine.docker, which, either, onRoot);
            if (already) await untilAnswering(host.engine, either);
          } catch (error) {
            host.close();
            throw error;
          }
          started(launchId);
          return host;
        }),
      );
    },

    find(launchId) {
      return onEngine(async (machine) => {
        const container = machine.docker.getContainer(hostName(installation, launchId));
        const state = await stateOf(container);
        if (state !== 'running') return undefined;
        if (!flights.has(launchId)) await letGoOn(container);
        if (!flights.has(launchId)) exits.alive(launchId);
        return handle(machine, launchId, true);
      });
    },

    keepPoint: (launchId, point, { known = [], ...options } = {}) =>
      onPoints(launchId, options, (points) => points.keep(point, known)),

    rewindTo: (launchId, point, options) =>
      onPoints(launchId, options, (points) => points.prepare(point)),

    dropPoints: (launchId, points) => onPoints(launchId, {}, (of) => of.drop(points)),

    stop(launchId) {
      return flights.end(launchId, startAborted(), () =>
        onEngine(async ({ docker }) => {
          exits.quiet(launchId);
          closeHandles(launchId);
          await stopHost(docker, { installation, launchId });
        }),
      );
    },

    remove(launchId) {
      return flights.end(launchId, startAborted(), () =>
        onEngine(async ({ docker }) => {
          exits.quiet(launchId);
          closeHandles(launchId);
          await removeHost(docker, installation, launchId);
        }),
      );
    },

    list: () => onEngine(({ docker }) => listHosts(docker, installation)),

    sweep: (keep) =>
      onEngine(async ({ docker }) => {
        const busy = flights.ids();
        const decide = async () => {
          const kept = await keep();
          return (launchId: LaunchId) =>
            kept.has(launchId) || busy.has(launchId) || flights.has(launchId);
        };
        const removed = await sweepHosts(docker, installation, decide, exits.quiet);
        if (removed.length > 0) log.info({ removed }, 'removed what no lab owns any more');
        const base = preparation.base();
        if (base !== undefined) {
          const inUse = new Set([base.goldenVolume, ...launching.values()]);
          await images.tidy({ docker, log, inUse });
        }
        return { removed };
      }),

    async close() {
      if (closed) return;
      // Starts that are aborted still clean up after themselves.
      await flights.close(shuttingDown());
      closed = true;
      closeHandles();
      await Promise.all([preparation.close(), watch.close()]);
    },
  };
}
