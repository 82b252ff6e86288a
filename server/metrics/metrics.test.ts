import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createMetrics, type Metrics } from './metrics.ts';

let metrics: Metrics;
const open = (): Metrics => {
  metrics = createMetrics({ version: '1.2.3' });
  return metrics;
};
afterEach(() => metrics.close());

/** Series with their values, without those that every process has. */
async function series(): Promise<Record<string, number>> {
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('holdfast_'));
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', value] = line.split(/ (?=[^ ]*$)/);
      return [name, Number(value)];
    }),
  );
}

describe('metrics', () => {
  it('time the journeys of labs in seconds, and count those that failed by reason', async () => {
    const { journey } = open();
    const trip = { session: 's', launch: 'l', kind: 'start', code: null } as const;
    journey({ ...trip, end: 'done', total: 900, phases: { create: 100, engine: 800 } });
    journey({ ...trip, end: 'failed', code: 'lab.timeout', total: 60_000, phases: {} });
    expect(await series()).toMatchObject({
      'holdfast_lab_journey_seconds_bucket{le="0.75",kind="start",end="done"}': 0,
      'holdfast_lab_journey_seconds_bucket{le="1",kind="start",end="done"}': 1,
      'holdfast_lab_journey_seconds_sum{kind="start",end="done"}': 0.9,
      'holdfast_lab_phase_seconds_sum{kind="start",phase="engine"}': 0.8,
      'holdfast_lab_failures_total{kind="start",code="lab.timeout"}': 1,
    });
    expect(await metrics.text()).not.toMatch(/session|="s"|="l"/);
  });

  it('count graders by step and outcome, and faults by lab', async () => {
    const { graderRun, check } = open();
    graderRun({ lab: 'one', step: 'observe', outcome: 'pass', ms: 20 });
    graderRun({ lab: 'one', step: 'experiment', outcome: 'fault', ms: 90_000 });
    check({ ms: 4000 });
    const found = await series();
    expect(found).toMatchObject({
      'holdfast_grader_run_seconds_count{step="observe",outcome="pass"}': 1,
      'holdfast_grader_run_seconds_sum{step="experiment",outcome="fault"}': 90,
      'holdfast_grader_faults_total{lab="one"}': 1,
      'holdfast_check_seconds_bucket{le="5"}': 1,
    });
  });

  it('ask for what stands now at each scrape, and forget states that are no more', async () => {
    let labs = new Map([['ready', 2]]);
    open().provide({ labs: async () => labs, sockets: () => 7 });
    expect(await series()).toMatchObject({ 'holdfast_labs{state="ready"}': 2 });
    labs = new Map([['stopped', 1]]);
    const found = await series();
    expect(found).toMatchObject({ 'holdfast_labs{state="stopped"}': 1, holdfast_sockets: 7 });
    expect(found).not.toHaveProperty('holdfast_labs{state="ready"}');
    expect(found).not.toHaveProperty('holdfast_queue_length');
  });

  it('have pool and queue where there are such', async () => {
    open().provide({
      labs: async () => new Map(),
      pool: () => ({ ready: 3, starting: 1 }),
      queue: async () => 5,
      sockets: () => 0,
    });
    expect(await series()).toMatchObject({
      'holdfast_pool_hosts{state="ready"}': 3,
      'holdfast_pool_hosts{state="starting"}': 1,
      holdfast_queue_length: 5,
    });
  });

  it('are all in the operator’s table', async () => {
    const docs = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
    open().provide({
      labs: async () => new Map(),
      pool: () => ({ ready: 0, starting: 0 }),
      queue: () => 0,
      sockets: () => 0,
    });
    const names = [...(await metrics.text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
  });
});
