import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { describeEndpoint } from '../lib/engine/endpoint.mjs';
import { findEngine } from '../lib/engine/probe.mjs';
import { formatBytes, messageOf, say } from '../lib/output.mjs';
import { ROOT } from '../lib/root.mjs';
import { removeItem, takeInventory } from './inventory.mjs';

/** @typedef {import('./inventory.mjs').Item} Item */

const USAGE =
  'npm run clean            lists what labs have left on the engine, asks, removes it\n' +
  'npm run clean -- --yes   does not ask\n' +
  'npm run clean -- --data  removes the data folder too: the database with all progress';

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code
 */
export async function clean(args) {
  const wrong = args.filter((arg) => arg !== '--yes' && arg !== '--data');
  if (wrong.length > 0) {
    say(USAGE);
    return wrong.includes('--help') ? 0 : 2;
  }
  const found = await findEngine();
  if (found.state !== 'answers') {
    say(`No engine answers (${describeEndpoint(found.endpoint)}: ${found.detail}).`);
    if (!args.includes('--data')) return 1;
  }
  const items = found.state === 'answers' ? await takeInventory(found.endpoint) : [];
  const data = args.includes('--data') ? dataFolder() : null;
  if (items.length === 0 && data === null) {
    say('There is nothing to remove.');
    return 0;
  }
  say(describe(items, data));
  if (!(await mayRemove(args.includes('--yes')))) return 0;

  let failures = 0;
  for (const item of items) {
    try {
      await removeItem(found.endpoint, item);
    } catch (error) {
      failures += 1;
      say(`${item.kind} ${item.name} stays: ${messageOf(error)}`);
    }
  }
  if (data !== null) rmSync(data, { recursive: true });
  say(failures === 0 ? 'Removed.' : `Removed, but for ${failures}.`);
  return failures === 0 ? 0 : 1;
}

/** @returns {string | null} */
function dataFolder() {
  const folder = resolve(ROOT, process.env.HOLDFAST_DATA || '.data');
  return existsSync(folder) ? folder : null;
}

/**
 * @param {readonly Item[]} items
 * @param {string | null} data
 * @returns {string}
 */
export function describe(items, data) {
  const lines = items.map(({ kind, name, detail, bytes }) => {
    const size = bytes === null ? '' : formatBytes(bytes);
    return `${kind.padEnd(10)} ${size.padStart(8)}  ${name}${detail ? `  (${detail})` : ''}`;
  });
  if (data !== null) lines.push(`${'data'.padEnd(10)} ${''.padStart(8)}  ${data}  (all progress)`);
  const running = items.filter((item) => item.running).length;
  if (running > 0) {
    lines.push(
      '',
      `${running} of them ${running === 1 ? 'is running; it ends' : 'are running; they end'}.`,
    );
  }
  if (items.some(({ kind }) => kind === 'image' || kind === 'volume')) {
    lines.push('The next start prepares the lab images anew; what learners kept in labs is lost.');
  }
  return lines.join('\n');
}

/**
 * @param {boolean} isAgreed
 * @returns {Promise<boolean>}
 */
async function mayRemove(isAgreed) {
  if (isAgreed) return true;
  if (!process.stdin.isTTY) {
    say('\nNothing is removed without --yes.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question('\nRemove all of this? [y/N] ');
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
