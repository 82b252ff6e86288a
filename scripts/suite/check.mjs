/** Types, lint, imports, unused code: independent of each other, so two run at a time. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureCompiler, ensureDependencies } from '../lib/dependencies.mjs';
import { createApt } from '../lib/machine/apt.mjs';
import { readMachine } from '../lib/machine/os.mjs';
import { formatDuration, heading, messageOf, paint, say } from '../lib/output.mjs';
import { ROOT } from '../lib/root.mjs';
import { run } from '../lib/run.mjs';
import { runJest } from './jest.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string} program its script, below node_modules
 * @property {readonly string[]} args
 */

/** Slowest first, so that two at a time end early. @type {readonly Check[]} */
const CHECKS = [
  { name: 'types', program: 'typescript/bin/tsc', args: ['-p', '.'] },
  { name: 'imports', program: 'dependency-cruiser/bin/dependency-cruise.mjs', args: importArgs() },
  {
    name: 'types without a browser',
    program: 'typescript/bin/tsc',
    args: ['-p', 'tsconfig.node.json'],
  },
  { name: 'unused code', program: 'knip/bin/knip.js', args: ['--no-progress'] },
  {
    name: 'format and lint',
    program: '@biomejs/biome/bin/biome',
    args: ['check', '--error-on-warnings'],
  },
];

/** Of what a failed check says: one mistake in a type can give hundreds. */
const LINES_SHOWN = 150;

function importArgs() {
  const folders = ['protocol', 'server', 'client', 'labs', 'test', 'bench', 'scripts', 'sandbox'];
  return ['--config', '.dependency-cruiser.cjs', ...folders];
}

/**
 * @param {Check} what
 * @returns {Promise<boolean>} whether it passed; the output of one that didn't is shown
 */
async function runCheck({ name, program, args }) {
  const began = Date.now();
  const result = await run(process.execPath, [join(ROOT, 'node_modules', program), ...args], {
    cwd: ROOT,
  });
  const took = formatDuration(Date.now() - began);
  if (result.code === 0) {
    say(`${paint('green', 'ok  ')}  ${name} (${took})`);
    return true;
  }
  say(`${paint('red', 'fail')}  ${name} (${took})\n${firstLines(result.output)}\n`);
  return false;
}

/** @param {string} output */
function firstLines(output) {
  const lines = output.trim().split('\n');
  const rest = lines.length - LINES_SHOWN;
  return rest > 0
    ? [...lines.slice(0, LINES_SHOWN), `… and ${rest} lines more`].join('\n')
    : lines.join('\n');
}

/** @returns {Promise<import('./jest.mjs').Count>} each check counts as one test */
export async function check() {
  heading('check');
  const waiting = [...CHECKS];
  let passed = 0;
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (await runCheck(next)) passed += 1;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return { passed, failed: CHECKS.length - passed };
}

/**
 * The checks and the unit tests, with the packages that they need.
 * @returns {Promise<number>} exit code
 */
export async function checkAlone() {
  try {
    await ensureDependencies({ dev: true, compiler: ensureCompiler(readMachine(), createApt()) });
  } catch (error) {
    console.error(messageOf(error));
    return 1;
  }
  const checks = await check();
  heading('unit');
  const unit = await runJest('unit');
  const failed = checks.failed + unit.failed;
  say(`\n${checks.passed + unit.passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
