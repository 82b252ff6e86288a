/**
 * The save points of labs: kept, gone back to, dropped. Whoever calls sees to it that nothing else is done with the
 * lab meanwhile.
 */
import type { Logger } from 'pino';
import {
  MAX_SAVE_POINTS,
  type SavePoint,
  type SavePointKind,
} from '../../../protocol/save-points.ts';
import { AppError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { LabHost, Sandbox } from '../../sandbox/types.ts';
import type { SessionRecord } from '../records.ts';
import type { SavePointRecord, SavePointRecords } from './records.ts';
import { hasRoom } from './room.ts';
import { runningIn } from './running.ts';

type Whose = Pick<SessionRecord, 'id' | 'launchId'>;

export interface SavePoints {
  /** Oldest first. */
  of(launchId: string): Promise<SavePoint[]>;
  /** @throws AppError `save.notFound` */
  find(launchId: string, id: string): Promise<SavePointRecord>;
  /**
   * Makes one of the learner's own, of a lab that runs.
   * @throws AppError `save.limit`, `save.noRoom`, `save.failed`
   */
  keep(session: Whose, host: LabHost, name: string, signal: AbortSignal): Promise<void>;
  /** Makes one in place of the last of its kind, but for `spare`, if there is room for it. */
  keepBefore(
    session: Whose,
    host: LabHost,
    what: { kind: Exclude<SavePointKind, 'own'>; spare?: string },
    signal: AbortSignal,
  ): Promise<void>;
  drop(launchId: string, ids: readonly string[]): Promise<void>;
  forget(sessionId: string): Promise<void>;
}

export function createSavePoints(parts: {
  sandbox: Pick<Sandbox, 'keepPoint' | 'dropPoints'>;
  records: SavePointRecords;
  /** What a lab may take of the disk, MiB. */
  limitMiB: number;
  log: Pick<Logger, 'info' | 'warn'>;
}): SavePoints {
  const { sandbox, records, limitMiB, log } = parts;

  async function requireRoom(host: LabHost, points: readonly SavePointRecord[]): Promise<void> {
    const saved = points.reduce((sum, { mib }) => sum + mib, 0);
    const used = await host.disk.used();
    if (hasRoom(used, saved, limitMiB)) return;
    throw new AppError(
      'save.noRoom',
      `A save point is a copy of all that is in the lab, ${Math.round((used ?? 0) - saved)} MiB now, and the lab’s share of the disk has no room for it. Remove what you no longer need, or an older save point.`,
    );
  }

  async function make(
    { id: sessionId, launchId }: Whose,
    host: LabHost,
    what: Pick<SavePointRecord, 'kind' | 'name'>,
    points: readonly SavePointRecord[],
    signal: AbortSignal,
  ): Promise<void> {
    const running = await runningIn(host);
    const id = newId();
    const known = points.map((point) => point.id);
    const { mib, at } = await sandbox.keepPoint(launchId, id, { known, signal });
    await records.add({ id, sessionId, launchId, ...what, at, mib, running });
  }

  async function drop(launchId: string, ids: readonly string[]): Promise<void> {
    // The row first: a copy that no row names takes room, a row without a copy is a promise.
    await records.remove(ids);
    await sandbox.dropPoints(launchId, ids);
  }

  return {
    async of(launchId) {
      const points = await records.of(launchId);
      return points.map(({ id, kind, name, at, mib }) => ({ id, kind, name, at, mib }));
    },
    async find(launchId, id) {
      const point = (await records.of(launchId)).find((one) => one.id === id);
      if (point !== undefined) return point;
      throw new AppError('save.notFound', 'This save point is not there any more.');
    },
    async keep(session, host, name, signal) {
      const points = await records.of(session.launchId);
      if (points.filter(({ kind }) => kind === 'own').length >= MAX_SAVE_POINTS) {
        throw new AppError(
          'save.limit',
          `A lab has room for ${MAX_SAVE_POINTS} save points of yours. Delete one you no longer need, then save again.`,
        );
      }
      await requireRoom(host, points);
      await make(session, host, { kind: 'own', name }, points, signal);
    },
    async keepBefore(session, host, { kind, spare }, signal) {
      const points = await records.of(session.launchId);
      const before = points
        .filter((point) => point.kind === kind && point.id !== spare)
        .map(({ id }) => id);
      try {
        await requireRoom(host, points);
        await make(session, host, { kind, name: null }, points, signal);
        await drop(session.launchId, before);
      } catch (error) {
        signal.throwIfAborted();
        // What the learner asked for is not refused for want of a copy that they did not ask for.
        log.info({ err: error, session: session.id }, 'no automatic save point');
      }
    },
    drop,
    forget: (sessionId) => records.forget(sessionId),
  };
}
