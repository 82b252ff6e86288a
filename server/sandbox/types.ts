/**
 * What the rest of the server knows of a lab host. Only `server/sandbox` imports dockerode; every
 * other module speaks to these interfaces.
 */
import type { Writable } from 'node:stream';
import type { EngineStatus, ImagesStatus } from '../../protocol/status.ts';
import type { TerminalSize } from '../../protocol/terminal.ts';
import type { HeldState } from './holder/frames.ts';

/** Names one launch of a lab host: its container, its volume and their labels. `[a-z0-9]{20}`. */
export type LaunchId = string;

/** The steps of a launch, in order; a failure names the one that it happened in. */
export type LaunchPhase = 'create' | 'start' | 'engine';

/** What a container or volume that is labelled ours says of itself. */
export interface HostFacts {
  launchId: LaunchId;
  container: 'running' | 'stopped' | 'absent';
  volume: boolean;
  /** Name of the golden volume it links into. */
  goldenVolume: string | null;
  createdAt: Date;
}

/** What the machine has to spare for labs; null where that cannot be seen. */
export interface Resources {
  memoryMiB: number | null;
  /** Where the engine keeps its data. */
  diskMiB: number | null;
}

export interface KeptPoint {
  mib: number;
  /** ms since 1970 */
  at: number;
}

export interface Sandbox {
  /** The machine's engine and the lab images, as the page shows them. */
  engineStatus(): EngineStatus;
  imagesStatus(): ImagesStatus;
  /** Calls back on every change of either; returns the function that ends it. */
  onStatus(listener: () => void): () => void;
  resources(): Promise<Resources>;
  /**
   * Names what a launch would begin with: images, limits and all else that its container is made of. A host of
   * another base is of an earlier version. Undefined while nothing can be launched.
   */
  base(): string | undefined;

  /**
   * Whether a lab that is launched now has these images, by name.
   * @throws AppError `images.preparing`, which says how far they are
   */
  requireImages(names: readonly string[]): void;

  /**
   * Creates the lab's volume and container, starts it and resolves when its inner engine answers.
   * On failure or abort nothing is left behind.
   * @param options.needs names of images that it has to have; it has all that are there
   * @throws AppError `engine.unavailable`, `images.preparing`, `lab.startFailed`
   */
  launch(
    launchId: LaunchId,
    options?: {
      needs?: readonly string[];
      signal?: AbortSignal;
      onPhase?: (phase: LaunchPhase) => void;
    },
  ): Promise<LabHost>;
  /** Starts a stopped lab host again (files, volumes, images and restart policies come back). */
  resume(launchId: LaunchId, options?: { signal?: AbortSignal }): Promise<LabHost>;
  /** A handle on a running lab host, or undefined when it isn't running. */
  find(launchId: LaunchId): Promise<LabHost | undefined>;
  /**
   * Copies all that is in the lab, as of one moment: one that runs is held still meanwhile, for about a second.
   * Returns the copy's size and that moment; it is kept with the lab, and removed with it.
   * @param point names the copy; `[a-z0-9]{20}`
   * @param options.known other copies of this lab that are to stay
   * @throws AppError `save.failed`, `engine.unavailable`
   */
  keepPoint(
    launchId: LaunchId,
    point: string,
    options?: { known?: readonly string[]; signal?: AbortSignal },
  ): Promise<KeptPoint>;
  /**
   * Makes a stopped lab begin, at its next `resume`, with what the copy holds, as a machine does after a power cut.
   * The copy stays. A lab for which this was cut off is as it was.
   * @throws AppError `save.notFound`, `save.failed`, `engine.unavailable`
   */
  rewindTo(launchId: LaunchId, point: string, options?: { signal?: AbortSignal }): Promise<void>;
  /** Removes copies. Idempotent. */
  dropPoints(launchId: LaunchId, points: readonly string[]): Promise<void>;
  /** Stops the container, keeps container and volume. Idempotent. */
  stop(launchId: LaunchId): Promise<void>;
  /** Removes container and volume. Idempotent. */
  remove(launchId: LaunchId): Promise<void>;
  /** Every launch of this installation that still has a container or a volume. */
  list(): Promise<HostFacts[]>;
  /** Calls back when a lab host's container ends without having been asked to. */
  onExit(listener: (launchId: LaunchId) => void): () => void;
  /**
   * Removes leftovers that are labelled ours and belong to no launch that `keep` names, and golden volumes with
   * fewer images than the present one that no lab links into. `keep` is asked after a look at what there is:
   * whoever writes a launch down before its container is made need not fear for it.
   */
  sweep(keep: () => Promise<ReadonlySet<LaunchId>>): Promise<{ removed: LaunchId[] }>;
  close(): Promise<void>;
}

