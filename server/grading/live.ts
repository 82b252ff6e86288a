/** When a lab is looked at: at once when something happened, one look at a time, and at intervals if asked. */

export interface Ticker {
  /** Something happened: look now, or again after the look that is under way. */
  poke(): void;
  /** Looks every `ms` as well; null ends that. */
  setEvery(ms: number | null): void;
  /** Ends it and waits for the look under way. */
  stop(): Promise<void>;
}

/** `look` must not throw. However often it is poked, looks never overlap and never pile up. */
export function createTicker(look: () => Promise<void>): Ticker {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let every: NodeJS.Timeout | null = null;

  async function run(): Promise<void> {
    do {
      again = false;
      await look();
    } while (again && !stopped);
    running = null;
  }

  function poke(): void {
    if (stopped) return;
    if (running !== null) again = true;
    else running = run();
  }

  function setEvery(ms: number | null): void {
    if (every !== null) clearInterval(every);
    every = ms === null || stopped ? null : setInterval(poke, ms);
  }

  return {
    poke,
    setEvery,
    async stop() {
      stopped = true;
      setEvery(null);
      await running;
    },
  };
}
