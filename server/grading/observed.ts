/** Notices how long graders take and how they end, without their knowing. */
import { basename, dirname } from 'node:path';
import { InterruptedError, type WorkerPool } from './pool.ts';

/** `none`: the task has no such step. `fault`: it threw, hung, or said something that is no outcome. */
const OUTCOMES = ['pass', 'fail', 'waiting', 'none', 'interrupted', 'fault'] as const;
export type GraderOutcome = (typeof OUTCOMES)[number];

export interface GraderRun {
  lab: string;
  step: 'observe' | 'experiment';
  outcome: GraderOutcome;
  /** Milliseconds, with the wait for a worker. */
  ms: number;
}

/** The same pool; `now` is monotonic, in ms. */
export function observePool(
  pool: WorkerPool,
  parts: { now: () => number; onRun(run: GraderRun): void },
): WorkerPool {
  return {
    async run(job) {
      const began = parts.now();
      const tell = (outcome: GraderOutcome): void =>
        parts.onRun({
          // A lab's grader lies in the lab's folder.
          lab: basename(dirname(job.module)),
          step: job.step,
          outcome,
          ms: parts.now() - began,
        });
      try {
        const outcome = await pool.run(job);
        tell(outcome === null ? 'none' : named(outcome.kind));
        return outcome;
      } catch (error) {
        tell(error instanceof InterruptedError ? 'interrupted' : 'fault');
        throw error;
      }
    },
    close: () => pool.close(),
  };
}

/** A grader may return what it likes. */
const named = (kind: string): GraderOutcome =>
  OUTCOMES.find((outcome) => outcome === kind) ?? 'fault';
