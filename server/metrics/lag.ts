/** How late the event loop is: what else every terminal waits for. */
import { Histogram, type Registry } from 'prom-client';

/** Often enough to meet what blocks for 50 ms now and then; costs nothing to speak of. */
const EVERY_MS = 100;
/** Seconds. */
const BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];

/** The caller ends it with `close()`. */
export function watchLag(registers: Registry[]): { close(): void } {
  const lag = new Histogram({
    name: 'holdfast_event_loop_lag_seconds',
    help: 'How late a timer fires, asked ten times a second.',
    buckets: BUCKETS,
    registers,
  });
  let due = performance.now() + EVERY_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    lag.observe(Math.max(0, now - due) / 1000);
    due = now + EVERY_MS;
  }, EVERY_MS);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
