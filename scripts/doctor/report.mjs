import { paint } from '../lib/output.mjs';

/** @typedef {import('./checks.mjs').Finding} Finding */

const COLOURS = /** @type {const} */ ({ ok: 'green', warn: 'yellow', fail: 'red' });

/**
 * Aligned lines, each cure below what it cures.
 * @param {readonly Finding[]} findings
 * @returns {string}
 */
export function formatReport(findings) {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const indent = ' '.repeat('fail  '.length + width + 2);
  return findings
    .map(({ level, name, found, cure }) => {
      const line = `${paint(COLOURS[level], level.padEnd(4))}  ${name.padEnd(width)}  ${found}`;
      return cure ? `${line}\n${indent}${paint('bold', '→')} ${cure}` : line;
    })
    .join('\n');
}

/**
 * @param {readonly Finding[]} findings
 * @returns {string} one sentence
 */
export function summarise(findings) {
  const count = (/** @type {Finding['level']} */ level) =>
    findings.filter((finding) => finding.level === level).length;
  if (count('fail') > 0) {
    return 'Something stands in the way (see “fail”). Lessons and practice work without labs.';
  }
  return count('warn') > 0 ? 'Nothing stands in the way; see “warn”.' : 'All is well.';
}
