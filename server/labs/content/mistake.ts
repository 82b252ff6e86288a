/** The first line of a script in `mistakes/`. */

export interface Mistake {
  task: string;
  /** The code that `fail()` is given. */
  reason: string;
}

/** Reads `# fails TASK with REASON`; undefined when the script doesn't begin with it. */
export function readMistake(script: string): Mistake | undefined {
  const [, task, reason] =
    /^# fails ([a-z0-9-]+) with ([a-z0-9-]+)[ \t]*(?:\n|$)/.exec(script) ?? [];
  return task === undefined || reason === undefined ? undefined : { task, reason };
}
