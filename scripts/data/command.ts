/** What the commands on the data folder have in common. */
import { resolve } from 'node:path';
import { ConfigError, readConfig } from '../../server/config.ts';
import { AppError } from '../../server/errors.ts';

/** The data folder of the server that is started with the same environment. */
export const dataDir = (): string => readConfig(process.env).dataDir;

/** A file as the person named it: npm runs commands in the package's folder. */
export const fileArgument = (name: string): string =>
  resolve(process.env.INIT_CWD ?? process.cwd(), name);

/** Runs a command; what it throws is said in a sentence, and makes the exit code 1. */
export async function runCommand(command: () => Promise<void> | void): Promise<void> {
  try {
    await command();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof AppError) console.error(`${error.message} (${error.code})`);
    else if (error instanceof ConfigError) console.error(error.message);
    else if (isOfFileSystem(error)) console.error(error.message);
    else throw error;
  }
}

/** Such as a folder that may not be written to: the message names it. */
const isOfFileSystem = (error: unknown): error is Error =>
  error instanceof Error && 'syscall' in error;

/** Says how a command is called; exit code 64, as `sysexits.h` has it. */
export function usage(lines: string): void {
  console.error(lines);
  process.exitCode = 64;
}
