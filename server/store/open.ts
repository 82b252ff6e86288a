/** Opens the database and brings it up to date. */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Kysely, type Migration, SqliteDialect, sql } from 'kysely';
import { AppError } from '../errors.ts';
import { type Changes, watchChanges } from './changes.ts';
import { storeFailure } from './failures.ts';
import { databaseFile } from './files.ts';
import { type FolderLock, lockFolder } from './lock.ts';
import { migrate, stepsLeft, stepsOf } from './migrate.ts';
import { migrations as known } from './migrations.ts';
import type { Tables } from './schema.ts';

/** While opening there is time: another process may be in the middle of a migration. */
const OPEN_WAIT_MS = 5000;
/** Waiting for another process's change holds up this whole process, every terminal with it. */
const BUSY_WAIT_MS = 1000;

/** An answer is on its way as long as that: whoever gets it can't tell whether it was older by this. */
const NOTICED_MS = 5;

/** Kysely over the one database file of a data folder. */
export class Store extends Kysely<Tables> {
  readonly #sqlite: Database.Database;
  readonly #lock: FolderLock;
  readonly #changes: Changes;
  readonly #clock: () => number;
  #foreign = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  readonly #version: Database.Statement<[], number>;

  /** @param clock monotonic, ms */
  constructor(sqlite: Database.Database, lock: FolderLock, clock: () => number) {
    const changes = watchChanges();
    super({ dialect: new SqliteDialect({ database: sqlite }), plugins: [changes.plugin] });
    this.#changes = changes;
    this.#clock = clock;
    this.#sqlite = sqlite;
    this.#lock = lock;
    this.#version = sqlite.prepare<[], number>('PRAGMA data_version').pluck();
  }

  /**
   * Another number after somebody else (another process, a command) has changed the database; our own changes
   * don't count. It is known after `NOTICED_MS`, which makes asking cost nothing.
   */
  foreignChanges(): number {
    const now = this.#clock();
    if (now - this.#askedAt >= NOTICED_MS) {
      this.#foreign = this.#version.get() ?? 0;
      this.#askedAt = now;
    }
    return this.#foreign;
  }

  /**
   * A number that grows with every write to one of the tables, and with everything that another process
   * writes. What was read before it grew may be old; see `remember`.
   */
  version(tables: readonly (keyof Tables)[]): number {
    let version = this.foreignChanges();
    for (const table of tables) version += this.#changes.of(table);
    return version;
  }

  /**
   * Writes something to the disk, of which nothing is left: a full disk shows only then.
   * @throws SqliteError when nothing can be kept
   */
  async tryWriting(): Promise<void> {
    await sql`PRAGMA user_version = 1`.execute(this);
  }

  override async destroy(): Promise<void> {
    await super.destroy();
    // Kysely opens a database when it is first asked, and closes only then.
    this.#sqlite.close();
    this.#lock.release();
  }
}

/**
 * Opens `holdfast.sqlite` in `dataDir` (made if need be, for its owner only) and migrates it forward, with a
 * copy kept of what was there. The caller ends it with `destroy()`.
 * @throws AppError `store.*`, with the file's name in the message
 */
export async function openStore(
  dataDir: string,
  { migrations = known, now = () => new Date(), clock = () => performance.now() }: OpenOptions = {},
): Promise<Store> {
  const file = databaseFile(dataDir);
  let lock: FolderLock | undefined;
  let sqlite: Database.Database | undefined;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    lock = lockFolder(dataDir, 'shared');
    makePrivate(file);
    sqlite = new Database(file, { timeout: OPEN_WAIT_MS });
    return await prepare(new Store(sqlite, lock, clock), { sqlite, dataDir, migrations, now });
  } catch (error) {
    sqlite?.close();
    lock?.release();
    throw refusal(error, file);
  }
}

/**
 * Opens the database of a data folder that is there, for a command beside the server.
 * @throws AppError `notFound`; `store.older` when the server has to bring it up to date first; `store.*`
 */
export async function openExisting(dataDir: string): Promise<Store> {
  const file = databaseFile(dataDir);
  if (!existsSync(file)) throw new AppError('notFound', `There is no database ${file}.`);
  const looked = new Database(file, { timeout: OPEN_WAIT_MS });
  try {
    // A server of the old version may be at work on it.
    if (stepsLeft(stepsOf(looked), known).length > 0) {
      throw new AppError(
        'store.older',
        `${file} is of an older version of Holdfast. Start the server first: it brings it up to date.`,
      );
    }
  } finally {
    looked.close();
  }
  return openStore(dataDir);
}

interface OpenOptions {
  migrations?: Record<string, Migration>;
  now?: () => Date;
  /** Monotonic, ms. */
  clock?: () => number;
}

async function prepare(
  store: Store,
  parts: Required<Omit<OpenOptions, 'clock'>> & { sqlite: Database.Database; dataDir: string },
): Promise<Store> {
  const { sqlite } = parts;
  sqlite.pragma('journal_mode = WAL');
  // Acknowledged progress must survive a power cut, not only a crash of ours.
  sqlite.pragma('synchronous = FULL');
  await migrate(parts);
  sqlite.pragma('foreign_keys = ON');
  await store.tryWriting();
  sqlite.pragma(`busy_timeout = ${BUSY_WAIT_MS}`);
  return store;
}

/** It has the keys of the learners' cookies in it. SQLite gives its side files the mode of the file. */
function makePrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
}

/** Says which file it is about. */
function refusal(error: unknown, file: string): AppError {
  if (error instanceof AppError) {
    if (error.code === 'store.inUse') return error;
    return new AppError(error.code, `${file}: ${error.message}`, { cause: error });
  }
  const known = storeFailure(error) ?? fileFailure(error);
  if (known !== undefined) {
    return new AppError(known.code, `${file}: ${known.message}`, { cause: error });
  }
  return new AppError('store.unavailable', `The database ${file} can't be opened.`, {
    cause: error,
  });
}

/** What the file system refuses before SQLite is asked. */
function fileFailure(error: unknown): AppError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code !== 'EACCES' && error.code !== 'EROFS' && error.code !== 'EPERM') return undefined;
  return new AppError(
    'store.readOnly',
    'The database can’t be written to. Make the file and its folder writable for the user that runs Holdfast.',
  );
}
