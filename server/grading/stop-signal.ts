/** Whether waiting for a container to stop is of any use. */
import { constants } from 'node:os';
import { z } from 'zod';

const Inspected = z.object({
  State: z.object({ Pid: z.number() }),
  Config: z.object({ StopSignal: z.string().nullish() }),
});

/** The process of a container, by its number in the lab (0 when it doesn't run), and the signal that asks it to end. */
export function stopRequest(answer: unknown): { pid: number; signal: string } {
  const { State, Config } = Inspected.parse(answer);
  return { pid: State.Pid, signal: Config.StopSignal || 'SIGTERM' };
}

const signals: Readonly<Record<string, number>> = constants.signals;

/** `SIGTERM`, `TERM` and `15` are the same; null for a name that isn't known. */
function numberOf(signal: string): number | null {
  if (/^\d+$/.test(signal)) return Number(signal);
  const name = signal.toUpperCase();
  return signals[name] ?? signals[`SIG${name}`] ?? null;
}

/**
 * Whether the process whose `/proc/PID/status` this is would get the signal. Number 1 of a container gets
 * only what it catches, or has blocked to take it later (as docker-init does).
 * @see https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
 */
export function hears(status: string, signal: string): boolean {
  const number = numberOf(signal);
  if (number === null) return true;
  return ['SigCgt', 'SigBlk'].some((field) => {
    const mask = new RegExp(`^${field}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1];
    return mask !== undefined && ((BigInt(`0x${mask}`) >> BigInt(number - 1)) & 1n) === 1n;
  });
}
