/** The key of the shop: where it may be, and every place where it may not. */
import {
  type ContainerFacts,
  type Experiment,
  fail,
  type Observed,
  type Outcome,
  pass,
  waiting,
} from '../../server/grading/contract.ts';
import {
  isOutcome,
  NAME,
  OTHERS,
  octal,
  SECRETS,
  SESSIONS,
  secrets,
  shop,
  twinOf,
} from './mounts.ts';

const KEY = `${SECRETS}/api-key`;
/** Long enough not to be on a disk by chance, and of characters that every file has as they are. */
const KEY_FORM = /^[A-Za-z0-9+/=_.-]{16,200}$/;
/** A key that a container makes itself, it makes at its start; ms. */
const BACK_MS = 1000;
const SEARCH_MS = 45_000;

/** The key in the shop, alone in its mount and in nobody's environment, or what is to be said of it. */
async function keyOf(lab: Observed): Promise<{ container: ContainerFacts; key: string } | Outcome> {
  const right = await secrets(lab);
  if (right.kind !== 'pass') return right;
  const container = await shop(lab);
  if (isOutcome(container)) return container;
  const own = container.mounts.find(({ destination }) => destination.startsWith(`${SECRETS}/`));
  if (own !== undefined) {
    return fail(
      'mounted-from-disk',
      `The key is a file in the tmpfs mount at ${SECRETS}.`,
      `${own.destination} is a mount of its own, of ${own.source || own.type}: its content lies there.`,
    );
  }
  const read = await lab.exec(container.id, ['cat', KEY]);
  if (read.exitCode !== 0) return noKey(lab, container);
  const key = read.stdout.trim();
  if (!KEY_FORM.test(key)) {
    return fail(
      'not-a-key',
      `${KEY} holds one key of at least 16 letters and digits.`,
      `It holds ${key.length} characters, or other ones. A short word could be on the disk by chance.`,
    );
  }
  const mode = Number.parseInt((await lab.exec(container.id, ['stat', '-c', '%a', KEY])).stdout, 8);
  if ((mode & OTHERS) !== 0) {
    return fail(
      'readable-by-others',
      `${KEY} with the mode 600: nobody but its owner can read it.`,
      `Its mode is ${octal(mode)}. Write it with umask 077, and it never has another one.`,
    );
  }
  for (const { name, env } of await lab.engine.containers()) {
    const [variable] = Object.entries(env).find(([, value]) => value.includes(key)) ?? [];
    if (variable === undefined) continue;
    return fail(
      'in-environment',
      `The key is in ${KEY} only.`,
      `It is also in the environment of ${name}, in ${variable}: docker inspect shows it to everybody who may use Docker, and the engine keeps it in a file.`,
    );
  }
  return { container, key };
}

/** Why the shop can't read a key. */
async function noKey(lab: Observed, container: ContainerFacts): Promise<Outcome> {
  const expected = `A key in ${KEY} that ${NAME} can read.`;
  const exists = async (path: string) =>
    (await lab.exec(container.id, ['test', '-e', path])).exitCode === 0;
  if (await exists(KEY)) {
    return fail(
      'unreadable',
      expected,
      `The file is there, but it doesn't belong to user ${container.user}, who was refused. Write it as that user.`,
    );
  }
  if (await exists(`${SESSIONS}/api-key`)) {
    return fail(
      'wrong-mount',
      expected,
      `There is an api-key in ${SESSIONS}, where everybody may open it.`,
    );
  }
  const changes = await lab.engine.changes(container.id);
  if (changes.some(({ path }) => path === KEY)) {
    return fail(
      'beneath-the-mount',
      expected,
      `docker diff lists ${KEY}, and in ${NAME} it isn't there: it was written into the writable layer, beneath the mount. That is what docker cp does.`,
    );
  }
  return waiting(`Put a key into ${KEY} of the running ${NAME}.`);
}

