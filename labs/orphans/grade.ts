import {
  type Difference,
  differences,
  type Experiment,
  fail,
  grade,
  inWords,
  type Observed,
  type Outcome,
  pass,
  type VolumeFacts,
  waiting,
} from '../../server/grading/contract.ts';
import {
  EARLIER_LIST,
  LAST,
  ORIGINAL,
  ORPHANS,
  OTHER_LISTS,
  UNUSED,
  USERS,
  WANTED,
} from './original.ts';

const NOTE = { path: '/root/found.txt', shown: '~/found.txt' };
const RESCUED = 'bookings';
const LIST = 'bookings.csv';
/** Enough of a name to tell two apart by eye. */
const SHORT = 12;

const isOutcome = (value: object): value is Outcome => 'kind' in value;
const short = (name: string): string =>
  /^[0-9a-f]{64}$/.test(name) ? `${name.slice(0, SHORT)}…` : name;
const clock = (at: Date): string => `${at.toISOString().slice(11, 19)} UTC`;

/** The orphan is there with what it had. Mounted by its name after it was removed, it is there and empty. */
async function isThere(lab: Observed): Promise<boolean> {
  const volume = await lab.engine.volume(WANTED);
  return volume !== null && (await lab.files.list(volume.mountpoint))?.includes(LIST) === true;
}

/** What to say when the wanted volume was removed and nothing of it was kept. */
function lost(lab: Observed, expected: string): Outcome {
  const removed = lab.history.find(
    (entry) => entry.kind === 'volume' && entry.action === 'destroy' && entry.name === WANTED,
  );
  const when = removed === undefined ? '' : ` at ${clock(removed.at)}`;
  return fail(
    'pruned-first',
    expected,
    `${short(WANTED)}, which had the bookings up to number ${LAST}, was removed${when}, and nothing had been copied from it: there is no undo. Reset the lab, and look into orphans before you remove any.`,
  );
}

async function found(lab: Observed): Promise<Outcome> {
  const expected = `In ${NOTE.shown} the name of the volume in which ${LIST} goes up to number ${LAST}.`;
  if (!(await isThere(lab))) return lost(lab, expected);
  const written = (await lab.files.read(NOTE.path))?.trim() ?? '';
  if (written === '') return waiting(`Write the name of the volume into ${NOTE.shown}.`);
  const names = written.split(/\s+/);
  const [name = ''] = names;
  if (names.length > 1) {
    return fail(
      'several-words',
      expected,
      `It has ${names.length} words, the first of them ${short(name).slice(0, 40)}. One name is asked for.`,
    );
  }
  if (name === WANTED) return pass(`In ${short(WANTED)}, ${LIST} goes up to number ${LAST}.`);
  const volumes = await lab.engine.volumes();
  const meant = volumes.find((volume) => volume.name === name);
  if (meant === undefined) {
    const whole = volumes.find((volume) => volume.name.startsWith(name));
    return whole === undefined
      ? fail('no-such-volume', expected, `${name.slice(0, 80)} isn't the name of a volume.`)
      : fail(
          'abbreviated',
          expected,
          `${name} is the beginning of a name. Docker completes the ids of containers, never the names of volumes: -v ${name}:/from would make a new and empty volume. Write all ${whole.name.length} characters.`,
        );
  }
  const other = OTHER_LISTS.get(meant.name);
  if (other !== undefined) {
    return fail('another-list', expected, `${short(meant.name)} was named, and ${other}`);
  }
  return fail(
    'no-list',
    expected,
    `${short(meant.name)} was named, and there is no ${LIST} in it. Look into the others.`,
  );
}

/** The learner's volume, as far as looking at it from outside tells. */
async function rescuedVolume(lab: Observed): Promise<VolumeFacts | Outcome> {
  const expected = `A volume ${RESCUED} with all that is in ${short(WANTED)}.`;
  const volume = await lab.engine.volume(RESCUED);
  if (volume?.options.device !== undefined) {
    return fail(
      'not-its-own',
      expected,
      `${RESCUED} was made with the device ${volume.options.device}: it is a second name for that directory. Whoever removes the orphan takes the files away from both.`,
    );
  }
  const names = volume === null ? [] : await lab.files.list(volume.mountpoint);
  if (volume === null || names === null || names.length === 0) {
    if (!(await isThere(lab))) return lost(lab, expected);
    const begun = (await lab.engine.volumes()).find(
      ({ name }) => name !== WANTED && WANTED.startsWith(name),
    );
    if (volume !== null && begun !== undefined) {
      return fail(
        'abbreviated-source',
        expected,
        `${RESCUED} is empty, and so is the volume ${begun.name}, which Docker has made because that is the name it was given: it never completes the name of a volume. Remove ${begun.name}, and copy from the whole name.`,
      );
    }
    return volume === null
      ? waiting(`Make a volume named ${RESCUED}, and copy into it.`)
      : waiting(
          `${RESCUED} is empty. Mount both volumes in one container, and copy from one to the other.`,
        );
  }
  return volume;
}

const REASONS: Record<Difference['what'], string> = {
  missing: 'path-missing',
  extra: 'path-extra',
  type: 'type-differs',
  target: 'target-differs',
  content: 'content-differs',
  links: 'hard-link-made',
  owner: 'owner-differs',
  mode: 'mode-differs',
};

const owners = (path: string): string =>
  path === '.'
    ? 'The directory itself has an owner and a mode too, and only a copy of it brings them along: /from/., not the names in it.'
    : 'A copy belongs to whoever makes it, unless the command is told to keep owners.';