export interface LabHost {
  readonly launchId: LaunchId;
  readonly engine: InnerEngine;
  readonly disk: DiskMeter;
  /** The id that the next shell of this number has to be started with, for one that waits to be used. */
  newTerminal(number: number): string;
  /** Starts an interactive login shell in the lab. */
  shell(options: ShellOptions): Promise<Shell>;
  /** Attaches to a shell that was started earlier; undefined when it is not there any more. */
  attach(ref: ShellRef): Promise<Shell | undefined>;
  /**
   * The shells that are held in the lab, but for the one that waits to be used. The learner may have made some of
   * them up.
   */
  heldShells(): Promise<ShellRef[]>;
  /** Bytes that have gone through its shells so far, typed and written: whether anything goes on in them. */
  traffic(): number;
  /**
   * Runs a program in the lab as its root, without a terminal, on the platform's behalf: it appears in
   * no history. Output beyond `maxBytes` (default 1 MiB each) is cut and `truncated` is set.
   * @throws AppError `lab.timeout` when it has not ended after `timeoutMs` (default 10 000)
   */
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  /**
   * Starts ahead what the lab's first moments need, a shell above all, so that it is there at once when it is
   * asked for. Resolves when it waits; what could not be started is started when it is needed.
   */
  ahead(): Promise<void>;
  /** Unpacks a tar stream below `directory` (in the lab), owned by the lab's root. */
  putArchive(directory: string, archive: Buffer): Promise<void>;
  /** Forgets the connections to this lab host (the lab goes on). */
  close(): void;
}

/** What a lab takes of the disk. The learner can neither see nor end what counts. */
export interface DiskMeter {
  /**
   * MiB of the lab's volume; null when counting took too long.
   * @throws AppError `lab.unreachable`
   */
  used(): Promise<number | null>;
  /**
   * Stops what has written more than 1 MiB since the last call, or in half a second at the first. The lab's engine,
   * and programs that write little, go on. Returns the names of all that are stopped, a few of them.
   * @throws AppError `lab.unreachable`
   */
  hold(): Promise<string[]>;
  /**
   * Lets them go on, also those that an earlier process has stopped.
   * @throws AppError `lab.unreachable`
   */
  release(): Promise<void>;
}

/** Names a shell of a lab. */
export interface ShellRef {
  /** Marks every process of this shell, so that closing can end all of them. `[A-Za-z0-9_-]{1,64}` */
  terminalId: string;
  /** 1…255 */
  number: number;
}

export interface ShellOptions extends ShellRef {
  cols: number;
  rows: number;
}

/**
 * A pseudo-terminal and the shell on it, held by a program in the lab that keeps the last `HELD_BYTES` of
 * output under absolute offsets: byte 0 is the first that the shell ever wrote. Both outlive this process.
 */
export interface Shell {
  /** As it was when this process attached. */
  readonly held: Held;
  /** Whether nothing has broken off yet that a listener would be told of. */
  readonly connected: boolean;
  readonly input: Writable;
  /** Tells all that follows; nothing comes before the first `follow`. To be called first, and once. */
  listen(listener: ShellListener): void;
  /**
   * Asks for the output from `offset` on, or from the oldest byte that is held; for what was had already, too.
   * Answered by `state`, then output without end. From then on the shell waits where it was when this process
   * attached, until it is granted more.
   */
  follow(offset: number): void;
  /**
   * The shell may write up to `offset`, then it waits. The latest attachment that says so is the one that
   * counts; while none does, the shell runs freely and the oldest output is given up.
   */
  grant(offset: number): void;
  resize(size: TerminalSize): void;
  /** Leaves a note of at most `NOTE_LIMIT` bytes, in place of the one before, for who attaches next. */
  note(note: Uint8Array): void;
  /** After the shell's end: nobody wants to look at its output any more. */
  dismiss(): void;
  /** Ends the shell and what runs in it: HUP, and KILL for what is left after a second. */
  kill(): Promise<void>;
  /** Lets go of the connection; the shell goes on. */
  release(): void;
}

export interface Held {
  /** Offsets of the oldest byte of output that is held, and after the newest. */
  start: number;
  end: number;
  /** The shell has ended, and its output can still be looked at. */
  ended: boolean;
  /** What an earlier process has left. The learner may have forged it. */
  note: Uint8Array | null;
}

export interface ShellListener {
  /** Output goes on from this state. */
  state(state: HeldState): void;
  /** Without gaps from the last `state` on. The bytes may be used again by their owner. */
  output(offset: number, bytes: Uint8Array): void;
  /** The shell is over, and this was all of its output. */
  ended(exitCode: number): void;
  /** The connection broke off. Perhaps the shell is still there: attach again. */
  lost(reason: Error): void;
}

export interface RunOptions {
  stdin?: Buffer | string;
  timeoutMs?: number;
  maxBytes?: number;
  signal?: AbortSignal;
}

export interface RunResult {
  exitCode: number;
  stdout: Buffer;
  stderr: Buffer;
  truncated: boolean;
}

/**
 * HTTP to the inner engine, over the stdin and stdout of programs started in the lab host. Bodies are what
 * the learner's engine says: untrusted, bounded data that callers parse with a schema.
 */
export interface InnerEngine {
  /** `path` begins with `/`, without a version. A response body above `maxBytes` (1 MiB) is an error. */
  request(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD',
    path: string,
    options?: {
      json?: unknown;
      body?: Buffer;
      timeoutMs?: number;
      maxBytes?: number;
      signal?: AbortSignal;
    },
  ): Promise<{ status: number; body: Buffer; headers: Record<string, string> }>;
  /** One JSON value per event, until `signal` aborts or the engine goes away (then it throws). */
  events(options: { since?: number; signal: AbortSignal }): AsyncIterable<unknown>;
}
