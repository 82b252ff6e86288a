/** Starting other programs. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where administrators' programs lie; a plain user's PATH often leaves these out. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Lines of a failed program's output that are worth showing. */
const LINES_SHOWN = 40;

/**
 * The path of a program, or null when there is none.
 * @param {string} name a name, or a path
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | null}
 */
export function findProgram(name, env = process.env) {
  if (name.includes('/')) return isExecutable(name) ? name : null;
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const folder of [...folders, ...SYSTEM_FOLDERS]) {
    const path = join(folder, name);
    if (isExecutable(path)) return path;
  }
  return null;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] replaces the environment
 * @property {boolean} [inherit] the program writes to our console; `output` stays empty
 * @property {AbortSignal} [signal] ends the program
 */

/**
 * Runs a program to its end. A program that cannot be started gives code 127.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} exit code (128 + n after a signal), stdout and stderr together
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.inherit ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      ...(options.signal ? { signal: options.signal } : {}),
    });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout?.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
    child.stderr?.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) =>
      resolve({ code: code ?? 128, output: Buffer.concat(chunks).toString('utf8') }),
    );
  });
}

/** A program that was needed has failed; the message ends with the last lines it wrote. */
export class CommandFailed extends Error {
  /**
   * @param {string} what
   * @param {{ code: number, output: string }} result
   */
  constructor(what, result) {
    super(`${what} failed (exit code ${result.code})\n${lastLines(result.output)}`);
    this.name = 'CommandFailed';
  }
}

/**
 * Like `run`, for programs that must succeed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @throws {CommandFailed}
 */
export async function runOrFail(command, args, options = {}) {
  const result = await run(command, args, options);
  if (result.code !== 0) throw new CommandFailed(`${command} ${args.join(' ')}`, result);
  return result.output;
}

/**
 * @param {string} text
 * @param {number} [count]
 */
export function lastLines(text, count = LINES_SHOWN) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
