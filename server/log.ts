/**
 * The log: one JSON object a line. What it says of an error is chosen here, because errors carry along what
 * they please: neither a secret nor anything that a learner has typed may come into it that way.
 */
import { type DestinationStream, type Logger, pino } from 'pino';
import { AppError } from './errors.ts';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** Field names that mean the same in every line: `learner`, `session`, `launch`, `lab`, `request`. */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Causes of causes that are followed. */
const DEPTH = 4;

function describeError(error: unknown, depth = 0): unknown {
  if (!isError(error)) return { type: typeof error };
  const { name, message, stack } = error;
  const known: Record<string, unknown> = { type: name, message, stack };
  for (const field of ['code', 'statusCode', 'syscall'] as const) {
    const value: unknown = Reflect.get(error, field);
    if (typeof value === 'string' || typeof value === 'number') known[field] = value;
  }
  if (error instanceof AppError && error.details !== undefined) known.details = error.details;
  if (error.cause !== undefined && depth < DEPTH) {
    known.cause = describeError(error.cause, depth + 1);
  }
  return known;
}

/** By its shape: errors of native modules and workers come from other realms. */
const isError = (value: unknown): value is Error =>
  typeof value === 'object' && value !== null && 'message' in value && 'stack' in value;
