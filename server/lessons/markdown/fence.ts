/** The line that opens a fenced block: its language and what the reader may do with it. */
import type { Block } from '../../../protocol/course.ts';

/** Languages of blocks, with what the page calls them. */
const LANGUAGES = {
  sh: 'Shell',
  console: 'Terminal session',
  text: 'Text',
  yaml: 'YAML',
  json: 'JSON',
  sql: 'SQL',
  dockerfile: 'Dockerfile',
  ini: 'INI',
  typescript: 'TypeScript',
} as const;

export type Language = keyof typeof LANGUAGES;

const ALIASES: ReadonlyMap<string, Language> = new Map([
  ['', 'text'],
  ['bash', 'sh'],
  ['ts', 'typescript'],
]);

export const languageName = (language: Language): string => LANGUAGES[language];

export interface Fence {
  language: Language;
  kind: Block['kind'];
  terminal?: number;
  file?: string;
}

const isLanguage = (name: string): name is Language => Object.hasOwn(LANGUAGES, name);

/** A path below the home directory that needs no quoting and climbs nowhere. */
export function isHomePath(path: string): boolean {
  const parts = path.split('/');
  return /^[A-Za-z0-9._/-]{1,200}$/.test(path) && parts.every((part) => !/^\.{0,2}$/.test(part));
}

/** Reads an info string such as `sh run terminal=2`. Problems come back beside the best reading. */
export function readFence(info: string): { fence: Fence; problems: string[] } {
  const problems: string[] = [];
  const [name = '', ...flags] = info.trim().split(/\s+/);
  const known = ALIASES.get(name) ?? name;
  const language = isLanguage(known) ? known : 'text';
  if (!isLanguage(known)) {
    problems.push(
      `Blocks have no language \`${name}\`; there are ${Object.keys(LANGUAGES).join(', ')}.`,
    );
  }
  const fence: Fence = { language, kind: 'plain' };
  const become = (kind: Block['kind']): void => {
    if (fence.kind !== 'plain') problems.push('A block is one of `run`, `file=` and `expect`.');
    fence.kind = kind;
  };
  for (const flag of flags) {
    const [, key = flag, value] = /^(\w+)=(.*)$/.exec(flag) ?? [];
    if (flag === 'run' || flag === 'expect') become(flag);
    else if (key === 'file' && value !== undefined) {
      become('file');
      fence.file = value;
      if (!isHomePath(value)) {
        problems.push(
          `\`${value}\` is no path below the home directory: relative, no spaces, no \`..\`.`,
        );
      }
    } else if (key === 'terminal' && value !== undefined) {
      fence.terminal = Number(value);
      if (!/^[1-4]$/.test(value)) problems.push('`terminal=` is 1, 2, 3 or 4.');
    } else
      problems.push(`A block has no flag \`${flag}\`; see docs/authoring.md for those it has.`);
  }
  if (fence.kind === 'run' && language !== 'sh') problems.push('Only `sh` blocks can `run`.');
  if (fence.terminal !== undefined && fence.kind !== 'run') {
    problems.push('`terminal=` goes with `run`.');
  }
  return { fence, problems };
}
