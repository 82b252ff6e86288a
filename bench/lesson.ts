/** What serving a lesson costs, beside a bare express that sends the same bytes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { spawnServer } from '../test/support/process.ts';
import { root } from '../test/support/server.ts';
import { localFacts } from './machine.ts';
import { percentile, table } from './stats.ts';

const LESSON = '/api/lessons/01-where-data-lives';
/** Each with a cookie, an address and progress of their own. */
const LEARNERS = 100;
/** Enough that neither server ever waits for a request. */
const CONNECTIONS = 50;
/** Of one round: long enough for thousands of answers, short enough that both meet the same machine. */
const ROUND_SECONDS = 2;

interface Server {
  name: string;
  url: string;
  requests: autocannon.Request[];
  end(): Promise<void>;
}

interface Round {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

export async function benchLesson({ runs }: { runs: number }): Promise<string> {
  const holdfast = await startHoldfast();
  const opened: Server[] = [holdfast];
  try {
    const body = await bodyOf(holdfast);
    const express = await startExpress(body);
    opened.push(express);
    const rounds = await inTurns([express, holdfast], runs);
    return [
      `A lesson of ${(body.length / 1024).toFixed(0)} KiB, ${LEARNERS} learners, ${CONNECTIONS} connections, ${runs} rounds of ${ROUND_SECONDS} s in turns; medians`,
      '',
      figures(rounds),
      '',
      localFacts(),
    ].join('\n');
  } finally {
    for (const server of opened) await server.end();
  }
}

async function startHoldfast(): Promise<Server> {
  const data = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  // Behind a proxy, each learner has an address of their own, and none meets the limit of an address.
  const env = { HOLDFAST_DATA: data, HOLDFAST_LEARNERS: 'many', HOLDFAST_TRUST_PROXY: 'yes' };
  const { url, child, ended } = spawnServer({ ...env, HOLDFAST_LOG: 'warn' });
  const address = await url;
  const requests: autocannon.Request[] = [];
  for (let index = 0; index < LEARNERS; index++) {
    requests.push(await enrol(address, `10.0.${index >> 8}.${index & 255}`, index % 2 === 0));
  }
  return {
    name: 'Holdfast',
    url: address,
    requests,
    async end() {
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true });
    },
  };
}

/** A new learner, who has done the lesson or not; the request that asks for it in their name. */
async function enrol(url: string, address: string, done: boolean): Promise<autocannon.Request> {
  const from = { 'x-forwarded-for': address };
  const me = await fetch(`${url}/api/me`, { headers: from });
  const cookie = me.headers.get('set-cookie')?.split(';')[0] ?? '';
  const headers = { ...from, cookie };
  await fetch(`${url}${LESSON}/progress`, {
    method: 'PUT',
    headers: { ...headers, 'x-holdfast': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ done }),
  });
  return { method: 'GET', path: LESSON, headers };
}

async function bodyOf({ url, requests }: Server): Promise<Buffer> {
  const [first] = requests;
  const response = await fetch(`${url}${LESSON}`, {
    headers: { ...first?.headers } as HeadersInit,
  });
  if (!response.ok) throw new Error(`the lesson was answered with ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

async function startExpress(body: Buffer): Promise<Server> {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', join(root, 'bench', 'lesson-baseline.ts')],
    { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  child.stdin?.end(body);
  const [port] = await once(child.stdout ?? child, 'data');
  return {
    name: 'bare express',
    url: `http://127.0.0.1:${String(port).trim()}`,
    requests: [{ method: 'GET', path: '/' }],
    async end() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function inTurns(servers: readonly Server[], runs: number): Promise<Map<string, Round[]>> {
  const rounds = new Map<string, Round[]>();
  // The first of each warms what is cached and compiled.
  for (let run = 0; run <= runs; run++) {
    for (const server of servers) {
      const round = await oneRound(server);
      if (run > 0) rounds.set(server.name, [...(rounds.get(server.name) ?? []), round]);
    }
  }
  return rounds;
}

async function oneRound({ name, url, requests }: Server): Promise<Round> {
  const result = await autocannon({
    url,
    requests,
    connections: CONNECTIONS,
    duration: ROUND_SECONDS,
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${name}: ${result.non2xx} refusals, ${result.errors} errors`);
  }
  return {
    perSecond: result['2xx'] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}

function figures(rounds: ReadonlyMap<string, readonly Round[]>): string {
  const medians = [...rounds].map(([name, all]) => ({
    name,
    perSecond: percentile(
      all.map((round) => round.perSecond),
      50,
    ),
    p50: percentile(
      all.map((round) => round.p50),
      50,
    ),
    p99: percentile(
      all.map((round) => round.p99),
      50,
    ),
  }));
  const [base] = medians;
  if (base === undefined) throw new Error('no rounds');
  return table(
    ['', 'answers/s', 'ratio', 'p50 ms', 'p99 ms', 'ratio'],
    medians.map(({ name, perSecond, p50, p99 }) => [
      name,
      perSecond.toFixed(0),
      (perSecond / base.perSecond).toFixed(2),
      p50.toFixed(0),
      p99.toFixed(0),
      (p99 / base.p99).toFixed(2),
    ]),
  );
}
