import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { AppError, type ErrorCode } from '../errors.ts';
import { backUp, restore } from './backup.ts';
import { databaseFile } from './files.ts';
import { openStore, type Store } from './open.ts';

let dataDir: string;
let store: Store | undefined;
const at = new Date('2026-01-31T09:15:00Z');

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'holdfast-backup-'));
  store = await openStore(dataDir);
});
afterEach(async () => {
  await end();
  rmSync(dataDir, { recursive: true });
});

async function end(): Promise<void> {
  await store?.destroy();
  store = undefined;
}

const put = async (name: string): Promise<void> => {
  await store?.insertInto('settings').values({ name, value: 'x' }).execute();
};
function names(file = databaseFile(dataDir)): string[] {
  const database = new Database(file, { readonly: true });
  try {
    return database.prepare<[], string>('SELECT name FROM settings ORDER BY name').pluck().all();
  } finally {
    database.close();
  }
}
function codeOf(work: () => unknown): ErrorCode | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return undefined;
}
const PAGE = 4096;
/** Overwrites what comes after `from`; the schema is in the first page. */
function damage(file: string, from = PAGE): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(statSync(file).size - from, 0x5a), 0, undefined, from);
  closeSync(handle);
}
/** Ends the server in a way that leaves the database's side files, as a kill does. */
async function kill(): Promise<void> {
  const files = ['', '-wal', '-shm'].map((side) => databaseFile(dataDir) + side);
  const left = files.map((file) => readFileSync(file));
  await end();
  for (const [index, file] of files.entries()) writeFileSync(file, left[index] ?? '');
}

describe('a backup', () => {
  it('has everything that was kept before, for its owner only, while the database is in use', async () => {
    await put('kept');
    const { file, bytes } = backUp(dataDir, undefined, at);
    await put('later');
    expect(file).toBe(join(dataDir, 'backups', 'holdfast-2026-01-31T091500Z.sqlite'));
    expect(names(file)).toEqual(['kept']);
    expect(statSync(file)).toMatchObject({ size: bytes, mode: 0o100600 });
    expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(1);
  });

  it('takes the place of an older one', async () => {
    const file = join(dataDir, 'nightly.sqlite');
    backUp(dataDir, file, at);
    await put('new');
    backUp(dataDir, file, at);
    expect(names(file)).toEqual(['new']);
  });

  it('replaces neither the database nor a file that is no backup', async () => {
    await put('kept');
    const letter = join(dataDir, 'letter.txt');
    writeFileSync(letter, 'dear reader');
    const live = databaseFile(dataDir);
    for (const file of [letter, live, `${live}-wal`, join(dataDir, '.', 'holdfast.sqlite')]) {
      expect(codeOf(() => backUp(dataDir, file, at))).toBe('request.invalid');
    }
    expect(readFileSync(letter, 'utf8')).toBe('dear reader');
    expect(names()).toEqual(['kept']);
  });

  it('is not made of a database that is damaged, and the one of before stays', async () => {
    const file = join(dataDir, 'nightly.sqlite');
    await put('kept');
    backUp(dataDir, file, at);
    await end();
    damage(databaseFile(dataDir));
    expect(() => backUp(dataDir, file, at)).toThrow();
    expect(names(file)).toEqual(['kept']);
    expect(readdirSync(dataDir).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('restoring', () => {
  it('brings back what a backup has, and keeps what was there', async () => {
    await put('kept');
    const { file } = backUp(dataDir, undefined, at);
    await put('later');
    await end();
    const kept = restore(dataDir, file, at) ?? '';
    expect(names()).toEqual(['kept']);
    expect(names(kept)).toEqual(['kept', 'later']);
    store = await openStore(dataDir);
    await put('anew');
    expect(names()).toEqual(['anew', 'kept']);
  });

  it('keeps what a server that was killed had only in its side file', async () => {
    await put('kept');
    const { file } = backUp(dataDir, undefined, at);
    await put('later');
    await kill();
    const kept = restore(dataDir, file, at) ?? '';
    expect(names(kept)).toEqual(['kept', 'later']);
    expect(names()).toEqual(['kept']);
  });

  it('makes the database where there is none', async () => {
    await put('kept');
    const { file } = backUp(dataDir, join(dataDir, 'elsewhere.sqlite'), at);
    const other = join(dataDir, 'other');
    expect(restore(other, file, at)).toBeUndefined();
    expect(names(databaseFile(other))).toEqual(['kept']);
    expect(statSync(databaseFile(other)).mode).toBe(0o100600);
  });

  it('is refused while a server uses the folder', async () => {
    const { file } = backUp(dataDir, undefined, at);
    await put('later');
    expect(codeOf(() => restore(dataDir, file, at))).toBe('store.inUse');
    expect(names()).toEqual(['later']);
  });

  it('is refused for a file that is damaged, no database, empty, another program’s or of a newer version', async () => {
    await put('kept');
    const damaged = backUp(dataDir, join(dataDir, 'damaged.sqlite'), at).file;
    damage(damaged);
    const text = join(dataDir, 'text');
    writeFileSync(text, 'x'.repeat(8192));
    const empty = join(dataDir, 'empty');
    writeFileSync(empty, '');
    const foreign = join(dataDir, 'foreign');
    const newer = backUp(dataDir, join(dataDir, 'newer.sqlite'), at).file;
    for (const [file, sql] of [
      [foreign, 'CREATE TABLE recipes (name text)'],
      [newer, "INSERT INTO kysely_migration VALUES ('9999-later', '')"],
    ] as const) {
      const database = new Database(file);
      database.exec(sql);
      database.close();
    }
    await end();
    const codes = [damaged, text, empty, foreign, newer, join(dataDir, 'none')].map((file) =>
      codeOf(() => restore(dataDir, file, at)),
    );
    const other = 'store.damaged';
    expect(codes).toEqual([other, other, other, other, 'store.newer', 'notFound']);
    expect(names()).toEqual(['kept']);
    expect(existsSync(join(dataDir, 'backups'))).toBe(false);
  });

  it('mends a damaged database, and keeps that one too, with its side file', async () => {
    await put('kept');
    const { file } = backUp(dataDir, undefined, at);
    await put('later');
    await kill();
    damage(databaseFile(dataDir), 0);
    const broken = ['', '-wal'].map((side) => readFileSync(databaseFile(dataDir) + side));
    const kept = restore(dataDir, file, at) ?? '';
    expect(names()).toEqual(['kept']);
    expect(broken.map((was, at) => readFileSync(kept + ['', '-wal'][at]).equals(was))).toEqual([
      true,
      true,
    ]);
  });

  it('keeps the newest copies only', async () => {
    const { file } = backUp(dataDir, undefined, at);
    await end();
    const copies = [1, 2, 3, 4, 5, 6, 7].map((hour) =>
      restore(dataDir, file, new Date(at.getTime() + hour * 3600_000)),
    );
    const there = copies.map((copy) => existsSync(copy ?? ''));
    expect(there).toEqual([false, false, true, true, true, true, true]);
    expect(existsSync(file)).toBe(true);
  });
});
