/**
 * What a check may do in a lab, carried out by the server. Whatever an experiment creates is removed at
 * the end, whatever it holds still is let go, even if the check is cut off.
 */
import type { Logger } from 'pino';
import { z } from 'zod';
import type { LabHost, RunResult } from '../sandbox/types.ts';
import type { ExecResult } from './contract.ts';
import { createCreations } from './creations.ts';
import * as engineOf from './engine.ts';
import { GRADER_LABEL, GRADER_PREFIX } from './history.ts';
import { type Access, InterruptedError } from './pool.ts';
import type { GradingRecords } from './records.ts';
import { listTree } from './tree-listing.ts';

/** What the history of a lab must not show. */
export interface Hidden {
  /** The events of this container are ours until the function returned is called. */
  hideContainer(id: string): () => void;
  /** A container of the grader's. */
  addGraderContainer(id: string): void;
  /** An exec of the grader's. */
  addExec(id: string): void;
}

export interface AccessParts {
  sessionId: string;
  launchId: string;
  host: LabHost;
  /** The images that the lab came with, by name. */
  images: Readonly<Record<string, string>>;
  records: GradingRecords;
  hidden: Hidden;
  log: Logger;
}

export interface LabAccess {
  /** For a check that only reads. */
  readonly observe: Access;
  /** For an experiment. */
  readonly experiment: Access;
  /** Removes and undoes all that the experiment left. Idempotent. */
  cleanUp(): Promise<void>;
}

const name = z.string().min(1).max(300);
const argv = z.array(z.string()).min(1).max(200);
const execOptions = z
  .object({
    env: z.record(z.string(), z.string()).exactOptional(),
    user: z.string().exactOptional(),
    timeoutMs: z.number().int().positive().max(60_000).exactOptional(),
  })
  .default({});

const mount = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('volume'),
    source: name,
    target: z.string().startsWith('/'),
    readOnly: z.boolean().optional(),
  }),
  z.object({ type: z.literal('tmpfs'), target: z.string().startsWith('/') }),
]);
/** A volume of the experiment's for each name of a volume, or path of a directory. */
const instead = z.record(name, name).default({});
const graderContainer = z.object({
  image: z.string(),
  mounts: z.array(mount).max(16).default([]),
  env: z.record(z.string(), z.string()).default({}),
  user: z.string().optional(),
  timeoutMs: z.number().int().positive().max(60_000).default(engineOf.DEFAULT_EXEC_TIMEOUT_MS),
  argv: z.array(z.string()).max(200).optional(),
});
type GraderContainer = z.infer<typeof graderContainer>;

/** What `docker run` ends with when the container could not be started. */
const NOT_STARTED = 125;
/** Docker's own patience with a container that is to stop, seconds. */
const DEFAULT_STOP_SECONDS = 10;
/** Below the time that a request to the engine may take. */
const MAX_STOP_SECONDS = 20;
const stopGrace = z.number().int().min(0).max(MAX_STOP_SECONDS).default(DEFAULT_STOP_SECONDS);

const told = ({ exitCode, stdout, stderr }: RunResult): ExecResult => ({
  exitCode,
  stdout: engineOf.cut(stdout.toString()),
  stderr: engineOf.cut(stderr.toString()),
});

