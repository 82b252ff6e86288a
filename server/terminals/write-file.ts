/** Writes a file block of a document into the lab, below the home directory. */
import type { LabHost } from '../sandbox/types.ts';

/** The path is an argument and never part of the script. */
const SCRIPT = 'cd "$HOME" && mkdir -p -- "$(dirname -- "$1")" && cat > "./$1"';

/** Resolves with the exit code: not 0 when the lab's disk is full, or a directory has that name. */
export async function writeFile(
  host: Pick<LabHost, 'run'>,
  path: string,
  text: string,
): Promise<number> {
  const { exitCode } = await host.run(['sh', '-c', SCRIPT, 'sh', path], { stdin: text });
  return exitCode;
}
