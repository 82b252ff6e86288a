/** What SQLite refuses, in words that say what happened and that nothing is lost. */
import { AppError, type ErrorCode } from '../errors.ts';

interface SqliteError extends Error {
  /** `SQLITE_BUSY`, `SQLITE_READONLY_DIRECTORY`, … */
  code: string;
}

/** By its name: the class is the native module's, of which a process may have more than one. */
export const isSqliteError = (error: unknown): error is SqliteError =>
  typeof error === 'object' &&
  error !== null &&
  'name' in error &&
  error.name === 'SqliteError' &&
  'code' in error;

/** By the beginning of SQLite's code; the first that fits. */
const FAILURES: readonly (readonly [string, ErrorCode, string])[] = [
  [
    'SQLITE_BUSY',
    'store.locked',
    'The database is locked by another program. Nothing that was kept is lost; try again when that program is done.',
  ],
  [
    'SQLITE_LOCKED',
    'store.locked',
    'The database is busy. Nothing that was kept is lost; try again.',
  ],
  [
    'SQLITE_READONLY',
    'store.readOnly',
    'The database can’t be written to. Nothing that was kept is lost; whoever runs this server must make its file and its folder writable again.',
  ],
  [
    'SQLITE_FULL',
    'store.full',
    'The server’s disk is full, so this could not be kept. Nothing that was kept before is lost; whoever runs this server must make room.',
  ],
  [
    'SQLITE_CORRUPT',
    'store.damaged',
    'The database is damaged. Whoever runs this server must restore a backup of it.',
  ],
  ['SQLITE_NOTADB', 'store.damaged', 'The file of the database is not a database.'],
  // What a learner had is being deleted in the same moment as something is to be kept for them.
  [
    'SQLITE_CONSTRAINT_FOREIGNKEY',
    'learner.unknown',
    'This browser is not known here any more. Reload the page.',
  ],
  [
    'SQLITE_CANTOPEN',
    'store.unavailable',
    'The database can’t be opened. Whoever runs this server must see that its file and its folder are there and may be read and written.',
  ],
  [
    'SQLITE_IOERR',
    'store.unavailable',
    'The database can’t be read or written: the disk refuses. Nothing that was kept is lost; try again.',
  ],
];

/** What can be said of a failure of the database; undefined when it is none, or a mistake of ours. */
export function storeFailure(thrown: unknown): AppError | undefined {
  if (!isSqliteError(thrown)) return undefined;
  const found = FAILURES.find(([code]) => thrown.code.startsWith(code));
  if (found === undefined) return undefined;
  const [, code, message] = found;
  return new AppError(code, message, { cause: thrown, details: { sqlite: thrown.code } });
}
