/** A backup of a data folder's database, and the way back. What `npm run backup` and `npm run restore` do. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../errors.ts';
import { checkDatabase, copyDatabase, copyName, flush, keepNewest } from './copies.ts';
import { databaseFile, SIDE_FILES } from './files.ts';
import { lockFolder } from './lock.ts';
import { stepsLeft, stepsOf } from './migrate.ts';
import { migrations } from './migrations.ts';

/** Begins the name of what `restore` keeps of what was there. */
const BEFORE = 'before-restore';

/** What every SQLite file begins with. */
const MAGIC = 'SQLite format 3\0';

export interface Backup {
  file: string;
  bytes: number;
}

/**
 * Copies the database of `dataDir` into `file`, while a server may be using it; without `file` under a name
 * of its own in the data folder.
 * @throws AppError `notFound`, `store.*`
 */
export function backUp(dataDir: string, file: string | undefined, now: Date): Backup {
  const database = databaseFile(dataDir);
  if (!existsSync(database)) throw new AppError('notFound', `There is no database ${database}.`);
  const target = file ?? copyName(dataDir, 'holdfast', now);
  refuseToReplace(target, database);
  const sqlite = new Database(database, { fileMustExist: true });
  try {
    // Of a file that isn't ours, nothing is made that looks like a backup.
    stepsOf(sqlite);
    copyDatabase(sqlite, target);
  } finally {
    sqlite.close();
  }
  return { file: target, bytes: statSync(target).size };
}

/** A backup may take the place of an older one, of nothing else. */
function refuseToReplace(target: string, database: string): void {
  if (!existsSync(target)) return;
  const real = realpathSync(target);
  const live = realpathSync(database);
  const isLive = real === live || SIDE_FILES.some((side) => real === live + side);
  if (!isLive && isDatabase(real)) return;
  throw new AppError(
    'request.invalid',
    isLive
      ? `${target} is the database itself. Name another file.`
      : `${target} is there and is no backup. Name another file.`,
  );
}

function isDatabase(file: string): boolean {
  if (!statSync(file).isFile()) return false;
  const begin = Buffer.alloc(MAGIC.length);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, begin);
  } finally {
    closeSync(handle);
  }
  return begin.toString('latin1') === MAGIC;
}

/**
 * Puts `file` in the place of the database of `dataDir`; what was there is kept as a copy. Nothing changes
 * unless `file` is sound and of this version or an older one.
 * @returns the copy; undefined when there was no database
 * @throws AppError `store.inUse`, `store.damaged`, `store.newer`, `notFound`
 */
export function restore(dataDir: string, file: string, now: Date): string | undefined {
  if (!existsSync(file)) throw new AppError('notFound', `There is no file ${file}.`);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockFolder(dataDir, 'alone');
  const database = databaseFile(dataDir);
  const fresh = `${database}.restore`;
  try {
    checkDatabase(file);
    takeOver(file, fresh);
    const kept = existsSync(database) ? setAside(dataDir, now) : undefined;
    renameSync(fresh, database);
    flush(dirname(database));
    return kept;
  } finally {
    rmSync(fresh, { force: true });
    lock.release();
  }
}

/** A copy of `file` in the data folder, if this version can use it. */
function takeOver(file: string, fresh: string): void {
  const sqlite = new Database(file, { readonly: true });
  try {
    const done = stepsOf(sqlite);
    if (done.length === 0) throw new AppError('store.damaged', `${file} is an empty database.`);
    stepsLeft(done, migrations);
    copyDatabase(sqlite, fresh);
  } finally {
    sqlite.close();
  }
}

/** Keeps the present database as it is, however damaged it may be, with what a killed server left beside it. */
function setAside(dataDir: string, now: Date): string {
  const database = databaseFile(dataDir);
  const copy = copyName(dataDir, BEFORE, now);
  mkdirSync(dirname(copy), { recursive: true, mode: 0o700 });
  copyFileSync(database, copy);
  // A file that is put in the place of the database must not find changes of another one beside it.
  for (const side of SIDE_FILES) {
    if (existsSync(database + side)) renameSync(database + side, copy + side);
  }
  flush(copy);
  flush(dirname(copy));
  keepNewest(copy, BEFORE);
  return copy;
}
