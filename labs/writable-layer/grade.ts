import {
  type ContainerFacts,
  fail,
  grade,
  type HistoryEntry,
  type MountFacts,
  type Observed,
  type Outcome,
  pass,
  waiting,
} from '../../server/grading/contract.ts';

const NAME = 'notes';
const IMAGE = 'busybox:1.37';
const ANSWER = '/root/answer.txt';

type ContainerEntry = Extract<HistoryEntry, { kind: 'container' }>;

const short = (id: string): string => id.slice(0, 12);

/** What happened to containers of our name, oldest first. */
const doings = (lab: Observed): ContainerEntry[] =>
  lab.history.filter(
    (entry): entry is ContainerEntry => entry.kind === 'container' && entry.name === NAME,
  );

const starts = (lab: Observed, id: string): number =>
  doings(lab).filter((entry) => entry.id === id && entry.action === 'start').length;

const hasGap = (lab: Observed): boolean => lab.history.some((entry) => entry.kind === 'gap');

/** The path that the learner says was written. */
async function answer(lab: Observed): Promise<string | null> {
  const text = (await lab.files.read(ANSWER))?.trim() ?? '';
  return text === '' ? null : (text.split('\n')[0] ?? '').replace(/^A\s+/, '').trim();
}

const isBelow = (path: string, mount: MountFacts): boolean =>
  path === mount.destination || path.startsWith(`${mount.destination.replace(/\/$/, '')}/`);

/** When a file of a running container was written last, ms; null when that can't be told. */
async function writtenAt(lab: Observed, container: string, path: string): Promise<number | null> {
  const { exitCode, stdout } = await lab.exec(container, ['stat', '-c', '%y', path]);
  const at = Date.parse(stdout.trim().replace(/^(\S+) (\S+) ([+-]\d\d)(\d\d)$/, '$1T$2$3:$4'));
  return exitCode === 0 && !Number.isNaN(at) ? at : null;
}

/** When the process of a container ended last, ms; null when that was not recorded. */
const endedAt = (lab: Observed, id: string): number | null =>
  doings(lab)
    .filter((entry) => entry.id === id && entry.action === 'die')
    .at(-1)
    ?.at.getTime() ?? null;

async function isFileWithText(lab: Observed, container: string, path: string): Promise<boolean> {
  return (await lab.exec(container, ['test', '-f', path, '-a', '-s', path])).exitCode === 0;
}

/** The running container, or what is to be said while there is none. */
async function running(lab: Observed): Promise<ContainerFacts | Outcome> {
  const container = await lab.engine.container(NAME);
  if (container === null) {
    return waiting(`Run a container named ${NAME} from ${IMAGE} that stays running.`);
  }
  if (container.running) return container;
  return fail(
    'not-running',
    `A container named ${NAME} that stays running, for example with the command sleep infinity.`,
    `${NAME} is there, but it is ${container.status} (exit code ${container.exitCode}).`,
  );
}

const isOutcome = (value: ContainerFacts | Outcome): value is Outcome => 'kind' in value;

/** A container of an image that was made from another container. */
async function committed(lab: Observed, container: ContainerFacts): Promise<Outcome | null> {
  const original = await lab.engine.image(IMAGE);
  if (original === null || container.imageId === original.id) return null;
  return fail(
    'committed-image',
    `${NAME} runs from ${IMAGE} as it came.`,
    `${NAME} runs from ${container.image}, another image. An image made with docker commit is a copy of one moment: what is written next is lost with the container all the same.`,
  );
}

async function findTheWrite(lab: Observed): Promise<Outcome> {
  const container = await running(lab);
  if (isOutcome(container)) return container;
  const added = (await lab.engine.changes(container.id)).filter(({ kind }) => kind === 'added');
  const path = await answer(lab);
  if (path === null) {
    return added.length === 0
      ? waiting(`Write a file in ${NAME}: docker exec runs a command in it.`)
      : waiting('Put the path of the new file into answer.txt in your home directory.');
  }
  const mount = container.mounts.find((one) => isBelow(path, one));
  if (mount !== undefined) {
    return fail(
      'written-to-mount',
      `A file in the writable layer of ${NAME}, which runs without mounts in this task.`,
      `${path} lies in a mount at ${mount.destination}, so docker diff doesn't list it.`,
    );
  }
  if (!added.some((change) => change.path === path)) {
    const files = added.map((change) => change.path).slice(0, 5);
    return fail(
      'not-in-diff',
      `answer.txt names a path that docker diff ${NAME} marks with A.`,
      `answer.txt says ${path}; ${files.length === 0 ? 'nothing was added yet' : `added were ${files.join(', ')}`}.`,
    );
  }
  if (!(await isFileWithText(lab, container.id, path))) {
    return fail(
      'not-a-file',
      'The path of a file with something in it.',
      `${path} in ${NAME} is a directory, or an empty file.`,
    );
  }
  return pass(`docker diff lists ${path} as added to the writable layer of ${NAME}.`);
}

