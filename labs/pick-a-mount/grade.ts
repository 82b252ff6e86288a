import {
  type ContainerFacts,
  type Experiment,
  fail,
  grade,
  type MountFacts,
  type Observed,
  type Outcome,
  pass,
  waiting,
} from '../../server/grading/contract.ts';

const IMAGE = 'busybox:1.37';
const SALES = { container: 'till', path: '/sales', file: 'log.txt' };
const SITE = { container: 'window', path: '/site', file: 'index.html' };
const KEYS = { container: 'keys', path: '/keys', file: 'session' };
/** The shop owner's directory. */
const HOST_SITE = '/root/site';

const isOutcome = (value: object): value is Outcome => 'kind' in value;

/** The container of that name, up, or what is to be said of it. */
async function running(lab: Observed, name: string): Promise<ContainerFacts | Outcome> {
  const container = await lab.engine.container(name);
  if (container === null) return waiting(`Run a container named ${name} from ${IMAGE}.`);
  if (container.status === 'created' || container.status === 'exited') {
    const last = (await lab.engine.logs(container.id)).trim().split('\n').at(-1);
    return fail(
      'not-running',
      `${name} running, with the command that the text gives.`,
      `${name} is ${container.status}, with exit code ${container.exitCode}.${last ? ` The last of its log: ${last}` : ''}`,
    );
  }
  if (!container.running) return waiting(`${name} is ${container.status}.`);
  return container;
}

const withoutSlash = (path: string): string => path.replace(/(?<=.)\/+$/, '');

/** The mount that a path lies in: the deepest one at or above it. */
const mountOf = ({ mounts }: ContainerFacts, path: string): MountFacts | undefined =>
  mounts
    .filter(({ destination }) => `${path}/`.startsWith(`${withoutSlash(destination)}/`))
    .sort((one, other) => other.destination.length - one.destination.length)[0];

/** What else the container mounts, for people; empty when nothing. */
const elsewhere = ({ mounts }: ContainerFacts): string =>
  mounts.map(({ type, source, destination }) => `${source || type} at ${destination}`).join(', ');

async function isMemoryVolume(lab: Observed, mount: MountFacts): Promise<boolean> {
  if (mount.type !== 'volume') return false;
  return (await lab.engine.volume(mount.source))?.options.type === 'tmpfs';
}

/** The volume that the sales are in, or what is to be said. */
async function sales(lab: Observed): Promise<{ mount: MountFacts; inside: string } | Outcome> {
  const { container: name, path, file } = SALES;
  const container = await running(lab, name);
  if (isOutcome(container)) return container;
  const expected = `A volume with a name, mounted at ${path} in ${name}.`;
  const mount = mountOf(container, path);
  if (mount === undefined) {
    const others = elsewhere(container);
    return others === ''
      ? fail(
          'in-the-writable-layer',
          expected,
          `${name} has no mount at all: the sales are in its writable layer and go with it.`,
        )
      : fail(
          'wrong-path',
          expected,
          `${name} mounts ${others}, but writes to ${path}: the sales are in its writable layer and go with it.`,
        );
  }
  if (mount.type === 'bind') {
    return fail(
      'bind-mount',
      expected,
      `${path} is ${mount.source}, a directory of this host. It keeps the sales, but nobody outside the till needs to reach them, and the command works only where that path does.`,
    );
  }
  if (mount.type === 'tmpfs') {
    return fail(
      'in-memory',
      expected,
      `${path} is a tmpfs: all sales are gone when ${name} stops.`,
    );
  }
  if (mount.anonymous) {
    return fail(
      'anonymous-volume',
      expected,
      `${path} is a volume, but an anonymous one (${mount.source.slice(0, 12)}…): the next container gets another, and nobody finds this one by its name.`,
    );
  }
  if (await isMemoryVolume(lab, mount)) {
    return fail(
      'memory-volume',
      expected,
      `The volume ${mount.source} was made with type=tmpfs: it is in memory, and empty again when ${name} has stopped.`,
    );
  }
  const written = await lab.exec(container.id, ['test', '-s', `${path}/${file}`]);
  if (written.exitCode !== 0) {
    return fail(
      'nothing-written',
      `${name} appends to ${path}/${file} when it starts.`,
      `There is no ${path}/${file}, or it is empty. The command of ${name} is ${container.command.join(' ')}.`,
    );
  }
  return { mount, inside: `${path}/${file}`.slice(withoutSlash(mount.destination).length) };
}

/** What the mount at the window's directory is wrong with; null when it is the owner's directory. */
function misplaced(container: ContainerFacts): Outcome | null {
  const { container: name, path, file } = SITE;
  const expected = `The directory ${HOST_SITE} of the host, mounted at ${path} in ${name}.`;
  const mount = mountOf(container, path);
  if (mount === undefined) {
    const single = container.mounts.find(({ destination }) => destination === `${path}/${file}`);
    return single === undefined
      ? fail(
          'copied',
          expected,
          `Nothing is mounted at ${path}. What ${name} serves is in its own layer, and a change in ${HOST_SITE} never gets there.`,
        )
      : fail(
          'single-file',
          expected,
          `Only the file ${file} is mounted. Many editors save by writing a new file in place of the old one, and ${name} would go on showing the old; a second page would not be there at all.`,
        );
  }
  if (mount.type === 'volume') {
    return fail(
      'volume',
      expected,
      `${path} is the volume ${mount.source.slice(0, 40)}, not a directory of the host: without a slash, the left side of -v is a name.`,
    );
  }
  if (mount.type !== 'bind') {
    return fail('in-memory', expected, `${path} is a ${mount.type}: empty, and gone with ${name}.`);
  }
  const below = path.slice(withoutSlash(mount.destination).length);
  if (`${withoutSlash(mount.source)}${below}` === HOST_SITE) return null;
  return fail(
    'wrong-directory',
    expected,
    `${path} is ${mount.source} of the host. With -v, a directory that is missing is made, empty.`,
  );
}

