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

/** Files that are not empty below a directory of a container. */
async function filesBelow(lab: Observed, container: string, path: string): Promise<string[]> {
  const found = await lab.exec(container, ['find', path, '-type', 'f', '-size', '+0c']);
  return found.stdout.split('\n').filter(Boolean);
}

const lasting = (mounts: readonly MountFacts[]): MountFacts[] =>
  mounts.filter((mount) => mount.type === 'volume' || mount.type === 'bind');

async function keepIt(lab: Observed): Promise<Outcome> {
  const container = await running(lab);
  if (isOutcome(container)) return container;
  const copy = await committed(lab, container);
  if (copy !== null) return copy;
  const mounts = lasting(container.mounts);
  const [mount] = mounts;
  if (mount === undefined) {
    const memory = container.mounts.find(({ type }) => type === 'tmpfs');
    if (memory === undefined) return waiting(`Run ${NAME} anew, with a volume.`);
    return fail(
      'tmpfs',
      'A mount that outlives the container: a named volume.',
      `The mount at ${memory.destination} is a tmpfs. It lives in memory and is gone as soon as ${NAME} stops.`,
    );
  }
  const anonymous = mounts.find((one) => one.anonymous);
  if (anonymous !== undefined) {
    return fail(
      'anonymous-volume',
      'A volume with a name that you gave it.',
      `The volume at ${anonymous.destination} is anonymous (${short(anonymous.source)}…): docker rm -v and --rm delete it with the container, and nobody finds it by its name.`,
    );
  }
  const kept = await filesBelow(lab, container.id, mount.destination);
  if (kept.length > 0)
    return pass(`${kept[0]} lies in ${mount.source}, outside the writable layer.`);
  const path = (await lab.engine.changes(container.id)).find(
    (change) => change.kind === 'added' && !mounts.some((one) => isBelow(change.path, one)),
  )?.path;
  if (path !== undefined) {
    return fail(
      'wrong-path',
      `Your file below ${mount.destination}, where the volume is mounted.`,
      `Nothing is in the volume, and docker diff lists ${path}: it went into the writable layer, which dies with ${NAME}.`,
    );
  }
  return waiting(`Write the file below ${mount.destination}.`);
}

export default grade(['find-the-write', 'survive-a-stop', 'lose-it', 'keep-it'], {
  'find-the-write': { observe: findTheWrite },
  'survive-a-stop': { observe: surviveAStop },
  'lose-it': { observe: loseIt },
  'keep-it': {
    observe: keepIt,
    async experiment(lab) {
      const container = await running(lab);
      if (isOutcome(container)) return container;
      const [mount] = lasting(container.mounts);
      if (mount === undefined) return waiting(`Run ${NAME} anew, with a volume.`);
      const [file] = await filesBelow(lab, container.id, mount.destination);
      if (file === undefined) return waiting(`Write the file below ${mount.destination}.`);
      const written = await lab.exec(container.id, ['cat', file]);
      const inside = file.slice(mount.destination.replace(/\/$/, '').length);
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
        return pass(`Without ${NAME}, another container read ${inside} from ${mount.source}.`);
      }
      return fail(
        'not-kept',
        `${file} can be read from ${mount.source} without ${NAME}.`,
        `A container of the grader's that mounts ${mount.source} found: ${read.stderr.trim() || 'something else'}.`,
      );
    },
  },
});
