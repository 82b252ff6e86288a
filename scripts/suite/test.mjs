import { join } from 'node:path';
import { ensureChromium } from '../lib/chromium.mjs';
import { ensureClient } from '../lib/client-build.mjs';
import { ensureCompiler, ensureDependencies } from '../lib/dependencies.mjs';
import { ensureEngine } from '../lib/engine/ensure.mjs';
import { createApt } from '../lib/machine/apt.mjs';
import { raiseLimits } from '../lib/machine/limits.mjs';
import { readMachine } from '../lib/machine/os.mjs';
import { formatDuration, heading, messageOf, paint, say } from '../lib/output.mjs';
import { ROOT } from '../lib/root.mjs';
import { run } from '../lib/run.mjs';
import { check } from './check.mjs';
import { runJest } from './jest.mjs';
import { isNeeded, selectSections } from './sections.mjs';

/**
 * @typedef {import('./jest.mjs').Count} Count
 * @typedef {import('./sections.mjs').Need} Need
 * @typedef {import('./sections.mjs').Section} Section
 * @typedef {{ missing: Partial<Record<Need, string>>, env: NodeJS.ProcessEnv, hasImages: boolean, stopEngine: (() => Promise<void>) | null }} Setup
 *   `missing`: what could not be had, each with its reason
 */

/**
 * @param {readonly string[]} names parts to run; none means all
 * @returns {Promise<number>} exit code
 */
export async function test(names) {
  /** @type {readonly Section[]} */
  let sections;
  try {
    sections = selectSections(names);
  } catch (error) {
    console.error(messageOf(error));
    return 2;
  }
  /** @type {Setup} */
  let setup;
  try {
    setup = await setUp(sections);
  } catch (error) {
    console.error(messageOf(error));
    say('0 passed, 1 failed');
    return 1;
  }
  /** @type {{ name: string, count: Count, took: number }[]} */
  const results = [];
  for (const section of sections) {
    if (section.needs.includes('engine')) await prepareImages(setup);
    const began = Date.now();
    const count = await runSection(section, setup);
    results.push({ name: section.name, count, took: Date.now() - began });
  }
  await leave(setup);
  return summarise(results);
}

/**
 * @param {readonly Section[]} sections
 * @returns {Promise<Setup>}
 */
async function setUp(sections) {
  heading('set-up');
  const machine = readMachine();
  const apt = createApt();
  const compiler = ensureCompiler(machine, apt);
  const ensuringEngine = isNeeded(sections, 'engine') ? ensureEngine(machine, apt) : null;
  const ensuringBrowser = isNeeded(sections, 'browser') ? ensureChromium(machine, apt) : null;
  try {
    await ensureDependencies({ dev: true, compiler });
  } finally {
    await Promise.all([ensuringEngine, ensuringBrowser]);
  }
  /** @type {Setup} */
  const setup = { missing: {}, env: { ...process.env }, hasImages: false, stopEngine: null };
  if (isNeeded(sections, 'page')) await preparePage(setup);
  if (ensuringBrowser) {
    const chromium = await ensuringBrowser;
    if (chromium) setup.env.CHROMIUM = chromium;
    else setup.missing.browser = 'there is no browser (see above)';
  }
  const ensured = await ensuringEngine;
  if (ensured) {
    raiseLimits(machine);
    setup.stopEngine = ensured.stop;
    if (!ensured.engine) setup.missing.engine = 'there is no Docker Engine (see above)';
  }
  return setup;
}

/** @param {Setup} setup */
async function preparePage(setup) {
  try {
    await ensureClient();
  } catch (error) {
    say(messageOf(error));
    setup.missing.page = 'the page could not be built (see above)';
  }
}

/**
 * Makes the labs' images, the first time it is called, if there is an engine.
 * @param {Setup} setup
 */
async function prepareImages(setup) {
  if (setup.missing.engine || setup.hasImages) return;
  setup.hasImages = true;
  heading('lab images');
  const { code } = await run(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'scripts/prepare-images.ts')],
    { cwd: ROOT, env: setup.env, inherit: true },
  );
  if (code !== 0) setup.missing.engine = 'the lab images could not be prepared (see above)';
}

/**
 * @param {Section} section
 * @param {Setup} setup
 * @returns {Promise<Count>}
 */
async function runSection({ name, needs }, { missing, env }) {
  if (name === 'check') return check();
  heading(name);
  const reasons = needs.flatMap((need) => missing[need] ?? []);
  if (reasons.length > 0) {
    say(paint('red', `Cannot run: ${reasons.join('; ')}.`));
    return { passed: 0, failed: 1 };
  }
  return runJest(name, env);
}

/**
 * An engine that was started here goes on, as after `npm start`; an automated run leaves nothing behind.
 * @param {Setup} setup
 */
async function leave({ stopEngine }) {
  if (!stopEngine) return;
  if (process.env.CI === 'true') {
    say('\nStopping the Docker Engine that was started for this run.');
    await stopEngine();
  } else {
    say('\nThe Docker Engine that was started for this run goes on.');
  }
}

/**
 * @param {readonly { name: string, count: Count, took: number }[]} results
 * @returns {number} exit code
 */
function summarise(results) {
  heading('summary');
  let passed = 0;
  let failed = 0;
  for (const { name, count, took } of results) {
    passed += count.passed;
    failed += count.failed;
    const mark = count.failed === 0 ? paint('green', 'ok  ') : paint('red', 'fail');
    const numbers = `${count.passed} passed, ${count.failed} failed`;
    say(`${mark}  ${name.padEnd(12)} ${numbers.padEnd(24)} ${formatDuration(took)}`);
  }
  say(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
