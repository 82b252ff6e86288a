import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { databaseFile } from './files.ts';
import { openStore, type Store } from './open.ts';
import { remember } from './remember.ts';

let dataDir: string;
let store: Store;
let loads: string[];
let clock: number;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'holdfast-remember-'));
  clock = 0;
  store = await openStore(dataDir, { clock: () => clock });
  loads = [];
});
afterEach(async () => {
  await store.destroy();
  rmSync(dataDir, { recursive: true });
});

const write = (name: string, value: string) =>
  store
    .insertInto('settings')
    .values({ name, value })
    .onConflict((c) => c.column('name').doUpdateSet({ value }))
    .execute();

const value = (name: string) =>
  store.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();

const recaller = (limit = 10) =>
  remember({
    store,
    tables: ['settings'],
    limit,
    async load(name) {
      loads.push(name);
      return (await value(name))?.value;
    },
  });

describe('what is remembered', () => {
  it('is read once, until something is written', async () => {
    const recall = recaller();
    await write('a', '1');
    expect([await recall('a'), await recall('a')]).toEqual(['1', '1']);
    expect(loads).toEqual(['a']);
    await write('a', '2');
    expect(await recall('a')).toBe('2');
    await store.deleteFrom('settings').where('name', '=', 'a').execute();
    expect(await recall('a')).toBeUndefined();
    await store.updateTable('settings').set({ value: '3' }).execute();
    await recall('a');
    expect(loads).toHaveLength(4);
  });

  it('stays when other tables are written to', async () => {
    const recall = recaller();
    await recall('a');
    await store
      .insertInto('learners')
      .values({ id: 'x', role: 'learner', created_at: 1, recovery_hash: null })
      .execute();
    await recall('a');
    expect(loads).toEqual(['a']);
  });

  it('is read again soon after another process has written', async () => {
    const recall = recaller();
    await write('a', '1');
    await recall('a');
    const other = new Database(databaseFile(dataDir));
    other.exec("UPDATE settings SET value = '2' WHERE name = 'a'");
    other.close();
    clock += 5;
    expect(await recall('a')).toBe('2');
  });

  it('is read again after a transaction has written', async () => {
    const recall = recaller();
    await write('a', '1');
    await recall('a');
    await store
      .transaction()
      .execute((change) => change.updateTable('settings').set({ value: '3' }).execute());
    expect(await recall('a')).toBe('3');
  });

  it('is read again after plain SQL, which may have written anywhere', async () => {
    const recall = recaller();
    await write('a', '1');
    await recall('a');
    await sql`UPDATE settings SET value = '4'`.execute(store);
    expect(await recall('a')).toBe('4');
  });

  it('is never what was there before a write that has ended, however reads and writes mix', async () => {
    const recall = recaller();
    let written = 0;
    for (let round = 0; round < 200; round++) {
      const next = round + 1;
      const reads = [recall('a')];
      const writing = write('a', String(next)).then(() => {
        written = next;
      });
      for (let turn = 0; turn < round % 5; turn++) await Promise.resolve();
      reads.push(recall('a'), recall('a'));
      await Promise.all([writing, ...reads]);
      expect(await recall('a')).toBe(String(written));
    }
  });

  it('is bounded: what was not asked for the longest goes', async () => {
    const recall = recaller(2);
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await recall(name);
    expect(loads).toEqual(['a', 'b', 'c', 'b']);
  });

  it('is no failure: the next who asks has it read again', async () => {
    let fails = true;
    const recall = remember({
      store,
      tables: ['settings'],
      limit: 2,
      async load() {
        if (fails) throw new Error('locked');
        return 'read';
      },
    });
    await expect(recall('a')).rejects.toThrow('locked');
    fails = false;
    expect(await recall('a')).toBe('read');
  });
});
