/** What a lab's host holds before its learner gets it: the files of `files/`, and what `setup.sh` has done. */
import { AppError } from '../../errors.ts';
import type { LabHost, RunOptions } from '../../sandbox/types.ts';

export interface StartingState {
  /** To be unpacked in the home directory. */
  files: Buffer | null;
  /** The text of `setup.sh`. */
  setup: string | null;
}

/** A set-up may start a database or two on a busy machine; one that takes longer hangs. */
const SETUP_DEADLINE_MS = 60_000;

/**
 * Brings about the starting state in a fresh host, once. What is half done isn't undone: a host in which it
 * failed is thrown away.
 * @throws AppError `lab.startFailed` when the set-up fails or outlives its deadline; `lab.unreachable`
 */
export async function putStartingState(
  host: LabHost,
  { files, setup }: StartingState,
  options: { signal?: AbortSignal; deadlineMs?: number } = {},
): Promise<void> {
  const { deadlineMs: timeoutMs = SETUP_DEADLINE_MS, ...rest } = options;
  if (files !== null) await host.putArchive('/root', files);
  if (setup !== null) await runSetup(host, setup, { timeoutMs, ...rest });
}

async function runSetup(host: LabHost, setup: string, options: RunOptions): Promise<void> {
  // As an argument, not as input: a command of the script that reads its input would read the script.
  const argv = ['bash', '-euo', 'pipefail', '-c', setup];
  const result = await host.run(argv, options).catch((cause: unknown) => {
    if (cause instanceof AppError && cause.code === 'lab.timeout') throw failed({}, cause);
    throw cause;
  });
  const { exitCode, stderr } = result;
  if (exitCode !== 0) throw failed({ exitCode, stderr: stderr.toString().slice(-2000) });
}

const failed = (details: Record<string, unknown>, cause?: unknown): AppError =>
  new AppError(
    'lab.startFailed',
    "The lab couldn't be set up, so it wasn't started. This is our fault, not yours. Try again; if it stays so, tell whoever runs this server that the reason is in the log.",
    { cause, details },
  );
