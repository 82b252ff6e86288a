/**
 * A process that claims waiting lab hosts for its sessions until there is none:
 *   claim-all.ts FOLDER BASE SESSION...   prints SESSION LAUNCH for each it got
 * Begins when a line comes on its stdin, so that several begin at once.
 */
import { once } from 'node:events';
import { createPoolRecords } from '../../server/labs/pool/records.ts';
import { openStore } from '../../server/store/open.ts';

const [folder = '', base = '', ...sessions] = process.argv.slice(2);
const store = await openStore(folder);
const records = createPoolRecords(store);
console.log('ready');
await once(process.stdin, 'data');
process.stdin.destroy();
for (const id of sessions) {
  const host = await records.claim({ id, launchId: id }, base, Date.now());
  if (host !== undefined) console.log(`${id} ${host.launchId}`);
}
await store.destroy();
