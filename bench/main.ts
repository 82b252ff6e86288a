/**
 * Benchmarks, one command each:
 *   npm run bench -- start [--runs 20] [--labs 20]
 *   npm run bench -- echo|flood|interrupt [--runs 20]
 *   npm run bench -- idle
 *   npm run bench -- lesson [--runs 20]
 * Each prints its figures beside what they are compared to, measured in turns in the same run, and the
 * machine's facts. `npm run bench:all` runs every one of them and writes docs/benchmarks.md.
 */
import { parseArgs } from 'node:util';
import { benchAll } from './all.ts';
import { benchEcho } from './echo.ts';
import { benchFlood } from './flood.ts';
import { benchIdle } from './idle.ts';
import { benchInterrupt } from './interrupt.ts';
import { benchLesson } from './lesson.ts';
import { benchStart } from './start.ts';

/** A benchmark's figures, as markdown. */
type Benchmark = (options: { runs: number; labs: number }) => Promise<string>;

const benchmarks = new Map<string, Benchmark>([
  ['start', benchStart],
  ['echo', benchEcho],
  ['flood', benchFlood],
  ['interrupt', benchInterrupt],
  ['idle', benchIdle],
  ['lesson', benchLesson],
]);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    /** Rounds of what is timed. */
    runs: { type: 'string', default: '20' },
    /** Labs that are kept at once where memory is measured. */
    labs: { type: 'string', default: '20' },
  },
});
const [name = ''] = positionals;
const benchmark = benchmarks.get(name);
const [runs, labs] = [Number(values.runs), Number(values.labs)];
if ((benchmark === undefined && name !== 'all') || !(runs >= 1) || !(labs >= 1)) {
  console.error(
    `usage: npm run bench -- ${[...benchmarks.keys()].join('|')}|all [--runs N] [--labs N]`,
  );
  process.exitCode = 64;
} else if (benchmark === undefined) {
  process.exitCode = await benchAll([...benchmarks.keys()], process.argv.slice(2));
} else {
  console.log(await benchmark({ runs, labs }));
}
