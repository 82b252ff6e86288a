/**
 * Keeps node_modules as package-lock.json says. Nothing is stamped: what npm itself noted of the last
 * installation is compared with the lock file, which takes milliseconds.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { canInstall } from './machine/os.mjs';
import { messageOf, say, step } from './output.mjs';
import { ROOT } from './root.mjs';
import { CommandFailed, findProgram, run } from './run.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, dev?: boolean, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages
 */

/** What npm notes of its last installation. */
const INSTALLED = 'node_modules/.package-lock.json';

/**
 * Whether every package that is needed is installed in the locked version. Optional ones may be missing: npm
 * leaves out those for other systems.
 * @param {LockedPackages} wanted `packages` of package-lock.json
 * @param {LockedPackages} installed `packages` of node_modules/.package-lock.json
 * @param {{ dev: boolean }} options whether the tools for tests are needed too
 */
export function isInstalled(wanted, installed, { dev }) {
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found) return isSame(entry, found);
    return entry.optional === true || (!dev && (entry.dev === true || entry.devOptional === true));
  });
}

/**
 * A lock file that was written where some system's package could not be had knows no digest of it.
 * @param {LockedPackage} wanted
 * @param {LockedPackage} found
 */
function isSame(wanted, found) {
  const { version, integrity = found.integrity } = wanted;
  return version === found.version && integrity === found.integrity;
}

/**
 * @param {string} path
 * @returns {LockedPackages | null}
 */
function readLocked(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return null;
  }
}

/**
 * @param {{ dev: boolean }} options
 * @returns {boolean} whether node_modules is complete, the compiled part aside
 */
export function hasDependencies(options) {
  const wanted = readLocked(join(ROOT, 'package-lock.json'));
  const installed = readLocked(join(ROOT, INSTALLED));
  return wanted !== null && installed !== null && isInstalled(wanted, installed, options);
}

/** The compiled part of better-sqlite3. */
const DATABASE_DRIVER = join(ROOT, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node');

/** @returns {boolean} whether SQLite is compiled, and for this Node */
export function hasDatabaseDriver() {
  // A driver that was loaded and removed since would still be known to require.
  if (!existsSync(DATABASE_DRIVER)) return false;
  try {
    createRequire(import.meta.url)(DATABASE_DRIVER);
    return true;
  } catch {
    return false;
  }
}

/** What compiling better-sqlite3 takes, and the Debian package of each. */
export const COMPILER = [
  { program: 'g++', debian: 'g++' },
  { program: 'make', debian: 'make' },
  { program: 'python3', debian: 'python3' },
];

/** @returns {typeof COMPILER} what of it is missing */
export function missingCompiler() {
  return COMPILER.filter(({ program }) => findProgram(program) === null);
}

/**
 * Environment for npm. Node's headers are taken from beside this Node where they are, else npm would fetch
 * them from nodejs.org, which a closed network refuses. JOBS lets node-gyp compile with all processors.
 */
function npmEnvironment() {
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, 'include/node/node.h'))
    ? { npm_config_nodedir: prefix }
    : {};
  return { ...process.env, JOBS: 'max', ...headers };
}

/**
 * Whether the tools for tests are, or were, installed: an update keeps them.
 * @param {LockedPackages | null} installed
 */
export function hasDevPackages(installed) {
  return Object.values(installed ?? {}).some(({ dev }) => dev === true);
}

/**
 * Installs what is missing; returns at once when nothing is.
 * @param {object} options
 * @param {boolean} options.dev whether the tools for tests are needed. Half of all packages are; a page that is
 *   wanted soon does not wait for them
 * @param {Promise<void>} options.compiler waited for before anything is compiled, so that the packages come in
 *   meanwhile
 * @throws {Error} with a message for the operator
 */
export async function ensureDependencies({ dev, compiler }) {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  if (!hasDependencies({ dev })) {
    const withDev = dev || hasDevPackages(readLocked(join(ROOT, INSTALLED)));
    // Not `npm ci`, which removes what is there first, the compiled SQLite too: after an update of one package
    // that would cost minutes. Versions are those of the lock file either way. Of the packages' own scripts
    // only SQLite's is needed, and it is run below.
    await step('Installing the npm packages', () =>
      npm([
        ...['install', '--no-save', '--ignore-scripts', ...quiet],
        withDev ? '--include=dev' : '--omit=dev',
      ]),
    );
  }
  if (hasDatabaseDriver()) return;
  await compiler;
  await step('Getting SQLite ready (where it has to be compiled, about two minutes)', () =>
    npm(['rebuild', 'better-sqlite3', ...quiet]),
  );
}

/** @param {readonly string[]} args */
async function npm(args) {
  const result = await run('npm', args, { cwd: ROOT, env: npmEnvironment() });
  if (result.code === 0) return;
  const failure = new CommandFailed(`npm ${args[0]}`, result);
  const advice = args[0] === 'rebuild' ? compilerAdvice(missingCompiler()) : null;
  throw advice ? new Error(`${failure.message}\n\n${advice}`) : failure;
}

/**
 * @param {readonly { program: string, debian: string }[]} missing
 * @returns {string | null}
 */
export function compilerAdvice(missing) {
  if (missing.length === 0) return null;
  return (
    `Compiling SQLite takes ${missing.map(({ program }) => program).join(', ')}, missing here. On Debian or Ubuntu:\n` +
    `  sudo apt-get install ${missing.map(({ debian }) => debian).join(' ')}\n` +
    'then run the command again.'
  );
}

/**
 * Installs a compiler where SQLite is not ready, there is none, and we may. Never fails: a ready-made SQLite
 * may do, and compiling says what it lacks.
 * @param {import('./machine/os.mjs').Machine} machine
 * @param {import('./machine/apt.mjs').Apt} apt
 */
export async function ensureCompiler(machine, apt) {
  const missing = missingCompiler();
  if (missing.length === 0 || !canInstall(machine) || hasDatabaseDriver()) return;
  try {
    await apt.install(
      missing.map(({ debian }) => debian),
      `SQLite may have to be compiled; ${missing.map(({ program }) => program).join(', ')} missing.`,
    );
  } catch (error) {
    say(messageOf(error));
  }
}
