/** What lies in the data folder, and what copies of the database are called. */
import { join } from 'node:path';

export const databaseFile = (dataDir: string): string => join(dataDir, 'holdfast.sqlite');

/** Beside the database, SQLite's own: changes that are not in the main file yet, and their index. */
export const SIDE_FILES = ['-wal', '-shm'] as const;

export const lockFile = (dataDir: string): string => join(dataDir, 'holdfast.lock');

/** Copies that were asked for, and those that are kept before something that can't be taken back. */
export const copiesFolder = (dataDir: string): string => join(dataDir, 'backups');

/** `2026-01-31T091500Z`: sorts by time, and every file system takes it. */
export const stamp = (at: Date): string =>
  at.toISOString().replace(/\.\d+/, '').replaceAll(':', '');
