/** Processes of this machine. */
import { readdir, readFile } from 'node:fs/promises';

/** Ids of the processes that have `mark` (`NAME=value`) in their environment and have not ended. */
export async function processesMarked(mark: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const marked = await Promise.all(
    pids.map(async (pid) => {
      try {
        return (await readFile(`/proc/${pid}/environ`, 'latin1')).split('\0').includes(mark);
      } catch {
        // It ended meanwhile, or is another user's.
        return false;
      }
    }),
  );
  return pids.filter((_pid, at) => marked[at]).map(Number);
}
