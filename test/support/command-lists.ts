/** Lists of what a person types on a Docker host, with what comes of it: `test/sandbox/commands/*.yaml`. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const DIRECTORY = new URL('../sandbox/commands/', import.meta.url);

const Command = z.strictObject({
  /** As typed or pasted: one line or several, run by bash in the directory where the one before ended. */
  run: z.string().min(1),
  /** Exit code. */
  code: z.int().min(0).max(255).default(0),
  /** A regular expression (multi-line) that stdout or stderr matches. */
  says: z.string().optional(),
  /** Typed into a terminal; otherwise there is none, as in a script. */
  tty: z.boolean().default(false),
  /** Of a command that cannot work in a lab: the words under which `docs/lab-host.md` says so. */
  documented: z.string().optional(),
});

const List = z.strictObject({
  title: z.string().min(1),
  commands: z.array(Command).min(1),
});

export type Command = z.infer<typeof Command>;
export type CommandList = z.infer<typeof List>;

/** Every list, in the order of the files' names. */
export function readCommandLists(): CommandList[] {
  const files = readdirSync(DIRECTORY).sort();
  return files.map((file) => {
    const text = readFileSync(fileURLToPath(new URL(file, DIRECTORY)), 'utf8');
    const list = List.safeParse(parse(text));
    if (!list.success) throw new Error(`${file}: ${z.prettifyError(list.error)}`);
    return list.data;
  });
}

/**
 * A script that runs a command as if it were typed into one shell after the others: in the directory that
 * the one before left.
 */
export function scriptFor({ run, tty }: Command): string {
  const kept = '/run/typed';
  const typed = tty ? `script -qec ${quoted(run)} /dev/null` : run;
  return `cd "$(cat ${kept} 2>/dev/null || echo ~)"\ntrap 'pwd > ${kept}' EXIT\n${typed}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
