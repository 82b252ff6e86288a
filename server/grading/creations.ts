/** What an experiment creates in a lab: labelled as the grader's, remembered, and removed at the end. */
import type { Logger } from 'pino';
import { newId } from '../ids.ts';
import type { LabHost, RunResult } from '../sandbox/types.ts';
import type { VolumeFacts } from './contract.ts';
import * as engineOf from './engine.ts';
import { GRADER_LABEL, GRADER_PREFIX } from './history.ts';
import { InterruptedError } from './pool.ts';
import { hears, stopRequest } from './stop-signal.ts';
import { planTwin } from './twin.ts';

/** A copy of a volume may take this long: a fresh PostgreSQL directory has 40 MB. */
const COPY_TIMEOUT_MS = 30_000;
/** And so long to unpack an archive of as much. */
const UNPACK_TIMEOUT_MS = 30_000;
/** Or to copy a learner's file of as much. */
const COPY_IN_TIMEOUT_MS = 30_000;
/** Killing and removing a container, with a database in it, on a busy machine. */
const REMOVE_TIMEOUT_MS = 20_000;

export interface Creations {
  /** Creates a container from the body of the engine's `create`, starts it, and gives its id. */
  container(body: Record<string, unknown>): Promise<string>;
  /** @throws Error when the experiment hasn't created it */
  own(id: string): string;
  remove(container: string): Promise<void>;
  /** As `docker stop`, but without patience for a process that can't hear the request. */
  stop(container: string, graceSeconds: number): Promise<void>;
  /** An empty volume with these options of the local driver. */
  volume(options?: Record<string, string>): Promise<string>;
  /**
   * A copy of a volume or, by its absolute path, of a directory of the lab host.
   * @throws InterruptedError when it is gone
   */
  copy(of: string): Promise<string>;
  /**
   * Unpacks a tar archive of the lab host into a volume of the experiment's.
   * @throws InterruptedError when the volume is gone; Error when the experiment hasn't created it
   */
  unpack(archive: string, volume: string): Promise<RunResult>;
  /**
   * Copies a file or directory of the lab host into a volume of the experiment's.
   * @throws InterruptedError when the volume is gone; Error when the experiment hasn't created it
   */
  copyIn(path: string, volume: string): Promise<RunResult>;
  /**
   * @param instead volumes of the experiment's, by the name of the volume or the path of the directory that
   * each stands for
   * @throws InterruptedError when the container, its image or one of its volumes is gone
   */
  twin(container: string, instead: Readonly<Record<string, string>>): Promise<string>;
  /** Removes all of it, also what is being created at the moment. */
  removeAll(): Promise<void>;
}

