import { describe, expect, it } from '@jest/globals';
import type { Outcome } from './contract.ts';
import { type GraderOutcome, type GraderRun, observePool } from './observed.ts';
import { type CheckJob, GraderError, InterruptedError, type WorkerPool } from './pool.ts';

const job: CheckJob = {
  module: '/srv/labs/writable-layer/grade.ts',
  version: '1',
  task: 'any',
  step: 'experiment',
  history: [],
  access: async () => null,
  deadlineMs: 1,
};

async function runsOf(run: WorkerPool['run']): Promise<GraderRun[]> {
  const runs: GraderRun[] = [];
  let clock = 0;
  const pool: WorkerPool = {
    async run(asked) {
      clock += 70;
      return run(asked);
    },
    close: async () => {},
  };
  const observed = observePool(pool, { now: () => clock, onRun: (one) => runs.push(one) });
  await observed.run(job).catch(() => undefined);
  return runs;
}

describe('observePool', () => {
  const cases: [GraderOutcome, WorkerPool['run']][] = [
    ['pass', async () => ({ kind: 'pass', evidence: '' })],
    ['none', async () => null],
    [
      'interrupted',
      async () => {
        throw new InterruptedError('changed');
      },
    ],
    [
      'fault',
      async () => {
        throw new GraderError('threw');
      },
    ],
    ['fault', async () => ({ kind: 'a word of its own' }) as unknown as Outcome],
  ];
  it.each(cases)('tells of one run, as %s', async (outcome, run) => {
    expect(await runsOf(run)).toEqual([
      { lab: 'writable-layer', step: 'experiment', outcome, ms: 70 },
    ]);
  });
});
