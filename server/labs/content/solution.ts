/** A lab's scripts (its solution, other ways, mistakes), task by task. */

export interface ScriptPart {
  /** The tasks that it does; none for what stands before the first mark. */
  tasks: readonly string[];
  text: string;
}

const MARK = /^# task ([a-z0-9-]+(?: [a-z0-9-]+)*)\s*$/;

/**
 * What stands behind `# task ID` up to the next such line is what that task asks for, or with several ids, what
 * all of them ask for.
 */
export function scriptParts(script: string): ScriptPart[] {
  const parts: { tasks: readonly string[]; lines: string[] }[] = [{ tasks: [], lines: [] }];
  for (const line of script.split('\n')) {
    const ids = MARK.exec(line)?.[1];
    if (ids === undefined) parts.at(-1)?.lines.push(line);
    else parts.push({ tasks: ids.split(' '), lines: [] });
  }
  return parts
    .map(({ tasks, lines }) => ({ tasks, text: `${lines.join('\n').trim()}\n` }))
    .filter(({ tasks, text }) => tasks.length > 0 || text !== '\n');
}

/** For each task its part of the solution, where it has one with something in it. */
export function solutionOf(script: string): ReadonlyMap<string, ScriptPart> {
  const parts = scriptParts(script).filter(({ text }) => text !== '\n');
  return new Map(parts.flatMap((part) => part.tasks.map((task) => [task, part] as const)));
}
