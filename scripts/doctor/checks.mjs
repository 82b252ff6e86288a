/** What the facts mean: each check is a pure function from them to what it found and, if need be, the cure. */
import { isSupportedNode, MINIMUM_NODE } from '../lib/node-version.mjs';
import { engineChecks } from './engine-checks.mjs';
import { kernelChecks } from './kernel-checks.mjs';
import { resourceChecks } from './resource-checks.mjs';

/**
 * `warn`: it works without, or might. `fail`: labs, or everything, will not work.
 * @typedef {{ level: 'ok' | 'warn' | 'fail', name: string, found: string, cure?: string }} Finding
 * @typedef {import('./facts.mjs').Facts} Facts
 * @typedef {(facts: Facts) => Finding | null} Check null where it does not apply
 */

/** @type {Check} */
function node({ node: version }) {
  const name = 'Node.js';
  if (isSupportedNode(version)) return { level: 'ok', name, found: version };
  return {
    level: 'fail',
    name,
    found: `${version}, too old`,
    cure: `Install Node.js ${MINIMUM_NODE.join('.')} or newer: https://nodejs.org/`,
  };
}

/** @type {Check} */
function packages({ packages: { installed, driver } }) {
  const name = 'npm packages';
  if (installed && driver) return { level: 'ok', name, found: 'installed' };
  return {
    level: 'warn',
    name,
    found: installed ? 'SQLite is not compiled for this Node.js' : 'not (all) installed',
    cure: 'npm start installs them.',
  };
}

/** @type {Check} */
function compiler({ packages: { driver, missingCompiler } }) {
  const name = 'compiler';
  if (missingCompiler.length === 0) return { level: 'ok', name, found: 'g++, make, python3' };
  const found = `${missingCompiler.join(', ')} missing`;
  if (driver) return { level: 'ok', name, found: `${found}, not needed any more` };
  return {
    level: 'warn',
    name,
    found,
    cure: `Needed unless a ready-made SQLite can be downloaded: sudo apt-get install ${missingCompiler.join(' ')}`,
  };
}

/** @type {Check} */
function architecture({ machine, engine }) {
  const name = 'processor';
  const arch = engine.info?.architecture || machine.arch;
  if (['x86_64', 'x64', 'amd64'].includes(arch)) return { level: 'ok', name, found: arch };
  if (['aarch64', 'arm64'].includes(arch)) {
    return {
      level: 'warn',
      name,
      found: `${arch}: lessons and practice are the same; building the lab images and running labs is untested`,
      cure: 'If a lab does not start, use an x86-64 machine, here or through DOCKER_HOST.',
    };
  }
  return {
    level: 'fail',
    name,
    found: `${arch}: the labs’ system-call filter knows x86-64 and arm64 only`,
    cure: 'Use an x86-64 machine, here or through DOCKER_HOST.',
  };
}

/** @type {Check} */
function chromium({ tools }) {
  const name = 'browser for tests';
  if (tools.chromium) return { level: 'ok', name, found: tools.chromium };
  return {
    level: 'warn',
    name,
    found: 'none; only npm test needs one',
    cure: 'sudo apt-get install chromium, or CHROMIUM=/path/to/one',
  };
}

/** @type {readonly Check[]} */
export const CHECKS = [
  node,
  packages,
  compiler,
  architecture,
  ...engineChecks,
  ...kernelChecks,
  ...resourceChecks,
  chromium,
];

/**
 * @param {Facts} facts
 * @returns {Finding[]}
 */
export function examine(facts) {
  return CHECKS.flatMap((check) => check(facts) ?? []);
}
