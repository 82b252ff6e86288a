import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { databaseFile } from '../store/files.ts';
import { openStore, type Store } from '../store/open.ts';
import { BELONGINGS, eraseLearner, exportLearner } from './data.ts';

interface Column {
  name: string;
  type: string;
  /** The table that it refers to. */
  refers: string | undefined;
}

let dataDir: string;
let store: Store;
let raw: Database.Database;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'holdfast-learners-'));
  store = await openStore(dataDir);
  raw = new Database(databaseFile(dataDir));
  raw.pragma('foreign_keys = ON');
});
afterEach(async () => {
  raw.close();
  await store.destroy();
  rmSync(dataDir, { recursive: true });
});

/** The tables as the database has them, not as we think it does. */
function schema(): Map<string, Column[]> {
  const names = raw
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'kysely_*'",
    )
    .pluck()
    .all();
  return new Map(
    names.map((name) => {
      const keys = raw.pragma(`foreign_key_list(${name})`) as { from: string; table: string }[];
      const columns = raw.pragma(`table_info(${name})`) as { name: string; type: string }[];
      return [
        name,
        columns.map((column) => ({
          name: column.name,
          type: column.type,
          refers: keys.find((key) => key.from === column.name)?.table,
        })),
      ];
    }),
  );
}

/** One row of the learner's in every table that has something of a learner's. */
function fill(learner: string): void {
  const session = `session-of-${learner}`;
  const tables = schema();
  for (const [name, belonging] of Object.entries(BELONGINGS)) {
    const columns = tables.get(name) ?? [];
    if (belonging === null) continue;
    const json: readonly string[] = belonging.json ?? [];
    const values = columns.map((column) => {
      if (name === 'learners' && column.name === 'id') return learner;
      if (name === 'lab_sessions' && column.name === 'id') return session;
      if (column.refers === 'learners') return learner;
      if (column.refers === 'lab_sessions') return session;
      if (json.includes(column.name)) return JSON.stringify({ of: learner });
      return column.type === 'TEXT' ? `${column.name}-of-${learner}` : null;
    });
    const numbers = columns.map((column, index) =>
      values[index] !== null ? values[index] : column.name === 'seq' ? null : 1_700_000_000_000,
    );
    const holes = columns.map(() => '?').join();
    raw.prepare(`INSERT INTO ${name} VALUES (${holes})`).run(numbers);
  }
}

/** For each table how many rows mention a learner or a session of theirs. */
const mentions = (learner: string): Record<string, number> =>
  Object.fromEntries(
    [...schema().keys()].map((name) => {
      const rows = raw.prepare(`SELECT * FROM ${name}`).all();
      return [name, rows.filter((row) => JSON.stringify(row).includes(learner)).length];
    }),
  );

async function exported(learner: string): Promise<Record<string, unknown[]>> {
  let text = '';
  for await (const piece of exportLearner(store, learner, new Date(0))) text += piece;
  return JSON.parse(text);
}

describe('what belongs to a learner', () => {
  it('is known of every table that the database has', () => {
    const tables = schema();
    expect([...tables.keys()].sort()).toEqual(Object.keys(BELONGINGS).sort());
    for (const [name, columns] of tables) {
      const by = BELONGINGS[name as keyof typeof BELONGINGS]?.by;
      const owner = columns.find(
        (column) =>
          ['learner_id', 'session_id'].includes(column.name) || column.refers === 'learners',
      );
      if (owner !== undefined) expect([name, by]).toEqual([name, owner.name]);
    }
  });

  it('stands in an order in which it can be taken away', () => {
    const order = Object.keys(BELONGINGS);
    for (const [name, columns] of schema()) {
      for (const { refers } of columns) {
        if (refers !== undefined) expect(order.indexOf(refers)).toBeLessThan(order.indexOf(name));
      }
    }
  });
});

const ONE = 'aaaaaaaaaaaaaaaaaaaa';
const OTHER = 'bbbbbbbbbbbbbbbbbbbb';
const ofLearners = Object.entries(BELONGINGS).flatMap(([name, by]) => (by === null ? [] : name));
const each = (count: number) => Object.fromEntries(ofLearners.map((name) => [name, count]));

describe('an export', () => {
  it('has every row of the learner, and of nobody else', async () => {
    fill(ONE);
    fill(OTHER);
    const { exportedAt, ...tables } = await exported(ONE);
    expect(exportedAt).toBe('1970-01-01T00:00:00.000Z');
    const counts = Object.entries(tables).map(([name, rows]) => [name, rows.length]);
    expect(Object.fromEntries(counts)).toEqual(each(1));
    expect(JSON.stringify(tables)).not.toContain(OTHER);
  });

  it('shows instants and what was kept as JSON for what they are, and no secret', async () => {
    fill(ONE);
    const tables = await exported(ONE);
    expect(tables.learners?.[0]).toEqual({
      id: ONE,
      role: `role-of-${ONE}`,
      created_at: '2023-11-14T22:13:20.000Z',
    });
    expect(tables.history?.[0]).toMatchObject({
      at: '2023-11-14T22:13:20.000Z',
      entry: { of: ONE },
    });
    expect(JSON.stringify(tables)).not.toContain('recovery_hash-of');
  });
});

describe('erasing', () => {
  it('leaves nothing of the learner, and everything of the others', async () => {
    fill(ONE);
    fill(OTHER);
    expect(mentions(ONE)).toMatchObject(each(1));
    expect(await eraseLearner(store, ONE)).toBe(true);
    expect(mentions(ONE)).toEqual({ ...each(0), settings: 0, pooled_hosts: 0 });
    expect(mentions(OTHER)).toMatchObject(each(1));
    expect(await eraseLearner(store, ONE)).toBe(false);
  });
});
