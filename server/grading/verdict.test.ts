import { describe, expect, it } from '@jest/globals';
import { VERDICT_TEXT_LIMIT } from '../../protocol/grading.ts';
import { fail, pass } from './contract.ts';
import { toVerdict } from './verdict.ts';

describe('toVerdict', () => {
  it('passes on what a grader says', () => {
    expect(toVerdict(pass('seen'))).toEqual({ kind: 'pass', evidence: 'seen' });
  });

  it('cuts what is too long to show', () => {
    const verdict = toVerdict(fail('too-long', 'x'.repeat(10_000), 'y'));
    expect(verdict).toMatchObject({ kind: 'fail', found: 'y' });
    if (verdict.kind === 'fail') expect(verdict.expected).toHaveLength(VERDICT_TEXT_LIMIT);
  });

  it.each([
    undefined,
    null,
    true,
    'pass',
    { kind: 'fail', reason: 'Not A Code', expected: '', found: '' },
  ])('takes %j for a fault of the grader', (value) => expect(() => toVerdict(value)).toThrow());
});
