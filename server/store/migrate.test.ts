import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import type { Kysely, Migration } from 'kysely';
import { AppError } from '../errors.ts';
import { databaseFile } from './files.ts';
import { migrations } from './migrations.ts';
import { openStore } from './open.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'holdfast-migrate-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const addTable = (name: string): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema.createTable(name).addColumn('id', 'text').execute();
  },
});
const hour = (n: number) => () => new Date(Date.UTC(2026, 0, 31, n));

async function bring(further: Record<string, Migration>, now = hour(0)): Promise<void> {
  const store = await openStore(dataDir, { migrations: { ...migrations, ...further }, now });
  await store.destroy();
}

const read = <T>(file: string, query: string): T[] => {
  const database = new Database(file, { readonly: true });
  try {
    return database.prepare<[], T>(query).pluck().all();
  } finally {
    database.close();
  }
};
const tables = (file = databaseFile(dataDir)) =>
  read<string>(file, "SELECT name FROM sqlite_schema WHERE type = 'table'");
const copies = (): string[] => {
  try {
    return readdirSync(join(dataDir, 'backups')).sort();
  } catch {
    return [];
  }
};

describe('opening a database', () => {
  it('keeps a copy before a step that it has not been through, and only then', async () => {
    await bring({});
    await bring({});
    expect(copies()).toEqual([]);
    await bring({ '0777-more': addTable('more') }, hour(1));
    await bring({ '0777-more': addTable('more') }, hour(2));
    expect(tables()).toContain('more');
    expect(copies()).toEqual(['before-migration-0777-more-2026-01-31T010000Z.sqlite']);
    const copy = join(dataDir, 'backups', copies()[0] ?? '');
    expect(tables(copy)).toContain('lab_sessions');
    expect(tables(copy)).not.toContain('more');
  });

  it('keeps the newest five copies', async () => {
    await bring({});
    const further: Record<string, Migration> = {};
    const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    for (const [index, letter] of letters.entries()) {
      further[`08${index}0-${letter}`] = addTable(letter);
      await bring(further, hour(index));
    }
    expect(copies().map((name) => name.at(-'0000Z.sqlite'.length - 1))).toEqual([
      '2',
      '3',
      '4',
      '5',
      '6',
    ]);
  });

  it('changes nothing when a step fails half-way', async () => {
    await bring({});
    const half: Migration = {
      async up(db) {
        await addTable('half').up(db);
        throw new Error('no further');
      },
    };
    const steps = { '0777-more': addTable('more'), '0778-half': half };
    await expect(bring(steps)).rejects.toThrow(AppError);
    expect(tables()).not.toContain('more');
    expect(tables()).not.toContain('half');
    expect(read(databaseFile(dataDir), 'SELECT name FROM kysely_migration')).toEqual(
      Object.keys(migrations),
    );
    await bring({});
  });

  it('is refused when the database is of a newer version', async () => {
    await bring({ '9999-later': addTable('later') });
    const before = tables();
    await expect(bring({})).rejects.toMatchObject({
      code: 'store.newer',
      message: expect.stringContaining('9999-later'),
    });
    expect(tables()).toEqual(before);
  });

  it('is refused when the file is a database of something else', async () => {
    const database = new Database(databaseFile(dataDir));
    database.exec('CREATE TABLE recipes (name text)');
    database.close();
    await expect(bring({})).rejects.toMatchObject({ code: 'store.damaged' });
    expect(tables()).toEqual(['recipes']);
  });
});
