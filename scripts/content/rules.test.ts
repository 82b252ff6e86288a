import { describe, expect, it } from '@jest/globals';
import type { TaskStatus, Verdict } from '../../protocol/grading.ts';
import { complaintOf } from './rules.ts';

const task = (id: string, done: boolean, verdict: Verdict): TaskStatus => ({
  id,
  done,
  doneAt: null,
  live: null,
  checked: { at: 0, verdict },
  shownAt: null,
  hintsOpened: 0,
});
const passed = task('one', true, { kind: 'pass', evidence: '' });
const waiting = task('one', false, { kind: 'waiting', what: '' });
const failed = (reason: string, done = false) =>
  task('one', done, { kind: 'fail', reason, expected: '', found: '' });
const mistake = { task: 'one', reason: 'wrong-name' };

describe('complaintOf', () => {
  it('lets an untouched lab pass nothing', () => {
    expect(complaintOf('untouched', [waiting], undefined)).toBeNull();
    expect(complaintOf('untouched', [passed], undefined)).toContain('one');
  });

  it('wants every task of a solution and of an alternative', () => {
    expect(complaintOf('solution.sh', [passed], undefined)).toBeNull();
    expect(complaintOf('alternatives/x.sh', [passed, waiting], undefined)).toContain('one');
  });

  it('wants a mistake to fail its task for its reason, and never to pass it on the way', () => {
    expect(complaintOf('mistakes/x.sh', [failed('wrong-name')], mistake)).toBeNull();
    expect(complaintOf('mistakes/x.sh', [failed('other')], mistake)).toContain('not with other');
    expect(complaintOf('mistakes/x.sh', [waiting], mistake)).toContain('not with waiting');
    expect(complaintOf('mistakes/x.sh', [failed('wrong-name', true)], mistake)).toContain('ticked');
    expect(complaintOf('mistakes/x.sh', [passed], undefined)).toContain('first line');
    expect(complaintOf('mistakes/x.sh', [], mistake)).toContain('no task');
  });
});
