/**
 * When to send what a shell has written. The first bytes go at once, so that an echo is never held back;
 * what follows within a few milliseconds goes together, so that a flood makes few messages.
 */
import type { Timers } from './timers.ts';

/** Long enough to gather a flood into full messages, too short for an eye. */
export const WINDOW_MS = 4;

/** With this much waiting, it is sent without waiting for the window's end. */
export const FULL_BYTES = 64 * 1024;

export interface Coalescer {
  /** `bytes` more are to be sent. */
  add(bytes: number): void;
  /** The learner typed: what comes next is probably the echo, and goes at once. */
  expectEcho(): void;
  dispose(): void;
}

/** @param flush sends all that waits */
export function createCoalescer({
  timers,
  flush,
}: {
  timers: Timers;
  flush: () => void;
}): Coalescer {
  let waiting = 0;
  let endWindow: (() => void) | undefined;

  function closeWindow(): void {
    endWindow?.();
    endWindow = undefined;
  }

  function send(): void {
    waiting = 0;
    // First of all: somebody waits for it.
    flush();
    closeWindow();
    endWindow = timers.after(WINDOW_MS, windowOver);
  }

  function windowOver(): void {
    endWindow = undefined;
    if (waiting > 0) send();
  }

  return {
    add(bytes) {
      waiting += bytes;
      if (endWindow === undefined || waiting >= FULL_BYTES) send();
    },
    expectEcho() {
      if (waiting > 0) send();
      // What was sent is older output; the echo itself must not wait for the window after it.
      closeWindow();
    },
    dispose() {
      closeWindow();
      waiting = 0;
    },
  };
}
