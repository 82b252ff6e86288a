/** Brings a database up to date: all steps or none, with a copy of what was there. */
import type Database from 'better-sqlite3';
import { Kysely, type Migration, Migrator, SqliteDialect } from 'kysely';
import { AppError } from '../errors.ts';
import { copyDatabase, copyName, keepNewest } from './copies.ts';

/** Begins the names of copies that are kept before a step that changes something. */
const BEFORE = 'before-migration';

/**
 * The steps that a database has been through, in order; none for one that is empty.
 * @throws AppError `store.damaged` when it is somebody else's
 */
export function stepsOf(sqlite: Database.Database): string[] {
  const tables = sqlite
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all();
  if (tables.includes('kysely_migration')) {
    return sqlite
      .prepare<[], string>('SELECT name FROM kysely_migration ORDER BY name')
      .pluck()
      .all();
  }
  if (tables.length === 0) return [];
  throw new AppError('store.damaged', 'This is a database, but not one of Holdfast.');
}

/**
 * What is still to be done to a database that has been through `done`.
 * @throws AppError `store.newer` when this version does not know all of that
 */
export function stepsLeft(
  done: readonly string[],
  migrations: Readonly<Record<string, Migration>>,
): string[] {
  const known = Object.keys(migrations).sort();
  const unknown = done.find((name) => !known.includes(name));
  if (unknown === undefined) return known.filter((name) => !done.includes(name));
  throw new AppError(
    'store.newer',
    `The database was made by a newer version of Holdfast: it has been through step ${unknown}, and this version knows the steps up to ${known.at(-1)}. Nothing was changed. Use that version again, or restore a backup from before the update.`,
  );
}

/**
 * @returns the file of the copy that was kept; undefined when nothing was to be done, or nothing was there
 * @throws AppError `store.newer`, `store.damaged`; SqliteError; whatever a step throws, with nothing changed
 */
export async function migrate(parts: {
  sqlite: Database.Database;
  migrations: Record<string, Migration>;
  dataDir: string;
  now: () => Date;
}): Promise<string | undefined> {
  const { sqlite, migrations, dataDir, now } = parts;
  const done = stepsOf(sqlite);
  const [next] = stepsLeft(done, migrations);
  if (next === undefined) return undefined;
  const copy = done.length > 0 ? copyName(dataDir, `${BEFORE}-${next}`, now()) : undefined;
  if (copy !== undefined) {
    copyDatabase(sqlite, copy);
    keepNewest(copy, BEFORE);
  }
  const migrator = new Migrator({
    // Ending it would close the database, which is the caller's.
    db: new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) }),
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  // SQLite can take back changes of tables; Kysely does not make use of that.
  sqlite.exec('BEGIN IMMEDIATE');
  try {
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    sqlite.exec('COMMIT');
  } catch (error) {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
    throw error;
  }
  return copy;
}
