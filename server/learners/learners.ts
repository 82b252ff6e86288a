/** Learners: rows, cookies and recovery codes. */
import { createHash, randomBytes } from 'node:crypto';
import type { Me } from '../../protocol/learner.ts';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Store } from '../store/open.ts';
import { remember } from '../store/remember.ts';
import { readLearner, signLearner } from './cookie.ts';
import { eraseLearner } from './data.ts';

/** Cookie headers that are kept in memory with whose they are; Node takes none above 16 KiB. */
const REMEMBERED = 1000;
/** Crockford's alphabet: no letter that is read for another. */
const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export interface Learners {
  readonly mode: 'single' | 'many';
  /** The learner that a request or handshake comes from, or undefined when it isn't known. */
  identify(cookieHeader: string | undefined): Promise<string | undefined>;
  /** A new learner; returns the id and the cookie's value. */
  create(): Promise<{ id: string; cookie: string }>;
  me(id: string): Promise<Me>;
  /** Makes a new recovery code (100 random bits); the earlier one ends. */
  newRecoveryCode(id: string): Promise<string>;
  /**
   * The learner a recovery code belongs to.
   * @throws AppError `learner.codeWrong`
   */
  recover(code: string): Promise<{ id: string; cookie: string }>;
  /** Deletes all that is kept of a learner; the browser goes on as the new learner that is returned. */
  erase(id: string): Promise<{ id: string; cookie: string }>;
}

/** Spaces, dashes and case don't count, nor the letters that are easily mistaken. */
const normalised = (code: string): string =>
  code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');

const hashed = (code: string): string =>
  createHash('sha256').update(normalised(code)).digest('hex');

export async function createLearners(parts: {
  store: Store;
  mode: 'single' | 'many';
  key: Buffer;
  now: () => number;
}): Promise<Learners> {
  const { store, mode, key, now } = parts;

  const insert = async (): Promise<string> => {
    const id = newId();
    await store
      .insertInto('learners')
      .values({ id, role: 'learner', created_at: now(), recovery_hash: null })
      .execute();
    return id;
  };
  /** The learner of a Cookie header: each page sends the same with every request. */
  const ofCookie = remember({
    store,
    tables: ['learners'],
    limit: REMEMBERED,
    async load(header) {
      const id = readLearner(header, key);
      if (id === undefined) return undefined;
      const row = await store
        .selectFrom('learners')
        .select('id')
        .where('id', '=', id)
        .executeTakeFirst();
      return row?.id;
    },
  });
  const oldest = () =>
    store.selectFrom('learners').select('id').orderBy('created_at').orderBy('id').limit(1);

  const first = async (): Promise<string> =>
    (await oldest().executeTakeFirst())?.id ?? (await insert());
  let changes = store.foreignChanges();
  let only = mode === 'single' ? await first() : undefined;
  /** In `single` mode the learner; somebody at the console may have deleted the one of before. */
  async function theOne(): Promise<string | undefined> {
    if (only !== undefined && store.foreignChanges() !== changes) {
      changes = store.foreignChanges();
      only = await first();
    }
    return only;
  }

  return {
    mode,
    async identify(header) {
      const one = await theOne();
      if (one !== undefined) return one;
      return header === undefined ? undefined : ofCookie(header);
    },
    async create() {
      const id = await insert();
      return { id, cookie: signLearner(id, key) };
    },
    async me(id) {
      const row = await store
        .selectFrom('learners')
        .select('recovery_hash')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return { id, mode, hasRecoveryCode: row.recovery_hash !== null };
    },
    async newRecoveryCode(id) {
      const letters = [...randomBytes(20)].map((byte) => CODE_ALPHABET[byte & 31] ?? '');
      const code = [0, 5, 10, 15].map((at) => letters.slice(at, at + 5).join('')).join('-');
      await store
        .updateTable('learners')
        .set({ recovery_hash: hashed(code) })
        .where('id', '=', id)
        .execute();
      return code;
    },
    async recover(code) {
      const row = await store
        .selectFrom('learners')
        .select('id')
        .where('recovery_hash', '=', hashed(code))
        .executeTakeFirst();
      if (row === undefined) {
        throw new AppError(
          'learner.codeWrong',
          'No learner has this code. Check it letter by letter; a newer code ends the one before.',
        );
      }
      return { id: row.id, cookie: signLearner(row.id, key) };
    },
    async erase(id) {
      await eraseLearner(store, id);
      const next = await insert();
      if (mode === 'single') only = next;
      return { id: next, cookie: signLearner(next, key) };
    },
  };
}
