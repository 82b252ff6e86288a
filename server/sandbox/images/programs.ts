/** Programs of this machine, run to their end. */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import type { PassThrough } from 'node:stream';

const PROGRAM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Characters of a failed program's output that go into its error. */
const OUTPUT_KEPT = 2000;

/** Whether there is such a program where a system has its own. */
export async function onPath(program: string): Promise<boolean> {
  for (const directory of PROGRAM_PATH.split(':')) {
    try {
      await access(path.join(directory, program), constants.X_OK);
      return true;
    } catch {
      // Not in this one.
    }
  }
  return false;
}

/**
 * Runs a program to its end.
 * @param options.env beside, or in place of, a plain PATH and the C locale
 * @throws Error with the end of its output when it fails
 */
export function run(
  program: string,
  argv: readonly string[],
  options: {
    env?: Record<string, string | undefined>;
    cwd?: string;
    signal?: AbortSignal;
    onLine?: (line: string) => void;
    stdout?: PassThrough;
  },
): Promise<void> {
  const { env = {}, cwd, signal, onLine, stdout } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, {
      env: { PATH: PROGRAM_PATH, LC_ALL: 'C', ...env },
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Not spawn's own signal option: that reports the end before the program has ended.
    const onAbort = () => child.kill('SIGTERM');
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
    let output = '';
    const keep = (chunk: Buffer) => {
      const text = chunk.toString('utf8');
      output = (output + text).slice(-OUTPUT_KEPT);
      for (const line of text.split('\n')) if (line !== '') onLine?.(line);
    };
    if (stdout === undefined) child.stdout.on('data', keep);
    else child.stdout.pipe(stdout);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, killedBy) => {
      signal?.removeEventListener('abort', onAbort);
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with ${code ?? killedBy}: ${output.trim()}`));
    });
  });
}
