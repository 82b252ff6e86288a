/** Save points in the database. What they hold is in the lab's own volume. */
import { z } from 'zod';
import { SavePointKind } from '../../../protocol/save-points.ts';
import type { Store } from '../../store/open.ts';

/** Containers that ran at that moment, in the order in which they had been started. */
const Running = z.array(z.object({ id: z.string(), paused: z.boolean() }));
export type Running = z.infer<typeof Running>;

const Row = z
  .object({
    id: z.string(),
    session_id: z.string(),
    launch_id: z.string(),
    kind: SavePointKind,
    name: z.string().nullable(),
    at: z.number(),
    mib: z.number(),
    running: z.string(),
  })
  .transform(({ session_id, launch_id, running, ...row }) => ({
    ...row,
    sessionId: session_id,
    launchId: launch_id,
    running: Running.parse(JSON.parse(running)),
  }));

export type SavePointRecord = z.infer<typeof Row>;

export interface SavePointRecords {
  add(point: SavePointRecord): Promise<void>;
  /** Of one launch, oldest first. */
  of(launchId: string): Promise<SavePointRecord[]>;
  remove(ids: readonly string[]): Promise<void>;
  /** Those of the session's earlier launches: they are gone with their lab hosts. */
  forget(sessionId: string): Promise<void>;
}

export function createSavePointRecords(store: Store): SavePointRecords {
  return {
    async add({ sessionId, launchId, running, ...rest }) {
      const row = { session_id: sessionId, launch_id: launchId, running: JSON.stringify(running) };
      await store
        .insertInto('save_points')
        .values({ ...rest, ...row })
        .execute();
    },
    async of(launchId) {
      const rows = await store
        .selectFrom('save_points')
        .selectAll()
        .where('launch_id', '=', launchId)
        .orderBy('at')
        .execute();
      return rows.map((row) => Row.parse(row));
    },
    async remove(ids) {
      if (ids.length === 0) return;
      await store.deleteFrom('save_points').where('id', 'in', ids).execute();
    },
    async forget(sessionId) {
      await store.deleteFrom('save_points').where('session_id', '=', sessionId).execute();
    },
  };
}