async function window(lab: Observed): Promise<Outcome> {
  const { container: name, path, file } = SITE;
  const container = await running(lab, name);
  if (isOutcome(container)) return container;
  const wrong = misplaced(container);
  if (wrong !== null) return wrong;
  const page = await lab.files.read(`${HOST_SITE}/${file}`);
  if (page === null) return waiting(`Put ${file} back into ${HOST_SITE}.`);
  const served = await lab.exec(container.id, ['wget', '-q', '-O', '-', 'http://127.0.0.1/']);
  if (served.exitCode !== 0) {
    return fail(
      'not-served',
      `${name} answers a request with ${file}.`,
      `It doesn't: ${served.stderr.trim() || 'no answer'}. Its command is ${container.command.join(' ')}.`,
    );
  }
  if (served.stdout !== page) {
    return fail(
      'another-page',
      `${name} serves ${HOST_SITE}/${file}.`,
      `It serves something else. Its command is ${container.command.join(' ')}.`,
    );
  }
  return pass(`${path} is ${HOST_SITE}, and ${name} serves the page as it is there now.`);
}

/** The container whose keys are in its own memory, with its key, or what is to be said. */
async function keyInMemory(
  lab: Observed,
): Promise<{ container: ContainerFacts; key: string } | Outcome> {
  const { container: name, path, file } = KEYS;
  const container = await running(lab, name);
  if (isOutcome(container)) return container;
  const expected = `A tmpfs at ${path} in ${name}.`;
  const mount = mountOf(container, path);
  if (mount === undefined) {
    return fail(
      'in-the-writable-layer',
      expected,
      `Nothing is mounted at ${path}: the key is in the writable layer of ${name}, which is a directory on the disk.`,
    );
  }
  if (await isMemoryVolume(lab, mount)) {
    return fail(
      'memory-volume',
      expected,
      `${path} is the volume ${mount.source}, made with type=tmpfs. It is in memory, but it has a name, and any other container can mount it.`,
    );
  }
  if (mount.type !== 'tmpfs') {
    return fail(
      'on-disk',
      expected,
      `${path} is ${mount.type === 'bind' ? `the directory ${mount.source}` : `the volume ${mount.source.slice(0, 40)}`}, which is on the disk.`,
    );
  }
  const key = (await lab.exec(container.id, ['cat', `${path}/${file}`])).stdout.trim();
  if (key.length >= SHORTEST_KEY) return { container, key };
  return fail(
    'no-key',
    `A key in ${path}/${file}.`,
    `There is none. The command of ${name} is ${container.command.join(' ')}.`,
  );
}

/** Anything shorter would be found on many a disk by chance. */
const SHORTEST_KEY = 16;

/** Directories of the host in which the container or a volume could have left something. */
async function placesOnDisk(lab: Observed, container: ContainerFacts): Promise<string[]> {
  const format = '{{.GraphDriver.Data.UpperDir}}';
  const layer = (await lab.host(['docker', 'inspect', container.id, '--format', format])).stdout;
  const volumes = (await lab.engine.volumes()).map(({ mountpoint }) => mountpoint);
  const binds = container.mounts.filter(({ type }) => type === 'bind').map(({ source }) => source);
  return [layer.trim(), ...volumes, ...binds].filter((path) => path !== '');
}

async function searched(lab: Experiment): Promise<Outcome> {
  const found = await keyInMemory(lab);
  if (isOutcome(found)) return found;
  const { container, key } = found;
  const [first = key] = key.split(/\s/);
  const places = await placesOnDisk(lab, container);
  const { stdout } = await lab.host(['grep', '-rlsF', '-e', first, '--', ...places]);
  const [hit] = stdout.split('\n').filter((line) => line !== '');
  if (hit === undefined) {
    return pass(
      `The key is in memory; the writable layer of ${KEYS.container} and every volume were searched, and it is in none.`,
    );
  }
  return fail(
    'found-on-disk',
    `The key nowhere but in ${KEYS.path}.`,
    `It was found on the disk too, in ${hit}.`,
  );
}

export default grade(['till', 'window', 'keys'], {
  till: {
    async observe(lab) {
      const found = await sales(lab);
      if (isOutcome(found)) return found;
      return pass(`The till writes into the volume ${found.mount.source}.`);
    },
    async experiment(lab) {
      const found = await sales(lab);
      if (isOutcome(found)) return found;
      const { mount, inside } = found;
      const read = await lab.probe({
        image: IMAGE,
        mounts: [{ type: 'volume', source: mount.source, target: '/found', readOnly: true }],
        argv: ['head', '-n', '1', `/found${inside}`],
      });
      const first = await lab.exec(SALES.container, ['head', '-n', '1', `${SALES.path}/log.txt`]);
      if (read.exitCode === 0 && read.stdout !== '' && read.stdout === first.stdout) {
        return pass(`Without the till, another container read the sales from ${mount.source}.`);
      }
      return fail(
        'not-in-volume',
        `The sales can be read from ${mount.source} without the till.`,
        `What was found there: ${read.stderr.trim() || read.stdout.trim() || 'nothing'}.`,
      );
    },
  },
  window: { observe: window },
  keys: {
    async observe(lab) {
      const found = await keyInMemory(lab);
      if (isOutcome(found)) return found;
      return pass(`${KEYS.path} is a tmpfs, and there is a key in it.`);
    },
    experiment: searched,
  },
});
