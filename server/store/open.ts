/** Opens the database and brings it up to date. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, Migrator, SqliteDialect } from 'kysely';
import { AppError } from '../errors.ts';
import { migrations } from './migrations.ts';
import type { Tables } from './schema.ts';

export type Store = Kysely<Tables>;

/**
 * Opens `holdfast.sqlite` in `dataDir` (made if need be, for its owner only) and migrates it forward.
 * The caller ends it with `destroy()`.
 * @throws AppError `store.unavailable` when the file can't be opened or migrated
 */
export async function openStore(dataDir: string): Promise<Store> {
  const file = join(dataDir, 'holdfast.sqlite');
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return await prepare(new Database(file));
  } catch (cause) {
    throw new AppError('store.unavailable', `The database ${file} can't be opened.`, { cause });
  }
}

async function prepare(sqlite: Database.Database): Promise<Store> {
  sqlite.pragma('journal_mode = WAL');
  // Acknowledged progress must survive a power cut, not only a crash of ours.
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('busy_timeout = 5000');
  const store = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite }) });
  const migrator = new Migrator({
    db: store,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    await store.destroy();
    throw error;
  }
  return store;
}