async function surviveAStop(lab: Observed): Promise<Outcome> {
  const path = await answer(lab);
  const container = await lab.engine.container(NAME);
  if (container === null) {
    const removed = doings(lab).some((entry) => entry.action === 'destroy');
    return removed
      ? fail(
          'replaced',
          `The same container ${NAME}, stopped and started again.`,
          `${NAME} was removed, and its writable layer with it. Run it again, write the file again, then stop and start it.`,
        )
      : waiting(`Run ${NAME} and write the file again.`);
  }
  if (path === null) return waiting('Leave the path of your file in answer.txt.');
  if (!container.running) return waiting(`${NAME} is ${container.status}. Start it again.`);
  const times = starts(lab, container.id);
  const here = await isFileWithText(lab, container.id, path);
  if (times >= 2 && here) {
    const [written, ended] = [await writtenAt(lab, container.id, path), endedAt(lab, container.id)];
    if (written !== null && ended !== null && written > ended) {
      return fail(
        'written-after-start',
        `${path} as it was before ${NAME} stopped.`,
        `${path} was written after ${NAME} was started again, so it has not been through a stop yet. Stop and start ${NAME} once more, and leave the file alone.`,
      );
    }
    return pass(`${NAME} was started ${times} times, and ${path} is still there.`);
  }
  if (!here && doings(lab).some(({ id, action }) => action === 'destroy' && id !== container.id)) {
    return fail(
      'replaced',
      `The same container ${NAME}, stopped and started again, with ${path} in it.`,
      `This ${NAME} (${short(container.id)}) is a new container: the one with the file was removed. Write the file again, then use docker stop and docker start.`,
    );
  }
  if (!here) {
    return fail(
      'file-missing',
      `${path} in ${NAME}, as written in the first task.`,
      `${path} isn't there, or is empty. Write it again, then stop and start ${NAME}.`,
    );
  }
  return waiting(`Stop ${NAME} and start it again.`);
}

async function loseIt(lab: Observed): Promise<Outcome> {
  const path = await answer(lab);
  const container = await running(lab);
  if (isOutcome(container)) return container;
  if (path === null) return waiting('Leave the path of your file in answer.txt.');
  const removed = doings(lab).some(({ id, action }) => action === 'destroy' && id !== container.id);
  if (!removed) {
    if (starts(lab, container.id) >= 3) {
      return fail(
        'same-container',
        `A new container named ${NAME}, run after the old one was removed.`,
        `${NAME} (${short(container.id)}) is still the container of before, restarted. Its writable layer is still there, with ${path} in it.`,
      );
    }
    return hasGap(lab)
      ? waiting(`Remove ${NAME} and run it anew; what happened before was not all recorded.`)
      : waiting(`Remove ${NAME}, and run a new container of that name.`);
  }
  const copy = await committed(lab, container);
  if (copy !== null) return copy;
  if (container.mounts.some((mount) => isBelow(path, mount))) {
    return fail(
      'mounted',
      `${NAME} without a mount over ${path}, so that you see what is lost.`,
      `${NAME} has a mount at ${container.mounts.map((mount) => mount.destination).join(', ')}. That is the next task.`,
    );
  }
  if (await isFileWithText(lab, container.id, path)) {
    return fail(
      'written-again',
      `No ${path} in the new ${NAME}.`,
      `${path} was written again. Run ${NAME} anew and look before you write.`,
    );
  }
  return pass(
    `The new ${NAME} (${short(container.id)}) has a writable layer of its own, without ${path}.`,
  );
}

interface Kept {
  mount: MountFacts;
  /** Path of the file in the container. */
  file: string;
  /** The same, below the mount point: `/note.txt`. */
  inside: string;
}

