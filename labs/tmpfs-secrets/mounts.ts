/** The shop and its two mounts: what they should be, and what they are. */
import {
  type ContainerFacts,
  type Experiment,
  fail,
  type MountFacts,
  type Observed,
  type Outcome,
  pass,
  type Server,
  type TmpfsFacts,
  waiting,
} from '../../server/grading/contract.ts';

export const NAME = 'shop';
const IMAGES = ['busybox:1.37', 'debian:trixie-slim'];
export const SESSIONS = '/sessions';
export const SECRETS = '/run/secrets';
export const MIB = 1024 * 1024;
export const SESSIONS_SIZE = 16 * MIB;
const SESSIONS_MODE = 0o1733;
const MAX_SECRETS_SIZE = MIB;
/** All but the owner's permissions. */
export const OTHERS = 0o077;
const OWNERS = 0o700;
/** A user that no container of this lab runs as. */
const STRANGER = '65532:65532';

export const octal = (mode: number): string => mode.toString(8);

export const bytes = (size: number): string => {
  if (size % MIB === 0) return `${size / MIB} MiB`;
  return size % 1024 === 0 ? `${size / 1024} KiB` : `${size} bytes`;
};

export const isOutcome = <T extends object>(value: T | Outcome): value is Outcome =>
  'kind' in value;

/** The learner's container, running, or what is to be said while it isn't. */
export async function shop(lab: Observed): Promise<ContainerFacts | Outcome> {
  const container = await lab.engine.container(NAME);
  if (container === null) return waiting(`Run a container named ${NAME} from ${IMAGES[0]}.`);
  if (container.status !== 'running') {
    return fail(
      'not-running',
      `A container named ${NAME} that stays running, for example with the command sleep infinity.`,
      `${NAME} is there, but it is ${container.status} (exit code ${container.exitCode}).`,
    );
  }
  const images = await Promise.all(IMAGES.map((image) => lab.engine.image(image)));
  if (!images.some((image) => image?.id === container.imageId)) {
    return fail(
      'another-image',
      `${NAME} runs from ${IMAGES.join(' or ')} as it came.`,
      `${NAME} runs from ${container.image}, another image. What was built or committed into an image lies on the disk.`,
    );
  }
  if (/^(?:|0|root)(?::.*)?$/.test(container.user)) {
    return fail(
      'runs-as-root',
      `${NAME} runs as a user that isn't root: --user 1000:1000.`,
      `It runs as root, for whom no directory is closed.`,
    );
  }
  return container;
}

const mountAt = (container: ContainerFacts, path: string): MountFacts | undefined =>
  container.mounts.find(({ destination }) => destination === path);

/** Why a mount is no tmpfs mount of this container's own; null when it is one. */
async function notInMemory(lab: Observed, mount: MountFacts): Promise<Outcome | null> {
  const { destination } = mount;
  const expected = `A tmpfs mount at ${destination}: --tmpfs, or --mount with type=tmpfs.`;
  if (mount.type === 'tmpfs') return null;
  if (mount.type !== 'volume') {
    return fail(
      'bind-mount',
      expected,
      `${destination} is ${mount.source} of the host, a bind mount: it stays when ${NAME} stops.`,
    );
  }
  const options = (await lab.engine.volume(mount.source))?.options ?? {};
  if (options.type === 'tmpfs') {
    const users = (await lab.engine.containers())
      .filter(({ mounts }) => mounts.some(({ source }) => source === mount.source))
      .map(({ name }) => name);
    return fail(
      'memory-volume',
      expected,
      `${mount.source} is a volume of the type tmpfs. Its files are in memory, but they don't belong to ${NAME} alone: whoever mounts the volume reads them, and they stay until the last of its containers stops. Now these use it: ${users.join(', ')}.`,
    );
  }
  return fail(
    'disk-volume',
    expected,
    `${destination} is the volume ${mount.anonymous ? `${mount.source.slice(0, 12)}… (anonymous)` : mount.source}, a directory on the disk, whatever its name says.`,
  );
}

/** What is to be said when nothing is mounted at a path. */
function nothingAt(container: ContainerFacts, path: string): Outcome {
  const others = container.mounts.filter(
    ({ destination }) => ![SESSIONS, SECRETS, '/tmp'].includes(destination),
  );
  if (others.length === 0) return waiting(`Run ${NAME} with a tmpfs mount at ${path}.`);
  return fail(
    'other-path',
    `A tmpfs mount at ${path}.`,
    `Nothing is mounted there; ${NAME} has a mount at ${others.map(({ destination }) => destination).join(', ')}.`,
  );
}

/** What a mount is now, as the shop's user finds it. */
interface Seen {
  /** Numeric ids of the shop's user and of the mount's owner. */
  user: number;
  owner: number;
  mode: number;
}

const LOOK = 'id -u; stat -c "%u %a" "$1"';

async function look(lab: Observed, container: ContainerFacts, path: string): Promise<Seen> {
  const { stdout, stderr } = await lab.exec(container.id, ['sh', '-c', LOOK, 'sh', path]);
  const [user, owner, mode] = stdout.split(/\s+/);
  if (mode === undefined) throw new Error(`looking at ${path} gave: ${stdout} ${stderr}`);
  return { user: Number(user), owner: Number(owner), mode: Number.parseInt(mode, 8) };
}

const NO_SIZE =
  'No fixed size was given, so it may grow to half of the memory of the whole machine, or whatever share was asked for.';

const modeForgotten = (path: string, wanted: string, seen: Seen): Outcome =>
  fail(
    'mode-forgotten',
    `${path} with the mode ${wanted}, stated where the mount is made.`,
    `No mode was given. Now it is ${octal(seen.mode)}: 1777 at the first start, and what the empty directory beneath has (755) at every later one.`,
  );

