/** A lab's `grade.ts`, held against the tasks of its `lab.md`. Checks themselves run in a worker, never here. */
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Report } from '../../lessons/problems.ts';

const isFunction = z.custom<unknown>((value) => typeof value === 'function', 'must be a function');

const Module = z.object({
  default: z.object(
    {
      tasks: z.array(z.string()),
      checks: z.record(
        z.string(),
        z.strictObject({ observe: isFunction.optional(), experiment: isFunction.optional() }),
      ),
    },
    'must export grade([...], {...}) as its default',
  ),
});

export interface Grader {
  /** Absolute path of grade.ts. */
  module: string;
  /** Changes with its text. */
  version: string;
  /** Tasks that can be looked at live. */
  observes: ReadonlySet<string>;
  /** Tasks that only **Check my work** can decide. */
  experiments: ReadonlySet<string>;
}

/** Imports and checks it. Undefined when it can't be used; the report says why. */
export async function loadGrader(
  module: string,
  version: string,
  tasks: readonly string[],
  report: Report,
): Promise<Grader | undefined> {
  let imported: unknown;
  try {
    imported = await import(`${pathToFileURL(module).href}?v=${version}`);
  } catch (error) {
    report(`It can't be imported: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
  const parsed = Module.safeParse({ ...(imported as object) });
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      report(`\`${issue.path.map(String).join('.')}\`: ${issue.message}.`);
    }
    return undefined;
  }
  const { tasks: listed, checks } = parsed.data.default;
  const ids = new Set([...listed, ...Object.keys(checks)]);
  let whole = true;
  const wrong = (message: string): void => {
    whole = false;
    report(message);
  };
  for (const id of ids) {
    if (!tasks.includes(id)) wrong(`It checks \`${id}\`, which is no task of lab.md.`);
  }
  const observes = new Set<string>();
  const experiments = new Set<string>();
  for (const id of tasks) {
    const check = Object.hasOwn(checks, id) ? checks[id] : undefined;
    if (check === undefined || !listed.includes(id)) {
      wrong(`It has no check for the task \`${id}\` of lab.md.`);
    } else if (check.observe === undefined && check.experiment === undefined) {
      wrong(`The check of \`${id}\` needs \`observe\`, \`experiment\` or both.`);
    }
    if (check?.observe !== undefined) observes.add(id);
    if (check?.experiment !== undefined) experiments.add(id);
  }
  return whole ? { module, version, observes, experiments } : undefined;
}
