/**
 * How long a keystroke takes to come back as an echo: through the page's protocol, through the bare pipe, and
 * from the engine's stream itself.
 */
import { type Line, openLines, type Way } from './lines.ts';
import { machineFacts } from './machine.ts';
import { percentile, table } from './stats.ts';

/** Keystrokes of one round: a line of a command. */
const KEYS = 40;
/** As a fast writer's pauses, so that nothing is coalesced that a person would type. */
const PAUSE_MS = 15;
/** Ctrl-U: what was typed is cleared away. */
const CLEAR = '\u0015';

/** Interleaved, so that all see the same machine. */
export async function benchEcho({ runs }: { runs: number }): Promise<string> {
  const lines = await openLines();
  try {
    const figures = new Map<string, number[]>();
    const open = await Promise.all(lines.ways.map(openEcho));
    // The first round warms what is cached.
    for (let round = 0; round <= runs; round++) {
      for (const { name, line, echo } of open) {
        for (let key = 0; key < KEYS; key++) {
          const took = await echo('x');
          if (round > 0) figures.set(name, [...(figures.get(name) ?? []), took]);
          await pause(PAUSE_MS);
        }
        line.type(CLEAR);
        await pause(10 * PAUSE_MS);
      }
    }
    for (const { line } of open) line.close();
    const base = percentile(figures.get(lines.ways[1].name) ?? [], 50);
    const rows = [...figures].map(([name, samples]) => [
      name,
      ...[50, 95].map((percent) => percentile(samples, percent).toFixed(2)),
      `${(percentile(samples, 50) / base).toFixed(2)} ×`,
    ]);
    return [
      `Echo of a keystroke, ${runs} rounds of ${KEYS} in turns; milliseconds`,
      '',
      table(['', 'p50', 'p95', 'p50 to bare'], rows),
      '',
      await machineFacts(lines.docker),
    ].join('\n');
  } finally {
    await lines.close();
  }
}

interface Echo {
  name: string;
  line: Line;
  /** Milliseconds until the key has come back. */
  echo(key: string): Promise<number>;
}

async function openEcho(way: Way): Promise<Echo> {
  let onOutput: (text: string) => void = () => {};
  const line = await way.open((data, parsed) => {
    onOutput(Buffer.from(data).toString('latin1'));
    parsed();
  });
  return {
    name: way.name,
    line,
    echo: (key) =>
      new Promise((resolve) => {
        const began = performance.now();
        onOutput = (text) => {
          if (text.includes(key)) resolve(performance.now() - began);
        };
        line.type(key);
      }),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
