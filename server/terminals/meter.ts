/** Counts what goes through one terminal, and now and then how long a key's echo takes. */

export interface Tally {
  terminalBytes(direction: 'in' | 'out', bytes: number): void;
  /** Milliseconds. */
  echo(ms: number): void;
}

export interface Meter {
  typed(bytes: number): void;
  said(bytes: number): void;
}

/** One key in a second is enough to know how keys fare. */
const SAMPLE_EVERY_MS = 1000;
/** Longer than a key or an escape sequence is a paste: what comes back first says nothing of keys. */
const KEY_BYTES = 8;
/** Output this soon before a key may go on after it, and would be taken for its echo. */
const QUIET_MS = 100;
/** What comes later is no echo: the program doesn't show what is typed, as for a password. */
const GIVEN_UP_MS = 10_000;

/** `now` is monotonic, in ms. */
export function createMeter(tally: Tally, now: () => number): Meter {
  let typedAt: number | undefined;
  let sampledAt = Number.NEGATIVE_INFINITY;
  let saidAt = Number.NEGATIVE_INFINITY;
  return {
    typed(bytes) {
      tally.terminalBytes('in', bytes);
      const at = now();
      if (bytes > KEY_BYTES || at - sampledAt < SAMPLE_EVERY_MS || at - saidAt < QUIET_MS) return;
      sampledAt = at;
      typedAt = at;
    },
    said(bytes) {
      tally.terminalBytes('out', bytes);
      const at = now();
      saidAt = at;
      if (typedAt === undefined) return;
      const took = at - typedAt;
      typedAt = undefined;
      if (took <= GIVEN_UP_MS) tally.echo(took);
    },
  };
}
