/** Runs one of jest's projects and counts. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paint, say } from '../lib/output.mjs';
import { ROOT } from '../lib/root.mjs';

/**
 * How many test files run at once. Those that keep the machine's processors busy with labs or a browser run
 * one after another; labs of the content tests mostly wait for databases.
 * @type {Readonly<Record<string, number>>}
 */
const WORKERS = { unit: 2, integration: 1, sandbox: 1, faults: 1, content: 2, e2e: 1 };

/** A run whose results are written but which goes on for so long has left something open. */
const LINGER_MS = 20_000;

/**
 * @typedef {{ passed: number, failed: number }} Count
 * @typedef {object} JestResults what of `--json` we read
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {number} numRuntimeErrorTestSuites
 */

/**
 * A suite that could not even be loaded is a failure, and so is a test that was skipped.
 * @param {JestResults} results
 * @returns {Count}
 */
export function countResults(results) {
  return {
    passed: results.numPassedTests,
    failed:
      results.numFailedTests +
      results.numRuntimeErrorTestSuites +
      results.numPendingTests +
      results.numTodoTests,
  };
}

/**
 * @param {string} project
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Count>} a run that counted nothing, or ended badly after counting, has at least one failure
 */
export async function runJest(project, env = process.env) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
  const outputFile = join(folder, 'results.json');
  const reader = () => readCount(outputFile);
  try {
    const ended = await runToEnd(argumentsFor(project, outputFile), env, () => reader() !== null);
    const count = reader();
    if (count === null) {
      say(paint('red', `The ${project} tests did not run.`));
      return { passed: 0, failed: 1 };
    }
    const isBad = ended !== 'well' && count.failed === 0;
    if (isBad) say(paint('red', `The ${project} tests ${ended}.`));
    return isBad ? { ...count, failed: 1 } : count;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} project
 * @param {string} outputFile
 */
function argumentsFor(project, outputFile) {
  return [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(ROOT, 'node_modules/jest/bin/jest.js'),
    ...['--selectProjects', project, '--maxWorkers', String(WORKERS[project] ?? 1)],
    ...['--reporters', join(ROOT, 'scripts/suite/reporter.mjs')],
    ...['--silent', '--json', '--outputFile', outputFile],
  ];
}

/**
 * @param {string} path
 * @returns {Count | null} null while there are no (whole) results
 */
function readCount(path) {
  try {
    return countResults(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/**
 * Runs jest with its report on our console, and ends it when it lingers after its results.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {() => boolean} hasResults
 * @returns {Promise<string>} `well`, or what was bad
 */
function runToEnd(args, env, hasResults) {
  return new Promise((resolve) => {
    // With --json the report goes to stderr and the results, which are in the file anyway, to stdout.
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    let resultsSince = 0;
    let hasLingered = false;
    const watch = setInterval(() => {
      if (!hasResults()) return;
      resultsSince ||= Date.now();
      if (Date.now() - resultsSince < LINGER_MS) return;
      hasLingered = true;
      child.kill('SIGKILL');
    }, 1_000);
    child.on('error', () => resolve('could not be started'));
    child.on('exit', (code) => {
      clearInterval(watch);
      if (hasLingered) resolve('left something open: jest did not end after its last test');
      else resolve(code === 0 ? 'well' : 'ended with an error');
    });
  });
}