export function createLabAccess(parts: AccessParts): LabAccess {
  const { host, hidden, records, sessionId, launchId, log } = parts;
  const { engine } = host;
  const addExec = (id: string): void => hidden.addExec(id);

  const readers: Record<string, (...args: unknown[]) => Promise<unknown>> = {
    containers: () => engineOf.containers(engine),
    container: (which) => engineOf.container(engine, name.parse(which)),
    changes: (which) => engineOf.changes(engine, name.parse(which)),
    volumes: () => engineOf.volumes(engine),
    volume: (which) => engineOf.volume(engine, name.parse(which)),
    image: (which) => engineOf.image(engine, name.parse(which)),
    images: () => engineOf.images(engine),
    logs: (which) => engineOf.logs(engine, name.parse(which)),
    async readFile(path) {
      const argvOfHead = ['head', '-c', String(engineOf.TEXT_LIMIT), '--', name.parse(path)];
      const result = await host.run(argvOfHead);
      return result.exitCode === 0 ? result.stdout.toString() : null;
    },
    async listDirectory(path) {
      const result = await host.run(['ls', '-A1', '--', name.parse(path)]);
      if (result.exitCode !== 0) return null;
      return result.stdout.toString().split('\n').filter(Boolean);
    },
    async tree(of) {
      const wanted = name.parse(of);
      if (wanted.startsWith('/')) return listTree(host, wanted, wanted);
      const facts = await engineOf.volume(engine, wanted);
      const what = wanted.startsWith(GRADER_PREFIX) ? 'what was unpacked' : `the volume ${wanted}`;
      return facts === null ? null : listTree(host, facts.mountpoint, what);
    },
    exec: (which, words, options) =>
      engineOf.exec(
        host,
        name.parse(which),
        argv.parse(words),
        execOptions.parse(options ?? undefined),
        addExec,
      ),
    async host(words, options) {
      const { env = {}, timeoutMs } = execOptions.parse(options ?? undefined);
      const settings = Object.entries(env).map(([key, value]) => `${key}=${value}`);
      const command =
        settings.length === 0 ? argv.parse(words) : ['env', ...settings, ...argv.parse(words)];
      return told(await host.run(command, timeoutMs === undefined ? {} : { timeoutMs }));
    },
  };

  const creations = createCreations({
    host,
    onContainer: (id) => hidden.addGraderContainer(id),
    log,
  });
  const paused = new Map<string, () => Promise<void>>();

  async function createContainer(
    options: GraderContainer,
    keepEntrypoint: boolean,
  ): Promise<string> {
    const image = parts.images[options.image];
    if (image === undefined) throw new Error(`the lab has no image ${options.image}`);
    if ((await engineOf.image(engine, image)) === null) {
      throw new InterruptedError(
        `The check needs the image ${options.image}, which is no longer in this lab. Reset the lab to get it back.`,
      );
    }
    const { argv: words } = options;
    return creations.container({
      Image: image,
      ...(keepEntrypoint || words === undefined ? {} : { Entrypoint: words.slice(0, 1) }),
      ...(words === undefined ? {} : { Cmd: keepEntrypoint ? words : words.slice(1) }),
      Env: Object.entries(options.env).map(([key, value]) => `${key}=${value}`),
      ...(options.user === undefined ? {} : { User: options.user }),
      Healthcheck: { Test: ['NONE'] },
      HostConfig: {
        NetworkMode: 'none',
        Mounts: options.mounts.map((item) =>
          item.type === 'tmpfs'
            ? { Type: 'tmpfs', Target: item.target }
            : {
                Type: 'volume',
                Source: item.source,
                Target: item.target,
                ReadOnly: item.readOnly ?? false,
              },
        ),
      },
    });
  }

  const ours = (id: unknown): string => creations.own(z.string().parse(id));

  const doers: Record<string, (...args: unknown[]) => Promise<unknown>> = {
    async probe(options) {
      const wanted = graderContainer.extend({ argv }).parse(options);
      let id: string;
      try {
        id = await createContainer(wanted, false);
      } catch (error) {
        const stderr = engineOf.mountRefusal(error);
        if (stderr === null) throw error;
        return { exitCode: NOT_STARTED, stdout: '', stderr };
      }
      try {
        await engineOf.change(
          engine,
          'POST',
          `/containers/${id}/wait`,
          undefined,
          wanted.timeoutMs,
        );
        const result = await engineOf.output(engine, id);
        const ended = await engineOf.container(engine, id);
        return { exitCode: ended?.exitCode ?? -1, ...result };
      } finally {
        await creations.remove(id);
      }
    },
    serve: (options) => createContainer(graderContainer.parse(options), true),
    serverExec: (id, words, options) =>
      engineOf.exec(
        host,
        ours(id),
        argv.parse(words),
        execOptions.parse(options ?? undefined),
        addExec,
      ),
    serverLogs: (id) => engineOf.logs(engine, ours(id)),
    serverRunning: async (id) => (await engineOf.container(engine, ours(id)))?.running ?? false,
    serverStop: async (id, graceSeconds) => {
      await creations.stop(ours(id), stopGrace.parse(graceSeconds ?? undefined));
      return null;
    },
    serverStart: async (id) => {
      await engineOf.change(engine, 'POST', `/containers/${ours(id)}/start`);
      return null;
    },
    twin: (which, copies) => creations.twin(name.parse(which), instead.parse(copies)),
    scratchVolume: () => creations.volume(),
    clone: (which) => creations.copy(name.parse(which)),
    unpack: async (archive, volume) =>
      told(await creations.unpack(name.parse(archive), name.parse(volume))),
    copyIn: async (path, volume) =>
      told(await creations.copyIn(name.parse(path), name.parse(volume))),
    async pause(which) {
      const facts = await engineOf.container(engine, name.parse(which));
      if (facts === null || facts.status !== 'running') {
        throw new InterruptedError(
          `The container ${String(which)} stopped running during the check.`,
        );
      }
      const show = hidden.hideContainer(facts.id);
      const note = await records.addUndo(sessionId, launchId, facts.id);
      paused.set(facts.id, async () => {
        paused.delete(facts.id);
        try {
          await unpause(host, facts.id);
        } finally {
          await records.removeUndo(note);
          show();
        }
      });
      await engineOf.change(engine, 'POST', `/containers/${facts.id}/pause`);
      return facts.id;
    },
    async unpause(token) {
      const id = z.string().parse(token);
      const facts = await engineOf.container(engine, id);
      await paused.get(id)?.();
      if (facts?.status !== 'paused') {
        throw new InterruptedError('Your container changed while the check was holding it still.');
      }
      return null;
    },
  };

  const through =
    (methods: Record<string, (...args: unknown[]) => Promise<unknown>>): Access =>
    async (method, args) => {
      const act = Object.hasOwn(methods, method) ? methods[method] : undefined;
      if (act === undefined) throw new Error(`a check of this kind can't do ${method}`);
      return act(...args);
    };

  return {
    observe: through(readers),
    experiment: through({ ...readers, ...doers }),
    async cleanUp() {
      for (const result of await Promise.allSettled([...paused.values()].map((undo) => undo()))) {
        if (result.status === 'rejected') log.warn({ err: result.reason }, 'clean-up of a check');
      }
      await creations.removeAll();
    },
  };
}

