/** What machine this is, and whether we may install packages on it. */
import { readFileSync } from 'node:fs';
import { findProgram } from '../run.mjs';

/**
 * @typedef {object} Machine
 * @property {NodeJS.Platform} platform
 * @property {string} arch as Node says it: `x64`, `arm64`
 * @property {boolean} root
 * @property {string} name for people: `Debian GNU/Linux 12 (bookworm)`
 * @property {boolean} debian Debian or made from it (Ubuntu and others), with apt
 * @property {boolean} systemd systemd runs this machine
 * @property {boolean} mayChange the operator allows packages to be installed, an engine to be started
 *   and kernel limits to be raised (`HOLDFAST_INSTALL=no` forbids it)
 */

/**
 * Reads the `KEY=value` lines of os-release(5).
 * @param {string} text
 * @returns {Record<string, string>}
 */
export function parseOsRelease(text) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const line of text.split('\n')) {
    const match = /^([A-Z_0-9]+)=(.*)$/.exec(line.trim());
    if (match?.[1] && match[2] !== undefined) {
      fields[match[1]] = match[2].replace(/^(["'])(.*)\1$/, '$2');
    }
  }
  return fields;
}

/**
 * @param {Record<string, string>} release
 * @returns {boolean}
 */
export function isDebianLike(release) {
  const ids = [release.ID, ...(release.ID_LIKE ?? '').split(' ')];
  return ids.includes('debian') || ids.includes('ubuntu');
}

/**
 * @param {string} path
 * @returns {string | null} the file's text without the newline at its end; null when it can't be read
 */
export function readText(path) {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch {
    return null;
  }
}

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Machine}
 */
export function readMachine(env = process.env) {
  const release = parseOsRelease(readText('/etc/os-release') ?? '');
  return {
    platform: process.platform,
    arch: process.arch,
    root: process.getuid?.() === 0,
    name: release.PRETTY_NAME ?? process.platform,
    debian: isDebianLike(release) && findProgram('apt-get', env) !== null,
    systemd: readText('/proc/1/comm') === 'systemd',
    mayChange: env.HOLDFAST_INSTALL !== 'no',
  };
}

/**
 * Packages are installed only as root on Debian or Ubuntu, and unless forbidden.
 * @param {Machine} machine
 */
export function canInstall(machine) {
  return machine.root && machine.debian && machine.mayChange;
}
