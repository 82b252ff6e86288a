/**
 * All that a lab's `grade.ts` may import: how a check is written, what it sees and what it says.
 *
 * A check runs in a worker that holds nothing: every method of `lab` is a message to the server, which
 * asks the learner's lab and hands back bounded, schema-checked facts. What a check throws is a fault of
 * ours, never of the learner's.
 */
import type { Tree } from './tree.ts';

export { type Difference, differences, inWords, type Tree, type TreeEntry } from './tree.ts';

/** What a check says of its task. Texts are for the learner: plain sentences, names, paths, numbers. */
export type Outcome =
  | { kind: 'pass'; evidence: string }
  | { kind: 'fail'; reason: string; expected: string; found: string }
  | { kind: 'waiting'; what: string };

/** It holds; `evidence` says how that was seen. */
export const pass = (evidence: string): Outcome => ({ kind: 'pass', evidence });

/** It doesn't hold. `reason` is a stable code in kebab case that mistakes and tests name. */
export const fail = (reason: string, expected: string, found: string): Outcome => ({
  kind: 'fail',
  reason,
  expected,
  found,
});

/** Nothing to judge yet: say what the learner has to do first. */
export const waiting = (what: string): Outcome => ({ kind: 'waiting', what });

/** What a tmpfs mount was asked to be. Null where nothing was asked. */
export interface TmpfsFacts {
  /**
   * Bytes, before the kernel rounds them up to whole pages. Null when there is no such bound: none was
   * given (then half of the machine's memory counts), it is 0, or a share of the machine's memory.
   */
  size: number | null;
  /**
   * Permissions as a number: 0o1777. Without one the kernel takes 1777 where the mount point has to be
   * made, and the mount point's own permissions where it is there already, as it is from the second start on.
   */
  mode: number | null;
  /** Numeric owner and group; without them root's. */
  uid: number | null;
  gid: number | null;
}

/** A mount of a container, as its configuration asks for it. */
export interface MountFacts {
  type: 'volume' | 'bind' | 'tmpfs' | 'other';
  /** Volume name (64 hex digits when anonymous), host path of a bind, empty for tmpfs. */
  source: string;
  /** Path in the container. */
  destination: string;
  readOnly: boolean;
  /** `type: volume` only: the engine made the name up, because nobody gave one. */
  anonymous: boolean;
  /** `type: tmpfs` only. */
  tmpfs: TmpfsFacts | null;
}

export interface ContainerFacts {
  id: string;
  /** Without the leading slash. */
  name: string;
  /** As the learner wrote it: `postgres:17`. */
  image: string;
  imageId: string;
  /** `created`, `running`, `paused`, `restarting`, `exited` or `dead`. */
  status: string;
  running: boolean;
  exitCode: number;
  /** `healthy`, `unhealthy`, `starting`, or null without a health check. */
  health: string | null;
  createdAt: Date;
  /** Null when it has never been started. */
  startedAt: Date | null;
  autoRemove: boolean;
  env: Record<string, string>;
  command: string[];
  /** As it was asked for: `1000:1000`, `postgres`; empty when the image doesn't say either, which is root. */
  user: string;
  /** Its root file system can't be written to: `--read-only`. */
  readOnlyRoot: boolean;
  labels: Record<string, string>;
  mounts: MountFacts[];
  /** IP address in its first network, or null. */
  address: string | null;
}

export interface VolumeFacts {
  name: string;
  driver: string;
  /** Where its files are in the lab: `/var/lib/docker/volumes/NAME/_data`. */
  mountpoint: string;
  labels: Record<string, string>;
  options: Record<string, string>;
  /** Made up by the engine. */
  anonymous: boolean;
  createdAt: Date;
}

export interface ImageFacts {
  id: string;
  tags: string[];
  /** Newest first: what made each layer. `COMMIT`ed layers have the container's command. */
  layers: number;
  labels: Record<string, string>;
  createdAt: Date;
}

/** A difference between a container's writable layer and its image, as `docker diff` lists it. */
export interface Change {
  kind: 'added' | 'changed' | 'deleted';
  path: string;
}

