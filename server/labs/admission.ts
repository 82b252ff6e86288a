/** Whether one more lab may run, who is next, and how to say no. Memory and disk in MiB. */
import type { WaitReason } from '../../protocol/session.ts';
import { AppError } from '../errors.ts';
import { HOST_MIB } from './pool/size.ts';

export interface Limits {
  labsPerLearner: number;
  labs: number;
  /** Labs that wait for a place. */
  line: number;
}

/**
 * What a lab may come to need soon: a database, a build. Labs that idle take a tenth of it, and how many may
 * grow beyond at once is for the operator to bound by `labs`.
 */
const LAB_NEEDS_MIB = 512;
/** For the server, the engine and the kernel; what is less makes a machine crawl. */
const RESERVE_MIB = 512;
/** What a lab that is being started will have taken, and memory does not show yet. */
const STARTING_MIB = 64;

/** What the pool leaves alone: room for two learners at once, so that it is not given up for the first. */
export const POOL_LEAVES_MIB = RESERVE_MIB + 2 * LAB_NEEDS_MIB;

/** What bounds the labs of a machine, as it is now. */
export interface Machine {
  /** Labs that run or are about to, of all learners. */
  running: number;
  /** Of them, those that are being started. */
  starting: number;
  /** Starts that the processors do at a time without each taking longer for it. */
  startsAtOnce: number;
  /** Hosts that wait: taken without a start, or given up. */
  pooled: number;
  /** That could be given out; null where it cannot be seen. */
  memoryMiB: number | null;
  /** Whether so little disk is left that no new lab is made. */
  diskLow: boolean;
}

/** Why a lab cannot run now; null when it can. `fresh`: it has no host yet. */
export function obstacle(
  limits: Pick<Limits, 'labs'>,
  machine: Machine,
  fresh: boolean,
): WaitReason | null {
  const { running, starting, startsAtOnce, pooled, memoryMiB, diskLow } = machine;
  if (fresh && diskLow) return 'disk';
  if (running >= limits.labs) return 'places';
  const free = memoryMiB === null ? null : memoryMiB + pooled * HOST_MIB - starting * STARTING_MIB;
  // Where there is not even room for the first, waiting would not mend it.
  if (free !== null && free < RESERVE_MIB + LAB_NEEDS_MIB && running > 0) return 'memory';
  const takesOver = fresh && pooled > 0;
  return starting >= startsAtOnce && !takesOver ? 'starting' : null;
}

/**
 * The order in which those who wait get their turn: by when they came; but nobody's second lab before anybody's
 * first, so that one who asks for many keeps nobody from having one.
 */
export function lineUp<T extends { id: string; learnerId: string; queuedAt: number }>(
  waiting: readonly T[],
): T[] {
  const byTime = [...waiting].sort((a, b) => a.queuedAt - b.queuedAt || (a.id < b.id ? -1 : 1));
  const before = new Map<string, number>();
  const ranked = byTime.map((session) => {
    const rank = before.get(session.learnerId) ?? 0;
    before.set(session.learnerId, rank + 1);
    return { session, rank };
  });
  // Stable: those of one rank stay in order of time.
  return ranked.sort((a, b) => a.rank - b.rank).map(({ session }) => session);
}

const FULL = {
  places: 'All places for labs on this server are taken.',
  memory: 'This server has no memory to spare for one more lab.',
};

/** @throws AppError `session.limit`, `machine.full`, `machine.diskLow`, with what the learner can do */
export function refuseAtOnce(
  limits: Limits,
  counts: { learner: number; waiting: number },
  reason: WaitReason | null,
): void {
  if (counts.learner >= limits.labsPerLearner) {
    throw new AppError(
      'session.limit',
      `You have ${counts.learner} labs running or in line, which is as many as fit at once. Stop one on the course page, then start this one: a stopped lab keeps everything.`,
    );
  }
  if (reason === 'disk') {
    throw new AppError(
      'machine.diskLow',
      'This server is low on disk space, so no new lab is started. Labs that you have go on, and those that are stopped can be resumed; removing one that you no longer need makes room. Try again later: it is told to those who run the server.',
    );
  }
  // For a start that is under way, or the images, one waits a moment; that is no line.
  if ((reason === 'places' || reason === 'memory') && counts.waiting >= limits.line) {
    const line =
      counts.waiting === 0
        ? ''
        : ` So many labs are in line already (${counts.waiting}) that no more are taken in.`;
    throw new AppError(
      'machine.full',
      `${FULL[reason]}${line} Try again when others have stopped theirs; lessons can be read meanwhile.`,
    );
  }
}
