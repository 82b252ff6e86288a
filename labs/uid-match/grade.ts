import {
  type ContainerFacts,
  fail,
  grade,
  type Observed,
  type Outcome,
  pass,
  waiting,
} from '../../server/grading/contract.ts';

const ROSA = 1500;
const REPORTS = '/root/reports';
const PRINTER = { container: 'printer', path: '/out' };
const LEDGER = { container: 'ledger', image: 'ledger', path: '/data', volume: 'books' };
const OTHERS_MAY_WRITE = 0o002;
/** Directories of an image's layers, the uppermost first, with colons between. */
const LAYERS = '{{.GraphDriver.Data.UpperDir}}:{{with .GraphDriver.Data.LowerDir}}{{.}}{{end}}';

interface Ownership {
  uid: number;
  gid: number;
  mode: number;
}

const isOutcome = (value: object): value is Outcome => 'kind' in value;
const withoutSlash = (path: string): string => path.replace(/(?<=.)\/+$/, '');

/** Owner and mode of a path of the host; null when it isn't there. */
async function ownership(lab: Observed, path: string): Promise<Ownership | null> {
  const { exitCode, stdout } = await lab.host(['stat', '-c', '%u %g %a', path]);
  const [uid = '', gid = '', mode = ''] = stdout.trim().split(' ');
  return exitCode === 0
    ? { uid: Number(uid), gid: Number(gid), mode: Number.parseInt(mode, 8) }
    : null;
}

const shown = ({ uid, gid, mode }: Ownership): string =>
  `${uid}:${gid} with mode ${mode.toString(8).padStart(3, '0')}`;

const mountAt = ({ mounts }: ContainerFacts, path: string) =>
  mounts.find(({ destination }) => withoutSlash(destination) === path);

/** The number that the container's first process runs as. */
async function userOf(lab: Observed, container: ContainerFacts): Promise<number> {
  return Number((await lab.exec(container.id, ['stat', '-c', '%u', '/proc/1'])).stdout.trim());
}

/** The container, up, or what is to be said of it. */
async function running(
  lab: Observed,
  name: string,
  what: string,
): Promise<ContainerFacts | Outcome> {
  const container = await lab.engine.container(name);
  if (container === null) return waiting(`Run ${what}.`);
  if (container.running) return container;
  const last = (await lab.engine.logs(container.id)).trim().split('\n').at(-1) ?? '';
  if (/permission denied/i.test(last)) {
    return fail('denied', `${name} running, and writing.`, `${name} ended: ${last}`);
  }
  return fail(
    'not-running',
    `${name} running.`,
    `${name} is ${container.status}, with exit code ${container.exitCode}. ${last}`.trim(),
  );
}

async function bind(lab: Observed): Promise<Outcome> {
  const { container: name, path } = PRINTER;
  const container = await running(lab, name, `a container named ${name} from busybox:1.37`);
  const directory = await ownership(lab, REPORTS);
  if (directory === null) return waiting(`${REPORTS} is gone. Make it again.`);
  if ((directory.mode & OTHERS_MAY_WRITE) !== 0) {
    return fail(
      'world-writable',
      `${REPORTS} writable for Rosa only.`,
      `It belongs to ${shown(directory)}: everybody may write there.`,
    );
  }
  if (isOutcome(container)) return container;
  const mount = mountAt(container, path);
  if (mount?.type !== 'bind' || withoutSlash(mount.source) !== REPORTS) {
    return fail(
      'not-mounted',
      `${REPORTS} mounted at ${path} in ${name}.`,
      mount === undefined ? `Nothing is mounted there.` : `There is ${mount.source || mount.type}.`,
    );
  }
  const user = await userOf(lab, container);
  if (user === 0) {
    return fail(
      'runs-as-root',
      `${name} running as a plain user, Rosa's number.`,
      `It runs as root. What it writes belongs to root, and it may write everywhere.`,
    );
  }
  if (directory.uid !== ROSA) {
    return fail(
      'not-rosas',
      `${REPORTS} belongs to Rosa, ${ROSA}:${ROSA}.`,
      `It belongs to ${shown(directory)}.`,
    );
  }
  const reports = (
    await lab.host([
      'find',
      REPORTS,
      '-type',
      'f',
      '-uid',
      String(ROSA),
      '-newer',
      `${REPORTS}/README`,
    ])
  ).stdout;
  if (user === ROSA && reports.trim() !== '') {
    return pass(`${name} runs as ${ROSA}, and ${reports.trim().split('\n')[0]} belongs to Rosa.`);
  }
  return fail(
    'nothing-written',
    `A report that ${name} wrote, belonging to ${ROSA}.`,
    `${name} runs as ${user}, and no file in ${REPORTS} but the README belongs to ${ROSA}.`,
  );
}

