/** When a lab that nobody uses is stopped. Instants and durations in ms. */

/** What was last seen of a lab in use. */
export interface Use {
  /** A person did something: typed, ran, started, came to the page, asked to keep it. */
  sign: number;
  /** Something went on that needs nobody: a page in view, output of a program, a check. */
  stir: number;
}

/**
 * Without a person, what goes on by itself keeps a lab for so many idle times: a long build ends in it, a page
 * or a `top` that somebody forgot over the weekend doesn't.
 */
const UNATTENDED = 3;
/** Time to see the notice and press its button, of an idle time this long or longer times four. */
const NOTICE_MS = 10 * 60_000;

/** The instant at which it is stopped if nothing happens from now on. */
export function stopTime({ sign, stir }: Use, idleMs: number): number {
  return Math.min(Math.max(sign, stir), sign + UNATTENDED * idleMs) + idleMs;
}

/** Whether the learner is to be told of that instant by now. */
export function isNear(stopsAt: number, now: number, idleMs: number): boolean {
  return stopsAt - now <= Math.min(NOTICE_MS, idleMs / 4);
}
