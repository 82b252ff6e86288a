/** Watches what each running lab takes of the disk, tells its learner, and keeps it to its share. */
import type { DiskShare } from '../../../protocol/session.ts';
import type { LabHost } from '../../sandbox/types.ts';
import { type Growth, growth, isOver, lookAfter, type ShareLevel, shareLevel } from './share.ts';

export interface DiskWatch {
  /** A lab runs from now on. */
  begin(sessionId: string, host: Pick<LabHost, 'disk'>): void;
  /** It doesn't any more. */
  end(sessionId: string): void;
  /** What its learner is to be told; null while there is plenty of room. */
  shareOf(sessionId: string): DiskShare | null;
  close(): void;
}

export interface DiskWatchParts {
  limitMiB: number;
  /** What `shareOf` says of it has changed. */
  onChange(sessionId: string): void;
  /** It goes on growing whatever is done: it is to be stopped. */
  onOver(sessionId: string): void;
  /** Calls back once after so long; returns the function that prevents it. */
  after(ms: number, callback: () => void): () => void;
  /** ms, for how long counting takes. */
  now: () => number;
  onError(error: unknown, sessionId: string): void;
}

/** The first look comes when the learner has had time for a first command. */
const FIRST_MS = 5_000;
/** After one that failed: the lab does not answer, or is of a version that could not be counted. */
const AGAIN_MS = 60_000;
/** A start that was to be slow for want of memory must not be slower for being counted. */
const AT_ONCE = 2;

interface Watched {
  disk: LabHost['disk'];
  level: ShareLevel;
  /** Whether it has been counted. */
  counted: boolean;
  /** While it is full. */
  growth: Growth | null;
  share: DiskShare | null;
  cancel: () => void;
}

export function createDiskWatch(parts: DiskWatchParts): DiskWatch {
  const { limitMiB, after, now } = parts;
  const labs = new Map<string, Watched>();
  let looking = 0;

  function lookIn(sessionId: string, lab: Watched, ms: number): void {
    lab.cancel = after(ms, () => {
      if (looking >= AT_ONCE) return lookIn(sessionId, lab, FIRST_MS / 10);
      looking += 1;
      look(sessionId, lab)
        .catch((error: unknown) => {
          parts.onError(error, sessionId);
          return AGAIN_MS;
        })
        .then((next) => {
          looking -= 1;
          if (labs.get(sessionId) === lab) lookIn(sessionId, lab, next);
        });
    });
  }

  /** Resolves with the time until the next. */
  async function look(sessionId: string, lab: Watched): Promise<number> {
    const { disk } = lab;
    const began = now();
    const usedMiB = await disk.used();
    const took = now() - began;
    if (labs.get(sessionId) !== lab) return AGAIN_MS;
    if (usedMiB === null) return AGAIN_MS;
    const before = lab.level;
    lab.level = shareLevel(usedMiB, limitMiB, before);
    let held: string[] = [];
    if (lab.level === 'full') {
      held = await disk.hold();
      lab.growth = growth(lab.growth, usedMiB);
      if (isOver(lab.growth, limitMiB)) parts.onOver(sessionId);
    } else {
      // At first too, for what an earlier process of ours may have left held.
      if (before === 'full' || !lab.counted) await disk.release();
      lab.growth = null;
    }
    lab.counted = true;
    tell(sessionId, lab, usedMiB, held);
    return lookAfter(usedMiB, limitMiB, took);
  }

  function tell(sessionId: string, lab: Watched, usedMiB: number, held: string[]): void {
    const { level } = lab;
    const share = level === 'fine' ? null : { usedMiB: Math.round(usedMiB), limitMiB, level, held };
    const changed = JSON.stringify(share) !== JSON.stringify(lab.share);
    lab.share = share;
    if (changed && labs.get(sessionId) === lab) parts.onChange(sessionId);
  }

  return {
    begin(sessionId, { disk }) {
      this.end(sessionId);
      const lab: Watched = {
        disk,
        level: 'fine',
        counted: false,
        growth: null,
        share: null,
        cancel: () => {},
      };
      labs.set(sessionId, lab);
      lookIn(sessionId, lab, FIRST_MS);
    },
    end(sessionId) {
      labs.get(sessionId)?.cancel();
      labs.delete(sessionId);
    },
    shareOf: (sessionId) => labs.get(sessionId)?.share ?? null,
    close() {
      for (const lab of labs.values()) lab.cancel();
      labs.clear();
    },
  };
}
