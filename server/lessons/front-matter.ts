/** The YAML at the head of a document, and YAML files, read through a schema with the lines of what is wrong. */
import { isNode, LineCounter, parseDocument as parseYaml } from 'yaml';
import type { z } from 'zod';
import type { Report } from './problems.ts';

export interface FrontMatter<T> {
  data: T;
  /** What follows the front matter. */
  body: string;
  /** The line of the file that the body begins on. */
  bodyLine: number;
}

/** Splits and reads a document. Undefined when its front matter is absent or wrong; the report says why. */
export function readFrontMatter<T>(
  source: string,
  schema: z.ZodType<T>,
  report: Report,
): FrontMatter<T> | undefined {
  const match = /^---\n([\s\S]*?)^---[ \t]*(?:\n|$)/m.exec(source);
  if (match === null || match.index !== 0) {
    report('The file must begin with front matter: a line ---, fields, a line ---.', 1);
    return undefined;
  }
  const data = readYaml(match[1] ?? '', schema, report, 2);
  if (data === undefined) return undefined;
  return { data, body: source.slice(match[0].length), bodyLine: countLines(match[0]) + 1 };
}

/** Reads YAML through a schema. Undefined when it is wrong. `firstLine` is the line of the file it begins on. */
export function readYaml<T>(
  text: string,
  schema: z.ZodType<T>,
  report: Report,
  firstLine = 1,
): T | undefined {
  const lines = new LineCounter();
  const yaml = parseYaml(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => firstLine + lines.linePos(offset).line - 1;
  for (const error of yaml.errors) {
    report(`This is not YAML: ${error.message}.`, lineAt(error.pos[0]));
  }
  if (yaml.errors.length > 0) return undefined;
  let value: unknown;
  try {
    value = yaml.toJS();
  } catch (error) {
    // An alias without an anchor, or too many of them.
    report(
      `This is not YAML: ${error instanceof Error ? error.message : String(error)}.`,
      firstLine,
    );
    return undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    report(issueText(issue), lineAt(offsetOf(yaml, issue.path)));
  }
  return undefined;
}

/** Where the nearest existing ancestor of a path stands. */
function offsetOf(yaml: ReturnType<typeof parseYaml>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = yaml.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function issueText(issue: z.core.$ZodIssue): string {
  const where = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => `\`${key}\``).join(', ');
    return `${where === '' ? 'There is no field' : `\`${where}\` has no field`} ${keys}; see docs/authoring.md for those there are.`;
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return `\`${where}\` is missing.`;
  }
  return where === '' ? `${issue.message}.` : `\`${where}\`: ${issue.message}.`;
}

const countLines = (text: string): number => text.split('\n').length - 1;
