import { say } from '../lib/output.mjs';
import { examine } from './checks.mjs';
import { gatherFacts } from './facts.mjs';
import { formatReport, summarise } from './report.mjs';

/**
 * @param {readonly string[]} args `--json` prints findings and facts for programs
 * @returns {Promise<number>} exit code: 1 when a check failed
 */
export async function doctor(args) {
  const facts = await gatherFacts();
  const findings = examine(facts);
  say(
    args.includes('--json')
      ? JSON.stringify({ findings, facts }, null, 2)
      : `${formatReport(findings)}\n\n${summarise(findings)}`,
  );
  return findings.some(({ level }) => level === 'fail') ? 1 : 0;
}