/** Something that happened in the lab, oldest first. The platform's own doings are not among them. */
export type HistoryEntry = { at: Date } & (
  | {
      kind: 'container';
      action: 'create' | 'start' | 'die' | 'destroy' | 'pause' | 'unpause';
      id: string;
      name: string;
      image: string;
      /** Known from `create` on, even when the container is long gone. */
      mounts: MountFacts[] | null;
      autoRemove: boolean | null;
      command: string[] | null;
      /** `die` only. */
      exitCode: number | null;
    }
  | {
      kind: 'volume';
      action: 'create' | 'destroy' | 'mount' | 'unmount';
      name: string;
      /** Id of the container of a mount or unmount. */
      container: string | null;
    }
  | {
      kind: 'image';
      action: 'tag' | 'untag' | 'delete' | 'load' | 'import' | 'pull' | 'commit';
      name: string;
      id: string;
    }
  /** A command line that ended in a terminal, as the shell reports it: a hint, never a proof. */
  | { kind: 'command'; terminal: string; line: string; exitCode: number | null }
  /** The lab was handed to the learner. What its set-up did came before, and isn't told. */
  | { kind: 'ready' }
  /** Events may be missing here: nothing that depends on completeness may fail. */
  | { kind: 'gap' }
);

export interface ExecResult {
  exitCode: number;
  /** Text, cut at 64 KiB. */
  stdout: string;
  stderr: string;
}

export interface ExecOptions {
  env?: Record<string, string>;
  /** `postgres`, `999:999`. */
  user?: string;
  /** Default 10 000. */
  timeoutMs?: number;
}

/** What a throw-away container of the grader's mounts. */
export type ProbeMount =
  | { type: 'volume'; source: string; target: string; readOnly?: boolean }
  | { type: 'tmpfs'; target: string };

export interface ProbeOptions extends ExecOptions {
  /** One of the lab's `images`; it is taken by the id it came with, whatever the learner tagged. */
  image: string;
  mounts?: ProbeMount[];
  /** Run in place of the image's entrypoint and command. */
  argv: string[];
}

/** A background container of the grader's, removed when the experiment is over. */
export interface Server {
  exec(argv: string[], options?: ExecOptions): Promise<ExecResult>;
  /** Its output so far, cut at 64 KiB. */
  logs(): Promise<string>;
  running(): Promise<boolean>;
  /**
   * As `docker stop`: asks its process to end, and kills it after `graceSeconds` (10, at most 20). One that
   * can't hear, like `sleep` as number 1 of a container, is killed at once.
   */
  stop(graceSeconds?: number): Promise<void>;
  /** Starts it again after a stop: writable layer and volumes as they were, tmpfs mounts empty. */
  start(): Promise<void>;
}

/** What both kinds of check see. Reads only. */
export interface Observed {
  readonly engine: {
    /** All containers, running or not; the grader's own are left out. */
    containers(): Promise<ContainerFacts[]>;
    /** By name or id; null when there is none. */
    container(name: string): Promise<ContainerFacts | null>;
    /** Its writable layer against its image. */
    changes(container: string): Promise<Change[]>;
    volumes(): Promise<VolumeFacts[]>;
    volume(name: string): Promise<VolumeFacts | null>;
    image(name: string): Promise<ImageFacts | null>;
    images(): Promise<ImageFacts[]>;
    /** Output so far of a container, the last 64 KiB. */
    logs(container: string): Promise<string>;
  };
  readonly history: readonly HistoryEntry[];
  readonly files: {
    /** A file of the lab host (not of a container), at most 64 KiB; null when it isn't there. */
    read(path: string): Promise<string | null>;
    /** Names in a directory of the lab host; null when it isn't there. */
    list(path: string): Promise<string[] | null>;
  };
  /**
   * Every path below a volume, by its name, or below a directory of the lab host, by its absolute path;
   * null when it isn't there. It hashes every file, so it is nothing for a live check of a large volume. One
   * too large to compare, or in which files come and go, interrupts the check with a sentence that says so.
   */
  tree(of: string): Promise<Tree | null>;
  /** Runs a program in a running container of the learner's. It must only read. */
  exec(container: string, argv: string[], options?: ExecOptions): Promise<ExecResult>;
  /** Runs a program in the lab host as its root. It must only read. */
  host(argv: string[], options?: ExecOptions): Promise<ExecResult>;
  /** Asks again until `test` says true or the time is over; says which. For things that take a moment. */
  until(test: () => Promise<boolean>, timeoutMs: number): Promise<boolean>;
}

