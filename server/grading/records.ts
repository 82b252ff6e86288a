/** What grading keeps in the database: history, the last verdicts, and what must be undone. */
import { Verdict } from '../../protocol/grading.ts';
import { newId } from '../ids.ts';
import type { Store } from '../store/open.ts';
import type { HistoryEntry } from './contract.ts';
import { entryFromJson, entryToJson } from './history.ts';

/** Entries of a launch that are kept; older ones go and leave a gap. A busy lab makes about 20 a minute. */
const HISTORY_LIMIT = 5000;

export interface GradingRecords {
  addHistory(sessionId: string, launchId: string, entry: HistoryEntry): Promise<void>;
  /** Oldest first. */
  history(launchId: string): Promise<HistoryEntry[]>;
  /** Forgets what happened in a launch after an instant (ms), or all of it. */
  forgetHistory(launchId: string, after?: number): Promise<void>;
  saveChecked(sessionId: string, task: string, at: number, verdict: Verdict): Promise<void>;
  checked(sessionId: string): Promise<Map<string, { at: number; verdict: Verdict }>>;
  forgetChecked(sessionId: string): Promise<void>;
  /** Notes that a container is about to be paused; returns the note's id. */
  addUndo(sessionId: string, launchId: string, container: string): Promise<string>;
  removeUndo(id: string): Promise<void>;
  undos(launchId: string): Promise<{ id: string; container: string }[]>;
}

export function createGradingRecords(store: Store): GradingRecords {
  return {
    async addHistory(sessionId, launchId, entry) {
      const row = await store
        .insertInto('history')
        .values({
          session_id: sessionId,
          launch_id: launchId,
          at: entry.at.getTime(),
          entry: entryToJson(entry),
        })
        .returning('seq')
        .executeTakeFirstOrThrow();
      if (row.seq % 500 === 0) await trim(store, launchId);
    },
    async history(launchId) {
      const rows = await store
        .selectFrom('history')
        .select(['entry', 'at'])
        .where('launch_id', '=', launchId)
        .orderBy('seq', 'desc')
        .limit(HISTORY_LIMIT)
        .execute();
      const entries = rows.reverse().map((row) => entryFromJson(row.entry, row.at));
      const [oldest] = entries;
      return rows.length === HISTORY_LIMIT && oldest !== undefined
        ? [{ kind: 'gap', at: oldest.at }, ...entries]
        : entries;
    },
    async forgetHistory(launchId, after = Number.NEGATIVE_INFINITY) {
      await store
        .deleteFrom('history')
        .where('launch_id', '=', launchId)
        .where('at', '>', after)
        .execute();
    },
    async saveChecked(sessionId, task, at, verdict) {
      const values = { checked_at: at, verdict: JSON.stringify(verdict) };
      await store
        .insertInto('checked_tasks')
        .values({ session_id: sessionId, task, ...values })
        .onConflict((c) => c.columns(['session_id', 'task']).doUpdateSet(values))
        .execute();
    },
    async checked(sessionId) {
      const rows = await store
        .selectFrom('checked_tasks')
        .selectAll()
        .where('session_id', '=', sessionId)
        .execute();
      return new Map(
        rows.map((row) => [
          row.task,
          { at: row.checked_at, verdict: Verdict.parse(JSON.parse(row.verdict)) },
        ]),
      );
    },
    async forgetChecked(sessionId) {
      await store.deleteFrom('checked_tasks').where('session_id', '=', sessionId).execute();
    },
    async addUndo(sessionId, launchId, container) {
      const id = newId();
      await store
        .insertInto('undo')
        .values({ id, session_id: sessionId, launch_id: launchId, container })
        .execute();
      return id;
    },
    async removeUndo(id) {
      await store.deleteFrom('undo').where('id', '=', id).execute();
    },
    undos: (launchId) =>
      store
        .selectFrom('undo')
        .select(['id', 'container'])
        .where('launch_id', '=', launchId)
        .execute(),
  };
}

async function trim(store: Store, launchId: string): Promise<void> {
  const oldestKept = await store
    .selectFrom('history')
    .select('seq')
    .where('launch_id', '=', launchId)
    .orderBy('seq', 'desc')
    .offset(HISTORY_LIMIT)
    .limit(1)
    .executeTakeFirst();
  if (oldestKept === undefined) return;
  await store
    .deleteFrom('history')
    .where('launch_id', '=', launchId)
    .where('seq', '<=', oldestKept.seq)
    .execute();
}
