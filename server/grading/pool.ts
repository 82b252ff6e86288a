/**
 * Workers that run graders, each one check at a time. A check that outlives its deadline loses its worker,
 * so that one that hangs harms nobody; the next check gets a fresh one.
 */
import { Worker } from 'node:worker_threads';
import type { HistoryEntry, Outcome } from './contract.ts';

import type { CallAnswer, FromWorker, ToWorker } from './messages.ts';

/** What a check may ask of its lab, by the names that the worker uses. */
export type Access = (method: string, args: unknown[]) => Promise<unknown>;

/** The learner changed what was being tried. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** The check threw, hung or could not be loaded: a fault of ours. */
export class GraderError extends Error {
  override readonly name = 'GraderError';
  /** What the check threw, in its own words. They may quote the lab: not for the log, unless it is asked for. */
  readonly said: string | undefined;

  constructor(message: string, options: { cause?: unknown; said?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.said = options.said;
  }
}

/** Where a check threw, without what it said. */
function placeOf(stack: string): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return ['the check threw', ...frames].join('\n');
}

export interface CheckJob {
  module: string;
  version: string;
  task: string;
  step: 'observe' | 'experiment';
  history: HistoryEntry[];
  access: Access;
  deadlineMs: number;
}

export interface WorkerPool {
  /**
   * Runs one step of a check; null when the task has no such step.
   * @throws InterruptedError, GraderError
   */
  run(job: CheckJob): Promise<Outcome | null>;
  close(): Promise<void>;
}

interface Slot {
  worker: Worker;
  ready: Promise<void>;
}

/** `size` workers at the most, started when they are needed and kept. */
export function createWorkerPool(size: number): WorkerPool {
  const idle: Slot[] = [];
  const all = new Set<Slot>();
  const queue: (() => void)[] = [];
  let jobs = 0;
  let closed = false;

  function start(): Slot {
    const worker = new Worker(new URL('./worker-entry.mjs', import.meta.url), {
      // Nothing of the server's environment is a grader's business.
      env: {},
    });
    const ready = new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the grading worker ended')));
    });
    ready.catch(() => undefined);
    const slot = { worker, ready };
    all.add(slot);
    return slot;
  }

  async function discard(slot: Slot): Promise<void> {
    all.delete(slot);
    await slot.worker.terminate();
  }

  async function take(): Promise<Slot> {
    for (;;) {
      if (closed) throw closing();
      const slot = idle.pop();
      if (slot !== undefined) return slot;
      if (all.size < size) return start();
      await new Promise<void>((resolve) => queue.push(resolve));
    }
  }

  function give(slot: Slot | undefined): void {
    if (slot !== undefined) idle.push(slot);
    queue.shift()?.();
  }

  function work(slot: Slot, job: CheckJob): Promise<Outcome | null> {
    jobs += 1;
    const id = jobs;
    const { worker } = slot;
    const { access, deadlineMs, ...what } = job;
    return new Promise<Outcome | null>((resolve, reject) => {
      const timer = setTimeout(
        () => end(() => reject(new GraderError(`no answer within ${deadlineMs} ms`))),
        deadlineMs,
      );
      const onMessage = (message: FromWorker): void => {
        if (message.type === 'ready' || message.job !== id) return;
        if (message.type === 'call') {
          void answer(access, message.method, message.args, message.call).then((reply) =>
            worker.postMessage(reply),
          );
          return;
        }
        end(() => {
          if (message.ok) resolve(message.outcome);
          else if (message.interrupted) reject(new InterruptedError(message.message));
          else reject(new GraderError(placeOf(message.message), { said: message.message }));
        });
      };
      const onError = (error: Error): void =>
        end(() => reject(new GraderError('the grading worker failed', { cause: error })));
      const onExit = (): void =>
        end(() => reject(closed ? closing() : new GraderError('the grading worker ended')));
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        worker.off('message', onMessage);
        worker.off('error', onError);
        worker.off('exit', onExit);
        settle();
      };
      worker.on('message', onMessage);
      worker.on('error', onError);
      worker.on('exit', onExit);
      worker.postMessage({ type: 'job', job: id, ...what } satisfies ToWorker);
    });
  }

  return {
    async run(job) {
      const slot = await take();
      let kept: Slot | undefined;
      try {
        await slot.ready.catch((cause: unknown) => {
          throw new GraderError('the grading worker could not be started', { cause });
        });
        const outcome = await work(slot, job);
        kept = slot;
        return outcome;
      } catch (error) {
        if (error instanceof InterruptedError) kept = slot;
        else await discard(slot);
        throw error;
      } finally {
        give(kept);
      }
    },
    async close() {
      closed = true;
      for (const resume of queue.splice(0)) resume();
      await Promise.all([...all].map(discard));
      idle.length = 0;
    },
  };
}

/** Nobody's fault: neither the grader's nor the learner's. */
const closing = (): InterruptedError =>
  new InterruptedError('Holdfast is being restarted. Check your work again in a moment.');

async function answer(
  access: Access,
  method: string,
  args: unknown[],
  call: number,
): Promise<CallAnswer> {
  try {
    return { type: 'answer', call, ok: true, value: await access(method, args) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const interrupted = error instanceof InterruptedError;
    return { type: 'answer', call, ok: false, message, interrupted };
  }
}
