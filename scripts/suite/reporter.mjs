/** How jest's results look: failures in full, and a line for each file that took its time. */
import { relative } from 'node:path';
import { formatDuration, paint } from '../lib/output.mjs';
import { ROOT } from '../lib/root.mjs';

/** A file that takes longer is named when it has passed, so that a long run shows that it goes on. */
const WORTH_A_LINE_MS = 2_000;

/**
 * @typedef {object} FileResult what of jest's result of a test file is shown
 * @property {string} testFilePath
 * @property {number} numPassingTests
 * @property {number} numFailingTests
 * @property {{ start: number, end: number }} perfStats
 * @property {string | null} [failureMessage] in colours, with the tests' names; also when the file could not be loaded
 */

/**
 * @param {FileResult} result
 * @returns {string | null} null when there is nothing worth saying
 */
export function describeFile(result) {
  const took = result.perfStats.end - result.perfStats.start;
  const name = `${relative(ROOT, result.testFilePath)} (${formatDuration(took)})`;
  if (result.failureMessage) {
    return `${paint('red', 'fail')}  ${name}\n${result.failureMessage}`;
  }
  if (took < WORTH_A_LINE_MS) return null;
  return `${paint('green', 'ok  ')}  ${name}: ${result.numPassingTests} passed`;
}

export default class Reporter {
  /**
   * @param {unknown} _test
   * @param {FileResult} result
   */
  onTestResult(_test, result) {
    const text = describeFile(result);
    if (text !== null) console.error(text);
  }

  /**
   * @param {unknown} _contexts
   * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTotalTestSuites: number, startTime: number }} results
   */
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numTotalTestSuites, startTime } =
      results;
    const took = formatDuration(Date.now() - startTime);
    const skipped =
      numPendingTests > 0 ? `, ${numPendingTests} skipped (which counts as failed)` : '';
    console.error(
      `${numPassedTests} passed, ${numFailedTests} failed${skipped} in ${numTotalTestSuites} files (${took})`,
    );
  }
}