export function createCreations(parts: {
  host: LabHost;
  /** Told of each container before it starts. */
  onContainer(id: string): void;
  log: Logger;
}): Creations {
  const { host, onContainer, log } = parts;
  const { engine } = host;
  const labels = { [GRADER_LABEL]: newId() };
  const containers = new Set<string>();
  const volumes = new Set<string>();
  const underWay = new Set<Promise<unknown>>();

  /** What an experiment was cut off from must have been created before it can be removed. */
  function tracked<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    const end = (): void => void underWay.delete(work);
    work.then(end, end);
    return work;
  }

  async function container(body: Record<string, unknown>): Promise<string> {
    const id = engineOf.createdId(
      await engineOf.change(engine, 'POST', '/containers/create', { ...body, Labels: labels }),
    );
    containers.add(id);
    onContainer(id);
    await engineOf.change(engine, 'POST', `/containers/${id}/start`);
    return id;
  }

  async function remove(id: string): Promise<void> {
    await engine.request('DELETE', `/containers/${id}?force=1&v=1`, {
      timeoutMs: REMOVE_TIMEOUT_MS,
    });
    containers.delete(id);
  }

  async function stop(id: string, graceSeconds: number): Promise<void> {
    const { pid, signal } = stopRequest(await engineOf.inspected(engine, id));
    const status = await host.run(['cat', `/proc/${pid}/status`]);
    const grace = hears(status.stdout.toString(), signal) ? graceSeconds : 0;
    await engineOf.change(engine, 'POST', `/containers/${id}/stop?t=${grace}`);
  }

  async function volume(options: Record<string, string> = {}): Promise<string> {
    const name = `${GRADER_PREFIX}${newId()}`;
    volumes.add(name);
    await engineOf.change(engine, 'POST', '/volumes/create', {
      Name: name,
      DriverOpts: options,
      Labels: labels,
    });
    return name;
  }

  async function found(name: string): Promise<VolumeFacts> {
    const facts = await engineOf.volume(engine, name);
    if (facts !== null) return facts;
    throw new InterruptedError(`The volume ${name} went away during the check.`);
  }

  /** A directory of the lab host: as it was named, or where a volume has its files. */
  async function directoryOf(of: string): Promise<string> {
    if (!of.startsWith('/')) return (await found(of)).mountpoint;
    if ((await host.run(['test', '-d', of])).exitCode === 0) return of;
    throw new InterruptedError(`The directory ${of} went away during the check.`);
  }

  async function copy(of: string): Promise<string> {
    const from = `${await directoryOf(of)}/.`;
    const name = await volume();
    const { mountpoint } = await found(name);
    const result = await host.run(['cp', '-a', '--', from, `${mountpoint}/`], {
      timeoutMs: COPY_TIMEOUT_MS,
    });
    if (result.exitCode !== 0) {
      throw new Error(`cloning ${of} failed: ${result.stderr.toString().slice(0, 500)}`);
    }
    return name;
  }

  /** A volume of the experiment's. */
  async function own(name: string): Promise<VolumeFacts> {
    if (!volumes.has(name)) throw new Error('not a volume of this experiment');
    return found(name);
  }

  async function unpack(archive: string, into: string): Promise<RunResult> {
    const { mountpoint } = await own(into);
    const argv = [
      ...['tar', '--extract', '--preserve-permissions', '--same-owner', '--numeric-owner'],
      // A colon in a file's name doesn't make it one of another machine.
      ...['--force-local', `--file=${archive}`, `--directory=${mountpoint}`],
    ];
    return host.run(argv, { timeoutMs: UNPACK_TIMEOUT_MS });
  }

  async function copyIn(path: string, into: string): Promise<RunResult> {
    const { mountpoint } = await own(into);
    // A link as the learner's path is followed; links below it stay links.
    const argv = ['cp', '-RH', '--', path, `${mountpoint}/`];
    return host.run(argv, { timeoutMs: COPY_IN_TIMEOUT_MS });
  }

  async function twin(name: string, instead: Readonly<Record<string, string>>): Promise<string> {
    const original = await engineOf.inspected(engine, name);
    if (original === null) {
      throw new InterruptedError('The container that was being checked went away.');
    }
    const plan = planTwin(original);
    if ((await engineOf.image(engine, plan.image)) === null) {
      throw new InterruptedError(
        "The image of your container was removed, so the check can't start a second one of it.",
      );
    }
    const copies = new Map<string, string>();
    const directories = new Map<string, string>();
    for (const [of, by] of Object.entries(instead)) {
      const { mountpoint } = await own(by);
      if (of.startsWith('/')) directories.set(of, mountpoint);
      else copies.set(of, by);
    }
    for (const each of plan.volumes) {
      if (copies.has(each)) continue;
      const { options } = await found(each);
      // What is in memory begins empty: a copy of it would put it on the disk.
      copies.set(each, await (options.type === 'tmpfs' ? volume(options) : copy(each)));
    }
    return container(plan.request(copies, directories));
  }

  return {
    container: (body) => tracked(container(body)),
    own(id) {
      if (!containers.has(id)) throw new Error('not a container of this experiment');
      return id;
    },
    remove,
    stop,
    volume: (options) => tracked(volume(options)),
    copy: (of) => tracked(copy(of)),
    unpack: (archive, into) => tracked(unpack(archive, into)),
    copyIn: (path, into) => tracked(copyIn(path, into)),
    twin: (name, instead) => tracked(twin(name, instead)),
    async removeAll() {
      await Promise.allSettled(underWay);
      for (const result of await Promise.allSettled([...containers].map(remove))) {
        if (result.status === 'rejected') log.warn({ err: result.reason }, 'clean-up of a check');
      }
      for (const name of volumes) {
        await engine.request('DELETE', `/volumes/${name}?force=1`);
        volumes.delete(name);
      }
    },
  };
}