interface Mounted {
  container: ContainerFacts;
  asked: TmpfsFacts;
  seen: Seen;
}

/** A tmpfs mount of the shop's at a path, or what is to be said while there is none. */
async function mounted(lab: Observed, path: string): Promise<Mounted | Outcome> {
  const container = await shop(lab);
  if (isOutcome(container)) return container;
  const mount = mountAt(container, path);
  if (mount === undefined) return nothingAt(container, path);
  const wrong = await notInMemory(lab, mount);
  if (wrong !== null) return wrong;
  if (mount.readOnly) {
    return fail('read-only', `${NAME} can write to ${path}.`, 'The mount there is read-only.');
  }
  if (mount.tmpfs === null) throw new Error('a tmpfs mount without its facts');
  return { container, asked: mount.tmpfs, seen: await look(lab, container, path) };
}

export async function sessions(lab: Observed): Promise<Outcome> {
  const found = await mounted(lab, SESSIONS);
  if (isOutcome(found)) return found;
  const { asked, seen } = found;
  const wanted = octal(SESSIONS_MODE);
  const expectedSize = `${SESSIONS} holds ${bytes(SESSIONS_SIZE)}: size=16m.`;
  if (asked.size === null) return fail('no-size', expectedSize, NO_SIZE);
  if (asked.size !== SESSIONS_SIZE) {
    return fail('wrong-size', expectedSize, `It was made with a size of ${bytes(asked.size)}.`);
  }
  if (asked.mode === null) return modeForgotten(SESSIONS, wanted, seen);
  if (asked.mode !== SESSIONS_MODE) {
    const decimal =
      asked.mode === (Number.parseInt(wanted, 10) & 0o7777)
        ? ` ${octal(asked.mode)} is what the decimal number ${wanted} is in octal: in YAML, write 0o${wanted}.`
        : '';
    return fail(
      'wrong-mode',
      `${SESSIONS} with the mode ${wanted}.`,
      `It was made with the mode ${octal(asked.mode)}.${decimal}`,
    );
  }
  if (seen.mode !== asked.mode) return changedByHand(SESSIONS, asked, seen);
  return pass(`${SESSIONS} holds ${bytes(asked.size)} of memory and has the mode ${wanted}.`);
}

const changedByHand = (path: string, asked: TmpfsFacts, seen: Seen): Outcome =>
  fail(
    'changed-by-hand',
    `${path} as it should be at every start, stated where the mount is made.`,
    `The mount says mode ${octal(asked.mode ?? 0)} and user ${asked.uid ?? 0}, and now it is ${octal(seen.mode)} and ${seen.owner}. That was changed in the running container, and the next start undoes it.`,
  );

export async function secrets(lab: Observed): Promise<Outcome> {
  const found = await mounted(lab, SECRETS);
  if (isOutcome(found)) return found;
  const { container, asked, seen } = found;
  const expectedSize = `${SECRETS} holds at most ${bytes(MAX_SECRETS_SIZE)}: size=1m.`;
  if (asked.size === null) return fail('no-size', expectedSize, NO_SIZE);
  if (asked.size > MAX_SECRETS_SIZE) {
    return fail('too-large', expectedSize, `It was made with a size of ${bytes(asked.size)}.`);
  }
  if (asked.mode === null) return modeForgotten(SECRETS, '700', seen);
  if ((asked.mode & OTHERS) !== 0 || (asked.mode & OWNERS) !== OWNERS) {
    return fail(
      'open-to-others',
      `${SECRETS} with the mode 700: everything for its owner, nothing for anybody else.`,
      `It was made with the mode ${octal(asked.mode)}.`,
    );
  }
  if (seen.owner !== seen.user) {
    const owner = seen.owner === 0 ? 'root' : `user ${seen.owner}`;
    return fail(
      'not-the-owner',
      `${SECRETS} belongs to user ${seen.user}, as whom ${NAME} runs.`,
      `It belongs to ${owner}, so ${NAME} itself can't enter. Only --tmpfs (and tmpfs: in Compose) can name an owner: uid=${seen.user}.`,
    );
  }
  if (asked.uid !== seen.user || seen.mode !== asked.mode) {
    return changedByHand(SECRETS, asked, seen);
  }
  const stranger = await lab.exec(container.id, ['ls', SECRETS], { user: STRANGER });
  if (stranger.exitCode === 0) {
    return fail('open-to-others', `Another user can't enter ${SECRETS}.`, 'Another user could.');
  }
  return pass(
    `${SECRETS} belongs to user ${seen.user} and has the mode ${octal(seen.mode)}; another user was refused.`,
  );
}

/** The shop with both mounts as they are asked for, or what is wrong. */
export async function ready(lab: Observed): Promise<ContainerFacts | Outcome> {
  for (const task of [sessions, secrets]) {
    const outcome = await task(lab);
    if (outcome.kind !== 'pass') return outcome;
  }
  return shop(lab);
}

/** A twin of the shop, running, or what is to be said when the shop doesn't run by itself. */
export async function twinOf(
  lab: Experiment,
  container: ContainerFacts,
): Promise<Server | Outcome> {
  const twin = await lab.twin(container.id);
  if (await twin.running()) return twin;
  const last = (await twin.logs()).trim().split('\n').at(-1);
  return waiting(
    `A second container configured as ${NAME} ended at once, so nothing could be tried with it (the last of its log: ${last || 'nothing'}). Give ${NAME} a command that needs no network and no other container.`,
  );
}
