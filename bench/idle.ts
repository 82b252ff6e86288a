/**
 * What a terminal costs in which nothing happens: memory of the server for each, and of the lab for what holds it.
 * Each has been written to and is at its prompt again.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import { newId } from '../server/ids.ts';
import { createTerminal, type Terminal } from '../server/terminals/terminal.ts';
import { realTimers } from '../server/terminals/timers.ts';
import { inLab } from '../test/support/lab.ts';
import { startTestSandbox } from '../test/support/sandbox.ts';
import { machineFacts } from './machine.ts';

/** In one lab: its limit of processes allows no more than some two hundred. */
const TERMINALS = 50;
/** Until output has come and everything has settled. */
const SETTLE_MS = 3_000;
/** Some screenfuls of output before it is idle. */
const COMMAND = 'seq 20000\r';
const KIB = 1024;

/** Of every process whose command begins so, what is its own and its share of what is not, in KiB. */
const SHARES = `
for pid in $(pgrep -f '^/usr/lib/holdfast/holder '); do
  awk '/^Pss:/{print $2}' /proc/$pid/smaps_rollup
done | awk '{sum += $1} END {print sum}'`;

export async function benchIdle(): Promise<string> {
  const sandbox = await startTestSandbox();
  const terminals: Terminal[] = [];
  try {
    const host = await sandbox.launch();
    const open = async () => {
      const terminalId = newId();
      const shell = await host.shell({ terminalId, number: 1, cols: 80, rows: 24 });
      shell.input.write(COMMAND);
      terminals.push(
        createTerminal({
          id: terminalId,
          number: 1,
          shell,
          reattach: async () => undefined,
          actionOf: () => undefined,
          timers: realTimers,
          log: pino({ level: 'silent' }),
          onCommand() {},
          onEnd() {},
        }),
      );
    };
    // The first one loads what all of them share.
    await open();
    const before = await settledMemory();
    for (let n = 0; n < TERMINALS; n++) await open();
    const after = await settledMemory();
    const { out } = await inLab(host, SHARES);
    const each = (kib: number) => (kib / TERMINALS).toFixed(0);
    return [
      `Idle terminal, mean of ${TERMINALS}, each after ${COMMAND.trim()}`,
      '',
      `Server: ${each((after - before) / KIB)} kB each`,
      `Lab: ${each(Number(out))} kB each for what holds the shell and is attached to it, output included`,
      '',
      await machineFacts(sandbox.docker),
    ].join('\n');
  } finally {
    for (const terminal of terminals) terminal.release();
    await sandbox.close();
  }
}

/** Bytes that this process needs, after what it doesn't has been collected. */
async function settledMemory(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
