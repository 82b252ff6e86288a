/** Copies of a database: whole, checked, readable by their owner only. */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../errors.ts';
import { copiesFolder, stamp } from './files.ts';

/** Copies of one kind that are kept; the oldest go. Enough to go back over a few updates. */
const KEPT = 5;

/**
 * Writes the database as it stands into `file`, which is there whole and sound or not at all; what it
 * replaces goes only then. Others may read and write the database meanwhile: the copy is of one moment.
 * @throws AppError `store.damaged`; SqliteError and errors of the file system
 */
export function copyDatabase(from: Database.Database, file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}.part`;
  try {
    // SQLite writes into an empty file that is there, and leaves it its mode.
    closeSync(openSync(part, 'wx', 0o600));
    from.prepare('VACUUM INTO ?').run(part);
    checkDatabase(part);
    flush(part);
    renameSync(part, file);
    flush(dirname(file));
  } finally {
    rmSync(part, { force: true });
  }
}

/**
 * Reads every page of a database.
 * @throws AppError `store.damaged`
 */
export function checkDatabase(file: string): void {
  let said: unknown;
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true });
    try {
      said = database.pragma('integrity_check(1)', { simple: true });
    } finally {
      database.close();
    }
  } catch (cause) {
    throw damaged(file, cause);
  }
  if (said !== 'ok') throw damaged(file, new Error(String(said)));
}

const damaged = (file: string, cause: unknown): AppError =>
  new AppError('store.damaged', `${file} is damaged, or is no database.`, { cause });

/** A name in the data folder for a copy that is kept before `what`: `before-restore-….sqlite`. */
export const copyName = (dataDir: string, what: string, at: Date): string =>
  join(copiesFolder(dataDir), `${what}-${stamp(at)}.sqlite`);

/** Removes the oldest copies of the kind that `newest` is of. */
export function keepNewest(newest: string, kind: string): void {
  const folder = dirname(newest);
  const ofKind = readdirSync(folder)
    .filter((name) => name.startsWith(`${kind}-`) && name.endsWith('.sqlite'))
    .sort(byStamp);
  for (const name of ofKind.slice(0, -KEPT)) {
    for (const side of ['', '-wal', '-shm']) rmSync(join(folder, name + side), { force: true });
  }
}

/** Names of one kind may name a version before the time. */
function byStamp(a: string, b: string): number {
  const time = (name: string): string => basename(name, '.sqlite').slice(-STAMP_LENGTH);
  return time(a).localeCompare(time(b));
}

const STAMP_LENGTH = stamp(new Date(0)).length;

/** What was written to a file, or which names a folder has, is on the disk when this returns. */
export function flush(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
