/** The hosts that wait for a learner, in the database: what is written there is nobody's yet, but ours. */
import { z } from 'zod';
import type { Store } from '../../store/open.ts';
import { Images } from '../records.ts';

const Row = z
  .object({
    launch_id: z.string(),
    base: z.string(),
    images: z.string().nullable(),
    created_at: z.number(),
  })
  .transform((row) => ({
    launchId: row.launch_id,
    base: row.base,
    /** Names and ids of its images; null while it is being started. */
    images: row.images === null ? null : Images.parse(JSON.parse(row.images)),
    createdAt: row.created_at,
  }));

export type PooledHost = z.infer<typeof Row>;

export interface PoolRecords {
  /** Written before the host is made, so that no sweep takes it for a leftover. */
  add(host: { launchId: string; machine: string; base: string; at: number }): Promise<void>;
  /** It waits; false when it was given up meanwhile. */
  ready(launchId: string, images: Record<string, string>): Promise<boolean>;
  /** Oldest first. */
  list(): Promise<PooledHost[]>;
  /** Strikes it out; false when somebody else has had it. Whoever is told true removes the host. */
  strike(launchId: string): Promise<boolean>;
  /**
   * Makes a waiting host of this base the session's: its launch, which is `starting` now. Undefined when none
   * waits, or the session is not there any more. Of any number of processes that try at once, each host goes to
   * one; and it is the session's or it still waits, whatever happens on the way.
   */
  claim(
    session: { id: string; launchId: string },
    base: string,
    at: number,
  ): Promise<PooledHost | undefined>;
}

export function createPoolRecords(store: Store): PoolRecords {
  async function list(): Promise<PooledHost[]> {
    const rows = await store.selectFrom('pooled_hosts').selectAll().orderBy('created_at').execute();
    return rows.map((row) => Row.parse(row));
  }

  return {
    async add({ launchId, machine, base, at }) {
      await store
        .insertInto('pooled_hosts')
        .values({ launch_id: launchId, machine, base, images: null, created_at: at })
        .execute();
    },
    async ready(launchId, images) {
      const { numUpdatedRows } = await store
        .updateTable('pooled_hosts')
        .set({ images: JSON.stringify(images) })
        .where('launch_id', '=', launchId)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    list,
    async strike(launchId) {
      const { numDeletedRows } = await store
        .deleteFrom('pooled_hosts')
        .where('launch_id', '=', launchId)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
    async claim(session, base, at) {
      for (const host of await list()) {
        if (host.base !== base || host.images === null) continue;
        const had = await transfer(store, host.launchId, session, at);
        if (had === 'host gone') continue;
        return had === 'claimed' ? host : undefined;
      }
      return undefined;
    },
  };
}

function transfer(
  store: Store,
  launchId: string,
  session: { id: string; launchId: string },
  at: number,
): Promise<'claimed' | 'host gone' | 'session gone'> {
  return store
    .transaction()
    .execute(async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom('pooled_hosts')
        .where('launch_id', '=', launchId)
        .executeTakeFirst();
      if (numDeletedRows === 0n) return 'host gone' as const;
      const { numUpdatedRows } = await transaction
        .updateTable('lab_sessions')
        .set({ launch_id: launchId, state: 'starting', changed_at: at, images: null })
        .where('id', '=', session.id)
        .where('launch_id', '=', session.launchId)
        .where('state', '!=', 'removed')
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new SessionGone();
      return 'claimed' as const;
    })
    .catch((error: unknown) => {
      if (error instanceof SessionGone) return 'session gone' as const;
      throw error;
    });
}

/** Thrown to take the transaction back: the host goes on waiting. */
class SessionGone extends Error {}