/** The learner's file, by its name, in a mount; undefined while there is none with something in it. */
async function keptFile(
  lab: Observed,
  container: string,
  mounts: readonly MountFacts[],
  named: string,
): Promise<Kept | undefined> {
  for (const mount of mounts) {
    const { destination } = mount;
    const conditions = ['-type', 'f', '-size', '+0c', '-name', named];
    const found = await lab.exec(container, ['find', destination, ...conditions]);
    const file = found.stdout.split('\n').find((line) => line !== '');
    if (file === undefined) continue;
    return { mount, file, inside: file.slice(destination.replace(/\/$/, '').length) };
  }
  return undefined;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Why a mount doesn't outlive its container; null when it does. */
async function fleeting(lab: Observed, mount: MountFacts): Promise<Outcome | null> {
  if (mount.type === 'tmpfs') {
    return fail(
      'tmpfs',
      'A mount that outlives the container: a named volume.',
      `The mount at ${mount.destination} is a tmpfs. It lives in memory and is gone as soon as ${NAME} stops.`,
    );
  }
  if (mount.anonymous) {
    return fail(
      'anonymous-volume',
      'A volume with a name that you gave it.',
      `The volume at ${mount.destination} is anonymous (${short(mount.source)}…): docker rm -v and --rm delete it with the container, and nobody finds it by its name.`,
    );
  }
  const volume = mount.type === 'volume' ? await lab.engine.volume(mount.source) : null;
  if (volume?.options.type === 'tmpfs') {
    return fail(
      'memory-volume',
      'A volume on the disk, as docker volume create makes it without options.',
      `The volume ${volume.name} was made with type=tmpfs: its files are in memory, and gone when the last container that uses it stops.`,
    );
  }
  return null;
}

/** The learner's file where it survives, or what is to be said while it isn't there. */
async function kept(lab: Observed): Promise<Kept | Outcome> {
  const container = await running(lab);
  if (isOutcome(container)) return container;
  const path = await answer(lab);
  if (path === null) return waiting('Leave the path of your file in answer.txt.');
  const name = baseName(path);
  const copy = await committed(lab, container);
  if (copy !== null) return copy;
  const { mounts } = container;
  const file = await keptFile(lab, container.id, mounts, name);
  if (file !== undefined) return (await fleeting(lab, file.mount)) ?? file;
  const [mount] = mounts;
  if (mount === undefined) {
    return waiting(`Remove ${NAME}, and run it with a volume.`);
  }
  const lost = (await lab.engine.changes(container.id)).find(
    (change) => change.kind === 'added' && baseName(change.path) === name,
  );
  if (lost !== undefined && !mounts.some((one) => isBelow(lost.path, one))) {
    return fail(
      'wrong-path',
      `${name} below ${mount.destination}, where ${NAME} has its mount.`,
      `It isn't there, and docker diff lists ${lost.path}: it went into the writable layer, which dies with ${NAME}.`,
    );
  }
  return (await fleeting(lab, mount)) ?? waiting(`Write ${name} below ${mount.destination}.`);
}

export default grade(['find-the-write', 'survive-a-stop', 'lose-it', 'keep-it'], {
  'find-the-write': { observe: findTheWrite },
  'survive-a-stop': { observe: surviveAStop },
  'lose-it': { observe: loseIt },
  'keep-it': {
    async observe(lab) {
      const found = await kept(lab);
      if ('kind' in found) return found;
      return pass(`${found.file} lies in ${found.mount.source}, outside the writable layer.`);
    },
    async experiment(lab) {
      const found = await kept(lab);
      if ('kind' in found) return found;
      const { mount, file, inside } = found;
      const written = await lab.exec(NAME, ['cat', file]);
      // Another container, another path: only what is in the mount itself can be read there.
      const read =
        mount.type === 'bind'
          ? await lab.host(['cat', `${mount.source}${inside}`])
          : await lab.probe({
              image: IMAGE,
              mounts: [{ type: 'volume', source: mount.source, target: '/found', readOnly: true }],
              argv: ['cat', `/found${inside}`],
            });
      if (read.exitCode === 0 && read.stdout === written.stdout && read.stdout !== '') {
        return pass(
          mount.type === 'bind'
            ? `Without ${NAME}, ${mount.source}${inside} on the host holds what you wrote.`
            : `Without ${NAME}, another container read ${inside} from the volume ${mount.source}.`,
        );
      }
      return fail(
        'not-kept',
        `${file} can be read from ${mount.source} without ${NAME}.`,
        `What was found there instead: ${read.stderr.trim() || 'another text'}.`,
      );
    },
  },
});
