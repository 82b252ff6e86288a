/**
 * What the server counts and times, for Prometheus. docs/operating.md has the table of all series. Every
 * label has few values, known beforehand: none comes from a request.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ErrorCode } from '../errors.ts';
import type { GraderRun } from '../grading/observed.ts';
import type { Journey } from '../labs/journeys.ts';
import { watchLag } from './lag.ts';
import { countProcess } from './process.ts';

/** What is asked for at each scrape. */
export interface Figures {
  /** Sessions by state, of those that aren't removed. */
  labs(): Promise<ReadonlyMap<string, number>>;
  /** Lab hosts that wait started for whoever comes next; absent where there is no pool. */
  pool?(): { ready: number; starting: number };
  /** Learners who wait for a place; absent where nobody waits. */
  queue?(): number | Promise<number>;
  sockets(): number;
}

export interface Metrics {
  journey(journey: Journey): void;
  graderRun(run: GraderRun): void;
  check(check: { ms: number }): void;
  /** From a key to the first output after it. */
  echo(ms: number): void;
  terminalBytes(direction: 'in' | 'out', bytes: number): void;
  failure(where: 'http' | 'socket', code: ErrorCode): void;
  /** From now on these are part of what is told. */
  provide(figures: Figures): void;
  /** All of it in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
  close(): void;
}

/** Seconds: from a warm start to one that nearly times out. */
const JOURNEY_BUCKETS = [0.05, 0.1, 0.15, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30, 60];
/** Seconds: from what nobody notices to what feels broken. */
const ECHO_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];
/** Seconds: live checks take milliseconds, experiments with databases a minute and a half at the most. */
const GRADER_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 90];
/** Seconds: of all tasks of a lab. */
const CHECK_BUCKETS = [0.5, 1, 2, 3, 5, 8, 12, 20, 40, 90, 180];

const seconds = (ms: number): number => ms / 1000;

/** The caller ends it with `close()`. */
export function createMetrics(parts: { version: string }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const histogram = <L extends string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly L[] = [],
  ) =>
    new Histogram<L>({
      name: `holdfast_${name}`,
      help,
      buckets,
      labelNames: [...labelNames],
      registers,
    });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter<L>({ name: `holdfast_${name}`, help, labelNames: [...labelNames], registers });
  const gauge = (
    name: string,
    help: string,
    ask: (gauge: Gauge<'state'>) => Promise<void> | void,
  ) =>
    new Gauge<'state'>({
      name: `holdfast_${name}`,
      help,
      labelNames: ['state'],
      registers,
      collect() {
        return ask(this);
      },
    });

  const journeys = histogram(
    'lab_journey_seconds',
    'From one state of rest of a lab to the next.',
    JOURNEY_BUCKETS,
    ['kind', 'end'],
  );
  const phases = histogram(
    'lab_phase_seconds',
    'What the time of a lab’s journey went into.',
    JOURNEY_BUCKETS,
    ['kind', 'phase'],
  );
  const labFailures = counter('lab_failures_total', 'Journeys of labs that failed.', [
    'kind',
    'code',
  ]);
  const echo = histogram(
    'echo_seconds',
    'From a key typed to the first output after it, sampled.',
    ECHO_BUCKETS,
  );
  const terminalBytes = counter('terminal_bytes_total', 'Bytes of terminals.', ['direction']);
  const graderRuns = histogram(
    'grader_run_seconds',
    'One step of one task’s check.',
    GRADER_BUCKETS,
    ['step', 'outcome'],
  );
  const graderFaults = counter(
    'grader_faults_total',
    'Checks that threw or hung: faults of ours.',
    ['lab'],
  );
  const checks = histogram('check_seconds', 'Check my work, all tasks of a lab.', CHECK_BUCKETS);
  const failures = counter('failures_total', 'Requests and events that were refused or failed.', [
    'where',
    'code',
  ]);
  new Gauge({
    name: 'holdfast_info',
    help: 'The version that runs.',
    labelNames: ['version'],
    registers,
  }).set({ version: parts.version }, 1);
  countProcess(registers);
  const lag = watchLag(registers);

  return {
    contentType: registry.contentType,
    journey({ kind, end, code, total, phases: taken }) {
      journeys.observe({ kind, end }, seconds(total));
      if (end === 'failed') labFailures.inc({ kind, code: code ?? 'internal' });
      for (const [phase, ms] of Object.entries(taken)) phases.observe({ kind, phase }, seconds(ms));
    },
    graderRun({ lab, step, outcome, ms }) {
      graderRuns.observe({ step, outcome }, seconds(ms));
      if (outcome === 'fault') graderFaults.inc({ lab });
    },
    check: ({ ms }) => checks.observe(seconds(ms)),
    echo: (ms) => echo.observe(seconds(ms)),
    terminalBytes: (direction, bytes) => terminalBytes.inc({ direction }, bytes),
    failure: (where, code) => failures.inc({ where, code }),
    provide({ labs, pool, queue, sockets }) {
      gauge('labs', 'Labs by state.', async (labGauge) => {
        const now = await labs();
        labGauge.reset();
        for (const [state, count] of now) labGauge.set({ state }, count);
      });
      gauge('sockets', 'Open sockets of pages.', (socketGauge) => socketGauge.set(sockets()));
      if (pool !== undefined) {
        gauge('pool_hosts', 'Lab hosts that are started ahead.', (poolGauge) => {
          for (const [state, count] of Object.entries(pool())) poolGauge.set({ state }, count);
        });
      }
      if (queue !== undefined) {
        gauge('queue_length', 'Learners who wait for a place.', async (queueGauge) =>
          queueGauge.set(await queue()),
        );
      }
    },
    text: () => registry.metrics(),
    close: () => lag.close(),
  };
}
