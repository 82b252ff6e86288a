/** Lists a tree of files in a lab host. */
import type { LabHost } from '../sandbox/types.ts';
import { InterruptedError } from './pool.ts';
import { LISTING_FORMAT, parseTree, type Tree } from './tree.ts';

/** What a check compares at the most. A lab's volumes hold tens of files; a fresh PostgreSQL directory has 1000. */
const ENTRY_LIMIT = 5000;
/** Read and hashed in under two seconds on two busy processors. */
const BYTE_LIMIT = 256 * 1024 * 1024;
/** Room for the limit of entries with paths of 1500 bytes. */
const OUTPUT_LIMIT = 8 * 1024 * 1024;
const TIMEOUT_MS = 20_000;
/** A tree in which something is renamed while it is read is read again. */
const ATTEMPTS = 3;

const GONE = 66;
const TOO_MANY = 67;
const TOO_LARGE = 68;

const SCRIPT = String.raw`
set -o pipefail
cd -- "$1" || exit ${GONE}
count=$(find . -xdev -printf x | head -c ${ENTRY_LIMIT + 1} | wc -c)
[ "$count" -le ${ENTRY_LIMIT} ] || exit ${TOO_MANY}
bytes=$(find . -xdev -type f -printf '%s\n' | awk '{ all += $1 } END { printf "%.0f", all }') || exit
[ "$bytes" -le ${BYTE_LIMIT} ] || exit ${TOO_LARGE}
find . -xdev -printf '${LISTING_FORMAT}' || exit
find . -xdev -type f -print0 | xargs -0r sha256sum -z --
`;

/**
 * Every path below a directory of the lab host; null when it isn't there. Other file systems mounted in it are
 * not gone into. `what` names it for the learner.
 * @throws InterruptedError when it is larger than a check compares, or doesn't hold still
 */
export async function listTree(
  host: LabHost,
  directory: string,
  what: string,
): Promise<Tree | null> {
  for (let attempt = 1; ; attempt++) {
    const { exitCode, stdout, truncated } = await host.run(
      ['bash', '-c', SCRIPT, 'bash', directory],
      {
        timeoutMs: TIMEOUT_MS,
        maxBytes: OUTPUT_LIMIT,
      },
    );
    if (exitCode === GONE) return null;
    if (exitCode === TOO_MANY || truncated) {
      throw new InterruptedError(
        `There are more than ${ENTRY_LIMIT} files and directories in ${what}: more than a check compares. Take out what doesn't belong there, or reset the lab.`,
      );
    }
    if (exitCode === TOO_LARGE) {
      throw new InterruptedError(
        `The files in ${what} take more than ${BYTE_LIMIT / 1024 / 1024} MiB: more than a check compares. Take out what doesn't belong there, or reset the lab.`,
      );
    }
    const tree = exitCode === 0 ? parseTree(stdout) : null;
    if (tree !== null) return tree;
    if (attempt === ATTEMPTS) {
      throw new InterruptedError(
        `Files in ${what} came and went while the check was reading them. Stop what changes them, then check again.`,
      );
    }
  }
}
