/** Takes everything of the learner's out of a running lab, so that its starting state can be put there again. */
import { AppError } from '../errors.ts';
import type { LabHost } from '../sandbox/types.ts';

/** Fifty containers take some ten seconds; one that takes longer hangs. */
const CLEAR_MS = 60_000;

/** The home directory as the golden volume has it; the learner may have changed /etc/skel. */
const SKELETON = '/usr/lib/holdfast/golden/root/etc/skel';

/**
 * Arguments: the ids of the images that stay, a word `names`, the names that have to be there. The shells' history
 * stays, because the shells do. An image that is gone comes back from the lab's own mirror; one that a set-up
 * made can't, and the set-up makes it again.
 */
const SCRIPT = `
set -o pipefail
keep=
while [ "$1" != names ]; do keep="$keep $1"; shift; done
shift
docker swarm leave --force >/dev/null 2>&1
docker ps -aq | xargs -r docker rm -fv >/dev/null || exit
docker volume ls -q | xargs -r docker volume rm -f >/dev/null || exit
docker network ls -q --filter type=custom | xargs -r docker network rm >/dev/null || exit
{
  docker image ls --format '{{.Repository}}:{{.Tag}}'
  docker image ls -aq --no-trunc
} | sort -u | while read -r image; do
  case " $keep $* " in *" $image "*) ;; *) echo "$image" ;; esac
done | xargs -r docker image rm -f >/dev/null 2>&1
for name in "$@"; do docker image inspect "$name" >/dev/null 2>&1 || docker pull -q "$name" >/dev/null 2>&1; done
docker builder prune -af >/dev/null 2>&1
crontab -r 2>/dev/null
find /root -mindepth 1 -maxdepth 1 ! -name .bash_history -exec rm -rf {} +
cp -a ${SKELETON}/. /root/
`;

/**
 * @param images names and ids of those that the lab began with
 * @throws AppError `lab.startFailed` when something could not be removed or the lab's engine does not answer
 */
export async function clearLab(
  host: LabHost,
  images: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const argv = ['bash', '-c', SCRIPT, 'bash', ...Object.values(images), 'names'];
  const result = await host
    .run([...argv, ...Object.keys(images)], { timeoutMs: CLEAR_MS, signal })
    .catch((cause: unknown) => {
      if (cause instanceof AppError && cause.code === 'lab.timeout') throw notCleared({}, cause);
      throw cause;
    });
  const { exitCode, stderr } = result;
  if (exitCode !== 0) throw notCleared({ exitCode, stderr: stderr.toString().slice(-2000) });
}

const notCleared = (details: Record<string, unknown>, cause?: unknown): AppError =>
  new AppError(
    'lab.startFailed',
    'The lab could not be cleared: something in it could not be removed, or its Docker does not answer. Reset it once more with a new Docker host.',
    { details, cause },
  );
