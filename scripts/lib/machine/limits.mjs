/**
 * Kernel limits that are counted per user. All labs share one outer user, so the defaults, meant for one
 * person's desktop, are soon used up.
 */
import { writeFileSync } from 'node:fs';
import { say } from '../output.mjs';
import { readText } from './os.mjs';

/**
 * @typedef {object} Limit
 * @property {string} name as sysctl(8) says it
 * @property {number} atLeast
 * @property {string} why
 */

/**
 * Values for keyrings are those of LXD's production set-up
 * (https://documentation.ubuntu.com/lxd/en/latest/reference/server_settings/).
 * @type {readonly Limit[]}
 */
export const LIMITS = [
  {
    name: 'fs.inotify.max_user_instances',
    atLeast: 1024,
    why: 'file watchers of all labs together',
  },
  { name: 'kernel.keys.maxkeys', atLeast: 2000, why: 'one keyring for each container' },
  { name: 'kernel.keys.maxbytes', atLeast: 2_000_000, why: 'one keyring for each container' },
];

/** @param {string} name */
function pathOf(name) {
  return `/proc/sys/${name.replaceAll('.', '/')}`;
}

/**
 * The value now; null where the kernel has no such limit.
 * @param {string} name
 * @returns {number | null}
 */
export function readLimit(name) {
  const text = readText(pathOf(name));
  const value = text === null ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

/**
 * Raises what is too low, until the next boot, and says so. Never lowers one.
 * @param {import('./os.mjs').Machine} machine
 */
export function raiseLimits(machine) {
  if (machine.platform !== 'linux' || !machine.root || !machine.mayChange) return;
  for (const limit of LIMITS) {
    const value = readLimit(limit.name);
    if (value === null || value >= limit.atLeast) continue;
    try {
      writeFileSync(pathOf(limit.name), String(limit.atLeast));
      say(`Raised ${limit.name} from ${value} to ${limit.atLeast} until the next boot.`);
    } catch {
      say(`${limit.name} is ${value} and could not be raised; npm run doctor says what to do.`);
    }
  }
}
