/**
 * How long a lab takes to start and what it costs while nothing happens in it, beside a bare container of
 * the same image.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { FLOW } from '../protocol/terminal.ts';
import { availableMemory } from '../server/sandbox/resources.ts';
import type { LabHost } from '../server/sandbox/types.ts';
import { newLaunchId, startTestSandbox, type TestSandbox } from '../test/support/sandbox.ts';
import { machineFacts } from './machine.ts';
import { openPageStart, type PageStart } from './page-start.ts';
import { percentile, table } from './stats.ts';

/** Milliseconds since the beginning of one start, by what had been reached. */
type Milestones = Record<string, number>;

/** One way of starting something; what it started is gone when it returns. */
interface Contender {
  name: string;
  start(): Promise<Milestones>;
}

const BARE = 'bare docker run: first output';
const CONTAINERD = 'lab: containerd alone';
const DOCKERD = 'lab: dockerd alone';

/** The mark at the end of the lab's prompt. */
const PROMPT = '\u001b]133;B\u0007';

/** Until what was started last has finished settling, and what was removed is accounted for. */
const SETTLE_MS = 5_000;

export async function benchStart({ runs, labs }: { runs: number; labs: number }): Promise<string> {
  const sandbox = await startTestSandbox();
  try {
    const pages = [await openPageStart(1), await openPageStart(0)];
    const contenders = [
      await bareRun(sandbox),
      lab(sandbox),
      ...pages.map((each, index) => page(each, index === 0 ? 'a host waits' : 'none waits')),
    ];
    const figures = await inTurns(contenders, runs).finally(() =>
      Promise.all(pages.map((each) => each.close())),
    );
    addSum(figures);
    const memory = await idleMemory(sandbox, labs);
    return [
      `Start of a lab, ${runs} rounds in turns; milliseconds from the request`,
      '',
      timings(figures),
      '',
      `Idle lab: ${(memory / 1024 ** 2).toFixed(1)} MiB each (drop in MemAvailable over ${labs} labs)`,
      '',
      await machineFacts(sandbox.docker),
    ].join('\n');
  } finally {
    await sandbox.close();
  }
}

async function inTurns(
  contenders: readonly Contender[],
  runs: number,
): Promise<Map<string, number[]>> {
  const figures = new Map<string, number[]>();
  // The first of each warms what is cached.
  for (let round = 0; round <= runs; round++) {
    for (const { name, start } of contenders) {
      for (const [milestone, ms] of Object.entries(await start())) {
        const key = `${name}: ${milestone}`;
        if (round > 0) figures.set(key, [...(figures.get(key) ?? []), ms]);
      }
    }
  }
  return figures;
}

/** What a start would take if nothing but its parts took time: a container, containerd and dockerd. */
function addSum(figures: Map<string, number[]>): void {
  const parts = [BARE, CONTAINERD, DOCKERD].map((key) => figures.get(key) ?? []);
  const [rounds = []] = parts;
  figures.set(
    'sum of the parts',
    rounds.map((_, round) => parts.reduce((sum, samples) => sum + (samples[round] ?? 0), 0)),
  );
}

function timings(figures: ReadonlyMap<string, readonly number[]>): string {
  const [baseline] = figures.values();
  const base = baseline === undefined ? Number.NaN : percentile(baseline, 50);
  const rows = [...figures].map(([name, samples]) => [
    name,
    ...[50, 95].map((percent) => percentile(samples, percent).toFixed(0)),
    `${(percentile(samples, 50) / base).toFixed(1)} ×`,
  ]);
  return table(['', 'p50', 'p95', 'p50 to bare'], rows);
}

/** What `docker run IMAGE echo` does, until its first output. */
async function bareRun({
  docker,
  installation,
  launch,
  container,
  sandbox,
}: TestSandbox): Promise<Contender> {
  const { launchId } = await launch();
  const { Image } = await container(launchId).inspect();
  await sandbox.remove(launchId);
  return {
    name: 'bare docker run',
    async start() {
      const began = performance.now();
      const created = await docker.createContainer({
        name: `holdfast-bench-${randomBytes(4).toString('hex')}`,
        Image,
        Cmd: ['echo', 'ready'],
        Labels: { 'org.holdfast.installation': installation },
      });
      const output = await attach(created);
      await created.start();
      await once(output, 'data');
      const reached = performance.now() - began;
      output.destroy();
      await created.remove({ force: true });
      return { 'first output': reached };
    },
  };
}

async function attach(container: Docker.Container): Promise<Duplex> {
  return (await container.attach({ stream: true, hijack: true, stdout: true })) as Duplex;
}

function lab({ sandbox, container }: TestSandbox): Contender {
  return {
    name: 'lab',
    async start() {
      const launchId = newLaunchId();
      const began = performance.now();
      let started = Number.NaN;
      const host = await sandbox.launch(launchId, {
        onPhase(phase) {
          if (phase === 'engine') started = performance.now() - began;
        },
      });
      const ready = performance.now() - began;
      await firstPrompt(host);
      const prompt = performance.now() - began;
      const parts = await daemons(container(launchId));
      await sandbox.remove(launchId);
      return {
        ...parts,
        'container started': started,
        'engine ready': ready,
        'first prompt': prompt,
      };
    },
  };
}

/** What containerd and dockerd took of the start, by the host's own log. */
async function daemons(container: Docker.Container): Promise<Milestones> {
  const log = String(await container.logs({ stdout: true, stderr: true }));
  const at = (what: string) =>
    1000 * Number(new RegExp(`holdfast ${what} ([0-9.]+)`).exec(log)?.[1]);
  return {
    'containerd alone': at('containerd') - at('root'),
    'dockerd alone': at('ready') - at('containerd'),
  };
}

function page({ start }: PageStart, name: string): Contender {
  return {
    name: `page in Chromium, ${name}`,
    start: async () => ({ 'prompt is drawn': await start() }),
  };
}

async function firstPrompt(host: LabHost): Promise<void> {
  const shell = await host.shell({ cols: 80, rows: 24, terminalId: 'bench', number: 1 });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    shell.listen({
      state() {},
      output(_offset, bytes) {
        said += Buffer.from(bytes).toString('utf8');
        if (said.includes(PROMPT)) resolve();
      },
      ended: () => reject(new Error(`the shell ended before its prompt: ${said}`)),
      lost: reject,
    });
    shell.follow(0);
    shell.grant(FLOW.WINDOW);
  });
  shell.release();
}

async function idleMemory({ sandbox }: TestSandbox, labs: number): Promise<number> {
  const settle = () => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  await settle();
  const before = await availableMemory();
  const launchIds = Array.from({ length: labs }, newLaunchId);
  for (const launchId of launchIds) (await sandbox.launch(launchId)).close();
  await settle();
  const dropped = before - (await availableMemory());
  for (const launchId of launchIds) await sandbox.remove(launchId);
  return dropped / labs;
}
