/**
 * One socket that watches a terminal: a cursor into the output log, and how much of what it was sent is
 * still on its way.
 */
import { FLOW } from '../../protocol/terminal.ts';

/** Larger messages gain nothing and make Ctrl-C wait for the one under way. */
export const MESSAGE_BYTES = 64 * 1024;

export interface Cursor {
  /** Offset after the last byte that was sent. */
  readonly sent: number;
  /** Offset up to which the page has parsed. */
  readonly acknowledged: number;
  /** Bytes that may be sent now: 0 while more than `FLOW.WINDOW` are unacknowledged. */
  room(): number;
  advance(bytes: number): void;
  /** Acknowledgements from the page: never beyond what was sent, never backwards. */
  acknowledge(offset: number): void;
}

/** Invariant: acknowledged ≤ sent ≤ acknowledged + FLOW.WINDOW + MESSAGE_BYTES, but for what attaching sent. */
export function createCursor(start: { sent: number; acknowledged: number }): Cursor {
  let { sent, acknowledged } = start;
  return {
    get sent() {
      return sent;
    },
    get acknowledged() {
      return acknowledged;
    },
    room: () => (sent - acknowledged > FLOW.WINDOW ? 0 : MESSAGE_BYTES),
    advance(bytes) {
      sent += bytes;
    },
    acknowledge(offset) {
      acknowledged = Math.max(acknowledged, Math.min(offset, sent));
    },
  };
}