/** What the container's image has at a path, below all mounts; null when it has nothing there. */
async function inImage(
  lab: Observed,
  container: ContainerFacts,
  path: string,
): Promise<Ownership | null> {
  const { stdout } = await lab.host([
    'docker',
    'image',
    'inspect',
    '--format',
    LAYERS,
    container.imageId,
  ]);
  // Uppermost first; the first layer that has the path is what counts.
  for (const layer of stdout
    .trim()
    .split(':')
    .filter((one) => one.startsWith('/'))) {
    const found = await ownership(lab, `${layer}${path}`);
    if (found !== null) return found;
  }
  return null;
}

async function volume(lab: Observed): Promise<Outcome> {
  const { container: name, path, volume: books } = LEDGER;
  const container = await running(
    lab,
    name,
    `a container named ${name} from the image ${LEDGER.image}`,
  );
  const own = isOutcome(container) ? await lab.engine.container(name) : container;
  if (own === null) return isOutcome(container) ? container : waiting(`Run ${name}.`);
  const expected = `An image in which ${path} belongs to the user that ${name} runs as.`;
  const image = await inImage(lab, own, path);
  if (image !== null && (image.mode & OTHERS_MAY_WRITE) !== 0) {
    return fail(
      'world-writable',
      expected,
      `In the image, ${path} belongs to ${shown(image)}: everybody may write there.`,
    );
  }
  if (isOutcome(container)) return container;
  const mount = mountAt(container, path);
  if (mount?.type !== 'volume' || mount.source !== books) {
    return fail(
      'not-the-volume',
      `The volume ${books} mounted at ${path} in ${name}.`,
      mount === undefined
        ? 'Nothing is mounted there.'
        : `There is ${mount.source.slice(0, 40) || mount.type}.`,
    );
  }
  const user = await userOf(lab, container);
  if (user === 0) {
    return fail('runs-as-root', `${name} running as a user of its own.`, 'It runs as root.');
  }
  if (image === null) {
    return fail(
      'not-in-image',
      expected,
      `The image has no ${path}. This one volume may be right, the next new one will belong to root again.`,
    );
  }
  if (image.uid !== user) {
    return fail(
      'image-owner',
      expected,
      `In the image it belongs to ${shown(image)}, and ${name} runs as ${user}.`,
    );
  }
  const mountpoint = (await lab.engine.volume(books))?.mountpoint ?? '';
  const found = await ownership(lab, mountpoint);
  if (found !== null && (found.mode & OTHERS_MAY_WRITE) !== 0) {
    return fail(
      'world-writable',
      `${books} writable for ${user} only.`,
      `It belongs to ${shown(found)}.`,
    );
  }
  if (found?.uid !== user) {
    return fail(
      'volume-owner',
      `${books} belongs to ${user}.`,
      `It belongs to ${found === null ? 'nobody' : shown(found)}. It was filled before the image was mended; take a new one.`,
    );
  }
  return pass(
    `${name} runs as ${user}, and both the image and ${books} have ${path} belonging to ${user}.`,
  );
}

export default grade(['bind', 'volume'], { bind: { observe: bind }, volume: { observe: volume } });
