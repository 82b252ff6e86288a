/** A log whose lines can be looked at. */
import type { Logger } from 'pino';
import { createLog, type LogLevel } from '../../server/log.ts';

export interface LogLines {
  readonly log: Logger;
  /** All lines so far, as they were written. */
  text(): string;
  /** Those with this message, read. */
  find(message: string): Record<string, unknown>[];
}

export function captureLog(level: LogLevel = 'trace'): LogLines {
  const lines: string[] = [];
  const read = (line: string): Record<string, unknown> => JSON.parse(line);
  return {
    log: createLog(level, { write: (line) => lines.push(line) }),
    text: () => lines.join(''),
    find: (message) => lines.map(read).filter(({ msg }) => msg === message),
  };
}
