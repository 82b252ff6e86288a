/**
 * How fast a flood of text comes to a client that keeps up: through the page's protocol, through the bare pipe,
 * and from the engine's stream itself. And what it costs the server in memory.
 */
import { type Lines, openLines, PROMPT, type Way } from './lines.ts';
import { machineFacts } from './machine.ts';
import { percentile, table } from './stats.ts';

const FLOOD_BYTES = 100e6;
/** A round takes some twenty seconds: one for each four of what is quick. */
const RUNS_A_ROUND = 4;
const SAMPLE_MS = 50;
/** The prompt is the last that comes. */
const TAIL_BYTES = 64;
const MIB = 1024 ** 2;

const COMMAND = `yes 'a line of text as a long build prints it, sixty characters' | head -c ${FLOOD_BYTES}\r`;

export async function benchFlood({ runs }: { runs: number }): Promise<string> {
  const rounds = Math.ceil(runs / RUNS_A_ROUND);
  const lines = await openLines();
  try {
    const figures = new Map<string, number[]>();
    const memory = { before: await lines.server.memory(), most: 0, after: 0 };
    // The first round warms what is cached.
    for (let round = 0; round <= rounds; round++) {
      for (const way of lines.ways) {
        const speed = await flood(way, way === lines.ways[0] ? watchMemory(lines, memory) : null);
        if (round > 0) figures.set(way.name, [...(figures.get(way.name) ?? []), speed]);
      }
    }
    memory.after = await lines.server.memory();
    const base = percentile(figures.get(lines.ways[1].name) ?? [], 50);
    const rows = [...figures].map(([name, samples]) => [
      name,
      ...[50, 5].map((percent) => percentile(samples, percent).toFixed(1)),
      `${(percentile(samples, 50) / base).toFixed(2)} ×`,
    ]);
    const mib = (bytes: number) => (bytes / MIB).toFixed(0);
    return [
      `Flood of ${FLOOD_BYTES / 1e6} MB, ${rounds} rounds in turns; MB/s`,
      '',
      table(['', 'p50', 'p5', 'p50 to bare'], rows),
      '',
      `Server: ${mib(memory.before)} MiB before, ${mib(memory.most)} at most, ${mib(memory.after)} after`,
      '',
      await machineFacts(lines.docker),
    ].join('\n');
  } finally {
    await lines.close();
  }
}

/** Samples until the function it returns is called. */
function watchMemory({ server }: Lines, memory: { most: number }): () => void {
  const timer = setInterval(() => {
    void server.memory().then((now) => {
      memory.most = Math.max(memory.most, now);
    });
  }, SAMPLE_MS);
  return () => clearInterval(timer);
}

/** Megabytes a second, from the first byte to the last. */
async function flood(way: Way, stopWatching: (() => void) | null): Promise<number> {
  let bytes = 0;
  let began = 0;
  let tail = '';
  let over = (): void => {};
  const ended = new Promise<void>((resolve) => {
    over = resolve;
  });
  const line = await way.open((data, parsed) => {
    if (began > 0) bytes += data.length;
    tail = (tail + Buffer.from(data.subarray(-TAIL_BYTES)).toString('latin1')).slice(-TAIL_BYTES);
    if (bytes > FLOOD_BYTES && tail.includes(PROMPT)) over();
    parsed();
  });
  began = performance.now();
  line.type(COMMAND);
  await ended;
  const took = performance.now() - began;
  stopWatching?.();
  line.close();
  return bytes / 1e6 / (took / 1e3);
}