async function rescued(lab: Experiment): Promise<Outcome> {
  const volume = await rescuedVolume(lab);
  if (isOutcome(volume)) return volume;
  const tree = await lab.tree(RESCUED);
  if (tree === null) throw new Error('a volume that was there has no tree');
  const [list] = tree.filter(({ path }) => path === LIST);
  const deeper = tree.find(({ path }) => path.endsWith(`/${LIST}`));
  if (list === undefined && deeper !== undefined) {
    return fail(
      'too-deep',
      `${LIST} at the top of ${RESCUED}.`,
      `There it is ${deeper.path}. Copy the content of the directory, /from/., not the directory itself.`,
    );
  }
  if (list?.sha256 === EARLIER_LIST) {
    return fail(
      'wrong-orphan',
      `The ${LIST} of ${short(WANTED)} in ${RESCUED}, with ${LAST} bookings.`,
      `${RESCUED} has the list that ends with number 214, from another orphan.`,
    );
  }
  const all = differences(ORIGINAL, tree);
  const [first] = all;
  if (first === undefined) {
    return pass(
      `All ${tree.length} paths of ${RESCUED} are as ${short(WANTED)} had them: type, mode, owner, link target and content.`,
    );
  }
  const { what } = first;
  const words = inWords(first, short(WANTED), RESCUED);
  const is =
    all.length === 1
      ? words.found
      : `${words.found} That is the first of ${all.length} differences.`;
  const withoutDots = !tree.some(({ path }) => /^\.[^/]/.test(path));
  if (what === 'missing' && withoutDots) {
    return fail(
      'dotfiles-missing',
      words.expected,
      `${is} Nothing is there that begins with a dot: a * of the shell doesn't stand for such names.`,
    );
  }
  return fail(REASONS[what], words.expected, what === 'owner' ? `${is} ${owners(first.path)}` : is);
}

/** What was in use, or had a name, and is no longer there; null when all is. */
async function damage(lab: Observed, volumes: readonly VolumeFacts[]): Promise<Outcome | null> {
  const holds = async (file: string): Promise<boolean> => {
    for (const { mountpoint } of volumes) {
      if ((await lab.files.list(mountpoint))?.includes(file)) return true;
    }
    return false;
  };
  for (const { container, file } of USERS) {
    if ((await lab.engine.container(container)) !== null) continue;
    const expected = `The container ${container} with its volume, which has ${file}.`;
    if (await holds(file)) {
      return fail(
        'container-removed',
        expected,
        `${container} was removed, and its volume became an orphan. A stopped container is one that may be started again. Reset the lab.`,
      );
    }
    return fail(
      'in-use-lost',
      expected,
      `Both are gone. As long as there is a container, running or not, its volume is in use, and no prune takes it; something removed the container first. Reset the lab.`,
    );
  }
  const { volume, file } = UNUSED;
  const named = volumes.find(({ name }) => name === volume);
  if (named !== undefined && (await lab.files.list(named.mountpoint))?.includes(file)) return null;
  return fail(
    'named-lost',
    `The volume ${volume}, with ${file}.`,
    `It is gone. No container used it, and yet it wasn't an orphan: somebody gave it a name in order to find it again. Reset the lab.`,
  );
}

async function cleared(lab: Observed): Promise<Outcome> {
  const volumes = await lab.engine.volumes();
  const harm = await damage(lab, volumes);
  if (harm !== null) return harm;
  const rescue = await lab.engine.volume(RESCUED);
  const kept = rescue === null ? null : await lab.files.list(rescue.mountpoint);
  if (!kept?.includes(LIST)) {
    const expected = `The volume ${RESCUED}, with ${LIST}.`;
    const removed = lab.history.some(
      (entry) => entry.kind === 'volume' && entry.action === 'destroy' && entry.name === RESCUED,
    );
    if (await isThere(lab)) {
      return waiting(`Rescue the bookings into ${RESCUED} first.`);
    }
    if (!removed) return lost(lab, expected);
    return fail(
      'rescue-lost',
      expected,
      `${RESCUED} was removed, and so was the orphan that it was copied from. No container uses ${RESCUED} yet, and whatever takes all unused volumes takes it too. Reset the lab.`,
    );
  }
  const containers = await lab.engine.containers();
  const used = new Set(containers.flatMap(({ mounts }) => mounts.map(({ source }) => source)));
  const orphans = volumes.filter(({ name, anonymous }) => anonymous && !used.has(name));
  const [left] = orphans;
  if (left === undefined) {
    return pass(
      `Every anonymous volume has a container; ${RESCUED}, ${UNUSED.volume} and the volumes of ${USERS.map(({ container }) => container).join(' and ')} are there.`,
    );
  }
  const begun = ORPHANS.some((name) => !volumes.some((volume) => volume.name === name));
  if (!begun) return waiting(`Remove the orphans: there are ${orphans.length}.`);
  return fail(
    'orphans-left',
    'No anonymous volume without a container.',
    left.name === WANTED
      ? `${short(left.name)} is still there. What was in it is in ${RESCUED} now, so it can go.`
      : `${orphans.map(({ name }) => short(name)).join(', ')} ${orphans.length === 1 ? 'is' : 'are'} still there.`,
  );
}

export default grade(['found', 'rescued', 'cleared'], {
  found: { observe: found },
  rescued: {
    async observe(lab) {
      const volume = await rescuedVolume(lab);
      return isOutcome(volume) ? volume : pass(`${RESCUED} has something in it.`);
    },
    experiment: rescued,
  },
  cleared: { observe: cleared },
});
