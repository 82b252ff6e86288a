/** The volume of the site: what is in it, and who put it there. */
import {
  fail,
  type HistoryEntry,
  type MountFacts,
  type Observed,
  type Outcome,
  waiting,
} from '../../server/grading/contract.ts';

export const VOLUME = 'assets';
export const PAGE = 'index.html';
export const SERVERS: readonly string[] = ['web-1', 'web-2'];
const HOME = '/root';
/** So many names are enough to tell what is in a volume. */
const NAMES_SHOWN = 3;

/** Content hashes of files by their paths. */
export type Files = ReadonlyMap<string, string>;

export interface Assets {
  mountpoint: string;
  files: Files;
}

export const isOutcome = <T extends object>(value: T | Outcome): value is Outcome =>
  'kind' in value;

async function filesOf(lab: Observed, of: string): Promise<Files | null> {
  const tree = await lab.tree(of);
  if (tree === null) return null;
  return new Map(
    tree.flatMap(({ path, sha256 }): [string, string][] =>
      sha256 === null ? [] : [[path, sha256]],
    ),
  );
}

/** An edition of the site as it lies in the home directory, or what is to be said while it doesn't. */
export async function edition(lab: Observed, number: 1 | 2): Promise<Files | Outcome> {
  const files = await filesOf(lab, `${HOME}/site-${number}`);
  return files ?? waiting(`~/site-${number} is gone. Reset the lab to get it back.`);
}

/** The volume with its files, or what is to be said while it isn't there. */
export async function assets(lab: Observed): Promise<Assets | Outcome> {
  const [volume, files] = [await lab.engine.volume(VOLUME), await filesOf(lab, VOLUME)];
  if (volume !== null && files !== null) return { mountpoint: volume.mountpoint, files };
  const bound = created(lab)
    .flatMap(({ mounts }) => mounts ?? [])
    .find(({ type, source }) => type === 'bind' && source.endsWith(`/${VOLUME}`));
  if (bound === undefined) return waiting(`Let a job fill a volume named ${VOLUME}.`);
  return fail(
    'bind-instead',
    `A volume named ${VOLUME}.`,
    `There is none. What a container had mounted is ${bound.source}, a directory of the host: with a slash in it, the left side of -v is a path.`,
  );
}

/** What keeps an edition from being in the volume as a whole; null when it is. */
export function missing(wanted: Files, { files }: Assets, name: string): Outcome | null {
  const absent = [...wanted].find(([path]) => !files.has(path));
  const other = [...wanted].find(([path, hash]) => files.has(path) && files.get(path) !== hash);
  if (absent !== undefined) {
    const [path, hash] = absent;
    const deeper = [...files].find(([at, found]) => at.endsWith(`/${path}`) && found === hash);
    if (deeper !== undefined) {
      return fail(
        'in-a-subdirectory',
        `${path} at the top of ${VOLUME}.`,
        `It is at ${deeper[0]}. Copy what is in the directory, not the directory itself: ~/${name}/. with a dot at the end.`,
      );
    }
    const found = [...files.keys()].slice(0, NAMES_SHOWN).join(', ');
    return fail(
      'file-missing',
      `Every file of ~/${name} in ${VOLUME}, also those in its directories.`,
      `${path} isn't there. What is there: ${found || 'nothing'}.`,
    );
  }
  if (other === undefined) return null;
  return fail(
    'file-differs',
    `${other[0]} in ${VOLUME} as it is in ~/${name}.`,
    `It is there, with another content.`,
  );
}

type Creation = Extract<HistoryEntry, { kind: 'container' }>;

const created = (lab: Observed): Creation[] =>
  lab.history.filter(
    (entry): entry is Creation => entry.kind === 'container' && entry.action === 'create',
  );

/** A mount of the volume, or a bind of the host's directory that it is, or of one above that. */
export const isOfAssets = (mount: MountFacts, mountpoint: string): boolean =>
  mount.type === 'volume'
    ? mount.source === VOLUME
    : mount.type === 'bind' && `${mountpoint}/`.startsWith(`${mount.source.replace(/\/$/, '')}/`);

const EXPECTED_JOB = `A container that wrote to ${VOLUME} and has ended.`;

/** Why what is in the volume isn't the work of a job that has ended, begun after a time; null when it is. */
export async function notByJob(
  lab: Observed,
  { mountpoint }: Assets,
  after = new Date(0),
): Promise<Outcome | null> {
  const writes = (mounts: readonly MountFacts[] | null): boolean =>
    mounts?.some((mount) => isOfAssets(mount, mountpoint) && !mount.readOnly) === true;
  const containers = await lab.engine.containers();
  const left = containers.find(({ running, mounts }) => running && writes(mounts));
  if (left !== undefined) {
    return fail(
      'writer-left',
      EXPECTED_JOB,
      `${left.name} has ${VOLUME} mounted so that it can write there, and is still running.`,
    );
  }
  const jobs = created(lab).filter(({ name, mounts }) => !SERVERS.includes(name) && writes(mounts));
  if (jobs.some(({ at }) => at > after)) return null;
  if (lab.history.some((entry) => entry.kind === 'gap')) return null;
  return fail(
    'no-job',
    EXPECTED_JOB,
    jobs.length === 0
      ? `No container but a server has ever had ${VOLUME} mounted to write. So the files came from the host, past Docker, or from an image, when Docker filled the empty volume for a server. Put them there with a job.`
      : `None has, since both servers are running. So the new files came from the host, past Docker. Put them there with a job.`,
  );
}

/** What to say of a volume without files. */
export function nothingIn(lab: Observed): Outcome {
  const mounts = created(lab)
    .filter(({ name }) => !SERVERS.includes(name))
    .flatMap((entry) => entry.mounts ?? [])
    .filter(({ source }) => source === VOLUME);
  if (mounts.length === 0 || mounts.some(({ readOnly }) => !readOnly)) {
    return waiting(`${VOLUME} is empty. Let a job copy what is in ~/site-1 into it.`);
  }
  return fail(
    'job-read-only',
    `A job that can write to ${VOLUME}.`,
    `${VOLUME} is empty: the container that had it mounted could only read there. It is the servers that are to have it read-only.`,
  );
}