/** Lets a container go on; one that isn't paused, or is gone, is fine as it is. */
export async function unpause(host: LabHost, container: string): Promise<void> {
  await host.engine.request('POST', `/containers/${encodeURIComponent(container)}/unpause`);
}

/**
 * Removes what an earlier server process left of its experiments in a lab: containers and volumes of the
 * grader's, and containers of the learner's that it was holding still.
 */
export async function repairLab(
  host: LabHost,
  launchId: string,
  records: GradingRecords,
): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: [GRADER_LABEL] }));
  const list = z.array(z.object({ Id: z.string() }));
  const left = list.parse(
    await engineOf.getJson(host.engine, `/containers/json?all=1&filters=${filters}`),
  );
  for (const { Id } of left) {
    await host.engine.request('DELETE', `/containers/${Id}?force=1&v=1`, { timeoutMs: 20_000 });
  }
  const volumes = z
    .object({ Volumes: z.array(z.object({ Name: z.string() })).nullish() })
    .parse(await engineOf.getJson(host.engine, `/volumes?filters=${filters}`));
  for (const { Name } of volumes.Volumes ?? []) {
    await host.engine.request('DELETE', `/volumes/${encodeURIComponent(Name)}?force=1`);
  }
  for (const undo of await records.undos(launchId)) {
    await unpause(host, undo.container);
    await records.removeUndo(undo.id);
  }
}
