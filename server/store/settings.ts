/** What an installation must remember of itself: its id and its secrets. */
import { randomBytes } from 'node:crypto';
import { newId } from '../ids.ts';
import type { Store } from './open.ts';

/** The value under `name`, made once by `make` and kept. */
async function remembered(store: Store, name: string, make: () => string): Promise<string> {
  await store
    .insertInto('settings')
    .values({ name, value: make() })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = await store
    .selectFrom('settings')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.value;
}

/** Labels everything that this installation creates in Docker. */
export const installationId = (store: Store): Promise<string> =>
  remembered(store, 'installation', newId);

/** Key of the learners' cookies: 32 bytes. */
export const cookieKey = async (store: Store): Promise<Buffer> =>
  Buffer.from(await remembered(store, 'cookieKey', () => randomBytes(32).toString('hex')), 'hex');
