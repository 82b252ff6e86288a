/** Delayed calls, passed in so that tests decide when time passes. */
export interface Timers {
  /** Calls back once after `ms`; returns the function that prevents it. */
  after(ms: number, callback: () => void): () => void;
}

/** The process's own clock. Its timers don't keep the process alive. */
export const realTimers: Timers = {
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
