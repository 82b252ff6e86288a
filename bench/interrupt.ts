/**
 * How soon the prompt is back after Ctrl-C in a flood, for a client that parses as slowly as a browser does:
 * through the page's protocol, through the bare pipe, and from the engine's stream itself.
 */
import { openLines, PROMPT, type Screen, type Way } from './lines.ts';
import { machineFacts } from './machine.ts';
import { percentile, table } from './stats.ts';

/** What xterm.js parses in a browser. */
const PARSED_BYTES_PER_MS = 5_000;
/** Until a flood has filled whatever it fills. */
const FLOOD_MS = 1_000;
/** A round takes some ten seconds. */
const RUNS_A_ROUND = 2;
const CTRL_C = '\u0003';
const COMMAND = "yes 'a line of text as a long build prints it, sixty characters'\r";

export async function benchInterrupt({ runs }: { runs: number }): Promise<string> {
  const rounds = Math.ceil(runs / RUNS_A_ROUND);
  const lines = await openLines();
  try {
    const figures = new Map<string, number[]>();
    for (let round = 0; round <= rounds; round++) {
      for (const way of lines.ways) {
        const took = await interrupt(way);
        if (round > 0) figures.set(way.name, [...(figures.get(way.name) ?? []), took]);
      }
    }
    const rows = [...figures].map(([name, samples]) => [
      name,
      ...[50, 95].map((percent) => percentile(samples, percent).toFixed(0)),
    ]);
    return [
      `Ctrl-C in a flood to the prompt, client that parses ${PARSED_BYTES_PER_MS / 1e3} MB/s, ${rounds} rounds in turns; milliseconds`,
      '',
      table(['', 'p50', 'p95'], rows),
      '',
      await machineFacts(lines.docker),
    ].join('\n');
  } finally {
    await lines.close();
  }
}

async function interrupt(way: Way): Promise<number> {
  let said = '';
  let back = (): void => {};
  const line = await way.open(
    slowScreen((data) => {
      said = (said + Buffer.from(data).toString('latin1')).slice(-200);
      if (said.includes(PROMPT)) back();
    }),
  );
  said = '';
  line.type(COMMAND);
  await new Promise((resolve) => setTimeout(resolve, FLOOD_MS));
  const prompt = new Promise<void>((resolve) => {
    back = resolve;
  });
  const began = performance.now();
  line.type(CTRL_C);
  await prompt;
  const took = performance.now() - began;
  line.close();
  return took;
}

/** Parses one piece after the other, at its own speed; `show` gets each when it has been parsed. */
function slowScreen(show: (data: Uint8Array) => void): Screen {
  let busyUntil = 0;
  return (data, parsed) => {
    const now = performance.now();
    busyUntil = Math.max(now, busyUntil) + data.length / PARSED_BYTES_PER_MS;
    setTimeout(() => {
      show(data);
      parsed();
    }, busyUntil - now);
  };
}