/** What an experiment may do besides. Everything that it starts is removed, and undone, by the server. */
export interface Experiment extends Observed {
  /**
   * Runs a throw-away container to its end. Where a volume can't be mounted it ends with 125, as
   * `docker run` does, with the engine's words in `stderr`.
   */
  probe(options: ProbeOptions): Promise<ExecResult>;
  /**
   * Starts a background container of an image of the lab's, with its entrypoint. `argv` is its command.
   * It has no network but its own loopback.
   */
  serve(options: {
    image: string;
    mounts?: ProbeMount[];
    env?: Record<string, string>;
    argv?: string[];
  }): Promise<Server>;
  /**
   * Starts a second container with the configuration of one of the learner's, to be broken, stopped and
   * restarted in its place: image, entrypoint, command, environment, user, privileges, read-only root and
   * mounts are the same. What it could do harm with is not: its volumes are copies (empty, where they are
   * in memory), its binds read-only, and it has no network but its own loopback, no ports, no restart
   * policy and none of the labels. It begins as a new container does: with an empty writable layer, and
   * nothing in its tmpfs mounts. Hold the learner's still with `paused` when its volumes change meanwhile.
   *
   * `instead` puts volumes of the experiment's in the place of what the learner's mounts: of the volume of
   * that name, or of the host's directory of that path and all that is bound from below it. Such a bind is
   * writable where the learner's is. Two twins may have the same one, and then share it.
   */
  twin(container: string, instead?: Record<string, string>): Promise<Server>;
  /**
   * A copy of a volume, by its name, or of a directory of the lab host, by its absolute path, in a volume
   * of the grader's, removed at the end: whatever is done to it harms nobody.
   */
  clone(of: string): Promise<string>;
  /** An empty volume of the grader's, removed at the end. */
  scratchVolume(): Promise<string>;
  /**
   * Unpacks a tar archive of the lab host, whatever compresses it, into a volume of the grader's, with modes
   * and numeric owners as they are in the archive. What tar says and how it ends is the result.
   */
  unpack(archive: string, volume: string): Promise<ExecResult>;
  /**
   * Copies a file or directory of the lab host, under its own name, into a volume of the grader's, where it
   * belongs to root. How `cp` ends is the result.
   */
  copyIn(path: string, volume: string): Promise<ExecResult>;
  /**
   * Holds a running container of the learner's still while `during` runs, so that its files don't
   * change, and lets it go on afterwards, whatever happens.
   */
  paused<T>(container: string, during: () => Promise<T>): Promise<T>;
}

/** How one task is checked. At least one of the two. */
export interface Check {
  /** Reads state only; runs live, in milliseconds. */
  observe?: (lab: Observed) => Promise<Outcome>;
  /** Runs on **Check my work** only, after `observe` passed (or when there is none). */
  experiment?: (lab: Experiment) => Promise<Outcome>;
}

/** The checks of a lab: one for each task id of its `lab.md`. */
export type Checks<TaskId extends string> = Record<TaskId, Check>;

/**
 * What `grade.ts` exports as default. The task ids stand in `lab.md`; that both name the same is checked
 * when the lab is loaded, and the ids given here must each have a check.
 * @example export default grade(['write', 'rescue'], { write: {...}, rescue: {...} });
 */
export function grade<const Ids extends readonly string[]>(
  tasks: Ids,
  checks: Checks<Ids[number]>,
): Grade {
  return { tasks, checks };
}

export interface Grade {
  tasks: readonly string[];
  checks: Record<string, Check>;
}
