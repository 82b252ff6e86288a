/**
 * Who uses a data folder. Every server holds it shared, replacing its database takes it alone. The lock is
 * one of the operating system's on a file, so whoever dies lets go of it.
 */
import Database from 'better-sqlite3';
import { AppError } from '../errors.ts';
import { isSqliteError } from './failures.ts';
import { lockFile } from './files.ts';

export interface FolderLock {
  release(): void;
}

/**
 * SQLite's own locks on an empty database: it takes them the same way on every system.
 * @throws AppError `store.inUse`; SqliteError when the folder can't be written to
 */
export function lockFolder(dataDir: string, how: 'shared' | 'alone'): FolderLock {
  const lock = new Database(lockFile(dataDir), { timeout: 0 });
  try {
    if (how === 'alone') lock.exec('BEGIN EXCLUSIVE');
    else {
      lock.exec('BEGIN');
      // The lock comes with the first look at the file and stays until the transaction ends.
      lock.prepare('SELECT count(*) FROM sqlite_schema').get();
    }
  } catch (cause) {
    lock.close();
    if (!isSqliteError(cause) || !cause.code.startsWith('SQLITE_BUSY')) throw cause;
    throw new AppError(
      'store.inUse',
      how === 'alone'
        ? `A server is using the data folder ${dataDir}. Stop it first.`
        : `The database in ${dataDir} is being restored. Start again when that is done.`,
      { cause },
    );
  }
  return { release: () => lock.close() };
}
