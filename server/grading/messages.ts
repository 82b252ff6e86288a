/** What server and grading worker say to each other. Plain data only: it crosses a thread. */
import type { HistoryEntry, Outcome } from './contract.ts';

/** One task of one lab, to be observed or tried. */
export interface Job {
  type: 'job';
  job: number;
  /** Absolute path of grade.ts. */
  module: string;
  /** Changes when the file does, so that an edited grader is read again. */
  version: string;
  task: string;
  step: 'observe' | 'experiment';
  history: HistoryEntry[];
}

/** The worker asks the server to do something in the lab of the job. */
export interface Call {
  type: 'call';
  job: number;
  call: number;
  method: string;
  args: unknown[];
}

export type CallAnswer =
  | { type: 'answer'; call: number; ok: true; value: unknown }
  | { type: 'answer'; call: number; ok: false; message: string; interrupted: boolean };

export type JobResult =
  | { type: 'result'; job: number; ok: true; outcome: Outcome | null }
  | { type: 'result'; job: number; ok: false; message: string; interrupted: boolean };

export type ToWorker = Job | CallAnswer;
export type FromWorker = { type: 'ready' } | Call | JobResult;
