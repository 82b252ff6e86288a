/**
 * A grading worker: reads a lab's `grade.ts` and runs one check at a time. It holds no connection and no
 * secret; all that a check sees of the lab is asked of the server.
 */
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { z } from 'zod';
import type { Experiment, Grade, Server } from './contract.ts';
import type { CallAnswer, FromWorker, Job, ToWorker } from './messages.ts';

/** The learner interfered, or something that the check leans on has gone. */
class Interrupted extends Error {}

const port = parentPort;
if (port === null) throw new Error('a grading worker runs in a worker thread');

const send = (message: FromWorker): void => port.postMessage(message);

/** Checks are functions, so only the frame can be looked at. */
const Module = z.object({
  default: z.object({
    tasks: z.array(z.string()),
    checks: z.record(z.string(), z.custom<Grade['checks'][string]>()),
  }),
});

let calls = 0;
const pending = new Map<number, (answer: CallAnswer) => void>();

/** Asks the server; the answer's shape is what the contract says of the method. */
function ask<T>(job: number, method: string, ...args: unknown[]): Promise<T> {
  calls += 1;
  const call = calls;
  return new Promise<T>((resolve, reject) => {
    pending.set(call, (answer) => {
      if (answer.ok) resolve(answer.value as T);
      else reject(answer.interrupted ? new Interrupted(answer.message) : new Error(answer.message));
    });
    send({ type: 'call', job, call, method, args });
  });
}

/** Time between two questions of `until`. */
const UNTIL_PAUSE_MS = 150;

function labOf({ job, history }: Job): Experiment {
  const server = (id: string): Server => ({
    exec: (argv, options) => ask(job, 'serverExec', id, argv, options),
    logs: () => ask(job, 'serverLogs', id),
    running: () => ask(job, 'serverRunning', id),
    stop: (graceSeconds) => ask(job, 'serverStop', id, graceSeconds),
    start: () => ask(job, 'serverStart', id),
  });
  return {
    engine: {
      containers: () => ask(job, 'containers'),
      container: (name) => ask(job, 'container', name),
      changes: (container) => ask(job, 'changes', container),
      volumes: () => ask(job, 'volumes'),
      volume: (name) => ask(job, 'volume', name),
      image: (name) => ask(job, 'image', name),
      images: () => ask(job, 'images'),
      logs: (container) => ask(job, 'logs', container),
    },
    history,
    files: {
      read: (path) => ask(job, 'readFile', path),
      list: (path) => ask(job, 'listDirectory', path),
    },
    tree: (of) => ask(job, 'tree', of),
    exec: (container, argv, options) => ask(job, 'exec', container, argv, options),
    host: (argv, options) => ask(job, 'host', argv, options),
    async until(test, timeoutMs) {
      const end = Date.now() + timeoutMs;
      for (;;) {
        if (await test()) return true;
        if (Date.now() >= end) return false;
        await new Promise((resolve) => setTimeout(resolve, UNTIL_PAUSE_MS));
      }
    },
    probe: (options) => ask(job, 'probe', options),
    serve: async (options) => server(await ask<string>(job, 'serve', options)),
    twin: async (container, instead) =>
      server(await ask<string>(job, 'twin', container, instead ?? {})),
    clone: (of) => ask(job, 'clone', of),
    scratchVolume: () => ask(job, 'scratchVolume'),
    unpack: (archive, volume) => ask(job, 'unpack', archive, volume),
    copyIn: (path, volume) => ask(job, 'copyIn', path, volume),
    async paused(container, during) {
      const token = await ask<string>(job, 'pause', container);
      try {
        return await during();
      } finally {
        await ask(job, 'unpause', token);
      }
    },
  };
}

async function run(job: Job): Promise<void> {
  try {
    const url = `${pathToFileURL(job.module).href}?v=${job.version}`;
    const { default: grade } = Module.parse(await import(url));
    const check = grade.checks[job.task];
    if (check === undefined) throw new Error(`grade.ts has no check for ${job.task}`);
    const step = check[job.step];
    const outcome = step === undefined ? null : await step(labOf(job));
    send({ type: 'result', job: job.job, ok: true, outcome });
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    send({
      type: 'result',
      job: job.job,
      ok: false,
      message,
      interrupted: error instanceof Interrupted,
    });
  }
}

port.on('message', (message: ToWorker) => {
  if (message.type === 'job') return void run(message);
  pending.get(message.call)?.(message);
  pending.delete(message.call);
});
send({ type: 'ready' });
