/** The snapshot in ~/backup, as far as looking at the file tells. */
import { fail, type Observed, type Outcome, waiting } from '../../server/grading/contract.ts';
import { DIRECTORY, FILE, LAST_NIGHT, lines, PATH, SHOWN, SOURCE, TODAY } from './names.ts';

/**
 * Whether something still writes it, its size, its lines and how many of them end as a terminal ends them, its first bytes, and
 * which day its key `today` says.
 */
const LOOK = String.raw`
fuser -s "$1" 2>/dev/null && echo open || echo closed
echo "$(stat -Lc %s "$1") $(LC_ALL=C grep -ac '' "$1") $(LC_ALL=C grep -ac $'\r$' "$1")"
head -c 5 -- "$1" | tr -c '[:alnum:]' .; echo
LC_ALL=C grep -aq "$2" "$1" && echo today; LC_ALL=C grep -aq "$3" "$1" && echo before
exit 0
`;

/** So many lines don't all end with a carriage return by chance. */
const MIN_LINES = 8;

async function nowhere(lab: Observed): Promise<Outcome> {
  const there = (await lab.files.list(DIRECTORY)) ?? [];
  const [other] = there;
  if (other !== undefined) {
    return waiting(
      `Name the snapshot ${FILE}. In ~/backup there is ${there.slice(0, 3).join(', ')}.`,
    );
  }
  if ((await lab.engine.container(SOURCE)) !== null) {
    const left = (await lab.engine.changes(SOURCE)).find(
      ({ kind, path }) => kind === 'added' && path.endsWith('.rdb'),
    );
    if (left !== undefined) {
      return fail(
        'in-the-container',
        `The snapshot in ~/backup on the Docker host.`,
        `${left.path} lies in the writable layer of ${SOURCE}: it goes when that container is removed. Fetch it with docker cp.`,
      );
    }
  }
  return waiting(`Have ${SOURCE} write a snapshot, and copy it to ${SHOWN}.`);
}

/** Null when the snapshot is one of today; else what is to be said. */
export async function unfit(lab: Observed): Promise<Outcome | null> {
  if (!((await lab.files.list(DIRECTORY)) ?? []).includes(FILE)) return nowhere(lab);
  const { stdout } = await lab.host(['bash', '-c', LOOK, 'bash', PATH, TODAY, LAST_NIGHT]);
  const [open, numbers = '', begins = '', ...days] = lines(stdout);
  const [size = 0, all = 0, returns = 0] = numbers.split(' ').map(Number);
  if (open === 'open') return waiting(`${SHOWN} is still being written.`);
  if (size === 0) {
    return fail(
      'empty-file',
      `${SHOWN} with a snapshot in it.`,
      'It has 0 bytes: the command failed, and its redirection had made the file already, or it was copied when nothing had been written yet.',
    );
  }
  if (begins !== 'REDIS') {
    return fail(
      'not-a-snapshot',
      `${SHOWN} as Redis writes it: it begins with REDIS.`,
      `It begins with ${begins}.`,
    );
  }
  if (all >= MIN_LINES && returns >= all - 1) {
    return fail(
      'through-a-terminal',
      `${SHOWN} byte for byte as Redis wrote it.`,
      'Every line feed in it has a carriage return in front: it came through docker exec -t (or -it), and the terminal has changed its bytes. Leave -t out, or use docker cp.',
    );
  }
  if (days.includes('today')) return null;
  if (days.includes('before')) {
    return fail(
      'old-snapshot',
      `A snapshot in which the key today says ${TODAY}, as it does in ${SOURCE}.`,
      `In ${SHOWN} it says ${LAST_NIGHT}: that is the snapshot of last night. BGSAVE returns at once, and dump.rdb stays the old one until the new one is complete. Wait for rdb_bgsave_in_progress:0, then copy.`,
    );
  }
  return fail(
    'not-of-tickets',
    `A snapshot of ${SOURCE}, with its key today in it.`,
    `${SHOWN} is a snapshot without that key: of another server, or cut off.`,
  );
}
