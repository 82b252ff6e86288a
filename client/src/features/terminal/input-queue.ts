/**
 * What the learner types and pastes, in order. A key goes at once; a paste goes in pieces, each when the
 * server has taken the one before, so that a slow program is never given more than it can hold.
 */
import { TYPED_LIMIT } from '../../../../protocol/terminal.ts';

/** Below the server's limit of one message, and small enough for Ctrl-C to come through soon. */
const PIECE_BYTES = 16 * 1024;

export interface InputQueue {
  /** Keys, and pastes of a line or two, go without waiting for an answer. */
  add(data: Uint8Array): void;
  clear(): void;
}

/**
 * @param send without waiting
 * @param deliver resolves when the server has taken it
 * @param onRefused told why the rest of what waited was given up
 */
export function createInputQueue({
  send,
  deliver,
  onRefused,
}: {
  send(data: Uint8Array): void;
  deliver(data: Uint8Array): Promise<unknown>;
  onRefused(error: unknown): void;
}): InputQueue {
  let waiting: Uint8Array[] = [];
  let busy = false;

  async function pump(): Promise<void> {
    busy = true;
    try {
      for (let piece = waiting.shift(); piece !== undefined; piece = waiting.shift()) {
        await deliver(piece);
      }
    } catch (error) {
      waiting = [];
      onRefused(error);
    } finally {
      busy = false;
    }
  }

  return {
    add(data) {
      if (!busy && data.length <= TYPED_LIMIT) {
        send(data);
        return;
      }
      for (let at = 0; at < data.length; at += PIECE_BYTES) {
        waiting.push(data.subarray(at, at + PIECE_BYTES));
      }
      if (!busy) void pump();
    },
    clear() {
      waiting = [];
    },
  };
}