/** Prints the path of every file that holds the key, and a last line when it has looked at all of them. */
const SEARCH = `
grep -rlsF -e "$1" /root /home /srv /opt /etc /tmp /var/tmp /var/lib/docker/containers \
  /var/lib/docker/volumes /var/lib/docker/image /var/lib/docker/buildkit
for layer in /var/lib/docker/overlay2/*/diff; do
  # The layers that the lab came with are links.
  [ -L "$layer" ] || grep -rlsF -e "$1" "$layer"
done
echo searched`;

/** What a place on the disk is, and how a key comes to be there. The first that matches counts. */
const PLACES: readonly { reason: string; path: RegExp; is: string }[] = [
  {
    reason: 'in-shell-history',
    path: /^\/root\/\.bash_history$/,
    is: 'The history of your shell keeps every command line. Let a program make the key up, or read it from a pipe.',
  },
  {
    reason: 'in-log',
    path: /^\/var\/lib\/docker\/containers\/[^/]+\/[^/]+-json\.log/,
    is: 'A container has printed it, and the engine keeps what containers print.',
  },
  {
    reason: 'in-configuration',
    path: /^\/var\/lib\/docker\/containers\//,
    is: 'It is in the configuration of a container: a command, a label, a health check. The engine keeps that in a file.',
  },
  {
    reason: 'in-volume',
    path: /^\/var\/lib\/docker\/volumes\//,
    is: 'That is a volume, which outlives its containers.',
  },
  {
    reason: 'in-a-layer',
    path: /^\/var\/lib\/docker\/overlay2\//,
    is: 'That is a layer of a container or an image. Below /run/secrets it is the work of docker cp, which writes beneath a tmpfs mount.',
  },
  {
    reason: 'in-image',
    path: /^\/var\/lib\/docker\/(?:image|buildkit)\//,
    is: 'It was built or committed into an image.',
  },
  { reason: 'on-host', path: /^\//, is: 'That is a file of the host.' },
];

/** Where on the disk the key lies besides; null when it is nowhere. */
async function onDisk(lab: Observed, key: string): Promise<Outcome | null> {
  const { stdout } = await lab.host(['bash', '-c', SEARCH, 'search', key], {
    timeoutMs: SEARCH_MS,
  });
  const paths = stdout.split('\n').filter((line) => line !== '');
  if (paths.pop() !== 'searched') throw new Error('the disk was not searched to the end');
  for (const { reason, path, is } of PLACES) {
    const found = paths.find((one) => path.test(one));
    if (found === undefined) continue;
    return fail(
      reason,
      `The key is in ${KEY} and nowhere on the disk.`,
      `It is in ${found}. ${is} Remove it there, and use a new key.`,
    );
  }
  return null;
}

export async function searchForKey(lab: Experiment): Promise<Outcome> {
  const found = await keyOf(lab);
  if (isOutcome(found)) return found;
  const { container, key } = found;
  const elsewhere = await onDisk(lab, key);
  if (elsewhere !== null) return elsewhere;
  const twin = await twinOf(lab, container);
  if (isOutcome(twin)) return twin;
  const hasKey = async () => {
    const { exitCode, stdout } = await twin.exec(['cat', KEY]);
    return exitCode === 0 && stdout.trim() === key;
  };
  if (await lab.until(hasKey, BACK_MS)) {
    return fail(
      'comes-back',
      `A new container has no key until somebody hands it over.`,
      `A twin of ${NAME} had the key at its start. So it is kept somewhere, in another spelling: in the command, perhaps, or in a file.`,
    );
  }
  return pass(
    `The key was found in no layer, no volume, no record or log of the engine, and no file of the host. A twin of ${NAME} didn't have it.`,
  );
}

/** That the key is where it should be, as far as can be seen without a search. */
export async function keyInPlace(lab: Observed): Promise<Outcome> {
  const found = await keyOf(lab);
  return isOutcome(found) ? found : pass(`${KEY} holds a key that only ${NAME} can read.`);
}
