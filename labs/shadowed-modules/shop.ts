/** The learner's container: where its source and its modules come from, and which modules these are. */
import {
  type ContainerFacts,
  fail,
  type MountFacts,
  type Observed,
  type Outcome,
  waiting,
} from '../../server/grading/contract.ts';

export const NAME = 'shop';
export const HOST = '/root/shop';
const APP = '/app';
const SOURCES = ['src/server.js', 'src/text.js'];
export const MODULES = `${APP}/node_modules`;
const MANIFEST = 'banner/package.json';
/** Directories of an image's layers, the uppermost first, with colons between. */
const LAYERS = '{{.GraphDriver.Data.UpperDir}}:{{with .GraphDriver.Data.LowerDir}}{{.}}{{end}}';
/** Prints the file of that name from the first layer that has it. */
const FROM_LAYERS =
  'for layer in $(echo "$1" | tr : " "); do if [ -f "$layer$2" ]; then cat "$layer$2"; exit; fi; done';

/** A container that has both from where they should come. */
export interface Shop {
  container: ContainerFacts;
  /** The volume with the modules; null when they are the image's own. */
  volume: MountFacts | null;
  /** Versions of banner: the container's, and its image's. */
  found: string;
  inImage: string;
}

export const isOutcome = <T extends object>(value: T | Outcome): value is Outcome =>
  'kind' in value;

const withoutSlash = (path: string): string => path.replace(/(?<=.)\/+$/, '');

/** The mount that a path of the container lies in: the deepest one at or above it. */
const mountOf = ({ mounts }: ContainerFacts, path: string): MountFacts | undefined =>
  mounts
    .filter(({ destination }) => `${path}/`.startsWith(`${withoutSlash(destination)}/`))
    .sort((one, other) => other.destination.length - one.destination.length)[0];

const named = ({ anonymous, source }: MountFacts): string =>
  anonymous ? `an anonymous volume (${source.slice(0, 12)}…)` : `the volume ${source}`;

/** Why a file of the source isn't the host's; null when it is. */
function notFromHost(container: ContainerFacts, file: string): Outcome | null {
  const expected = `${APP}/${file} in ${NAME} is ${HOST}/${file} of the host.`;
  const mount = mountOf(container, `${APP}/${file}`);
  if (mount === undefined) {
    return fail(
      'source-copied',
      expected,
      `Nothing of the host is mounted there. It is the copy that went into the image when it was built, and your edits don't reach it.`,
    );
  }
  if (mount.type === 'volume') {
    return fail(
      'source-in-volume',
      expected,
      `${mount.destination} is ${named(mount)}. What is in it was copied there once, and your edits don't reach it.`,
    );
  }
  const path = `${withoutSlash(mount.source)}${`${APP}/${file}`.slice(withoutSlash(mount.destination).length)}`;
  return path === `${HOST}/${file}`
    ? null
    : fail(
        'wrong-directory',
        expected,
        `With ${mount.source || mount.type} at ${mount.destination} it is ${path}.`,
      );
}

/** What the log of a container says of its end. */
async function lastError(lab: Observed, { id }: ContainerFacts): Promise<string> {
  const lines = (await lab.engine.logs(id)).split('\n');
  return lines.find((line) => /^\w*Error: /.test(line)) ?? lines.filter(Boolean).at(-1) ?? '';
}

/** Why the modules aren't the image's; null when, as far as the mounts tell, they are. */
async function notFromImage(lab: Observed, container: ContainerFacts): Promise<Outcome | null> {
  const expected = `${MODULES} in ${NAME} has what the image has there.`;
  const mount = mountOf(container, `${MODULES}/${MANIFEST}`);
  if (mount?.type === 'bind') {
    const error = container.running ? '' : ` Its log says: ${await lastError(lab, container)}`;
    return fail(
      'from-the-host',
      expected,
      `${mount.source} of the host is mounted at ${mount.destination}, and hides them: ${NAME} sees the host's node_modules, whatever is in there.${error}`,
    );
  }
  if (mount === undefined) return null;
  if (mount.type !== 'volume') {
    return fail(
      'modules-in-memory',
      expected,
      `${mount.destination} is a ${mount.type}: always empty at first, and never filled from the image.`,
    );
  }
  const tree = await lab.tree(mount.source);
  if (tree?.some(({ path }) => path.endsWith(MANIFEST))) return null;
  return fail(
    'modules-empty',
    expected,
    `There is ${named(mount)}, and no banner in it. Docker fills a volume when a container is created, if it is empty, if the image has files at that very path, and without volume-nocopy.`,
  );
}

const versionOf = (manifest: string): string | undefined =>
  /"version"\s*:\s*"([^"]*)"/.exec(manifest)?.[1];

/** The version of banner that an image has; null when it has none. */
async function versionInImage(lab: Observed, image: string): Promise<string | null> {
  const inspected = await lab.host(['docker', 'image', 'inspect', '--format', LAYERS, image]);
  const argv = ['sh', '-c', FROM_LAYERS, 'sh', inspected.stdout.trim(), `${MODULES}/${MANIFEST}`];
  return versionOf((await lab.host(argv)).stdout) ?? null;
}

/** The container, running, with source and modules as they should be; or what is to be said. */
export async function shop(lab: Observed): Promise<Shop | Outcome> {
  const container = await lab.engine.container(NAME);
  if (container === null) return waiting(`Build ~/shop and run a container named ${NAME} from it.`);
  for (const file of SOURCES) {
    const wrong = notFromHost(container, file);
    if (wrong !== null) return wrong;
  }
  const wrong = await notFromImage(lab, container);
  if (wrong !== null) return wrong;
  if (!container.running) {
    return fail(
      'not-running',
      `${NAME} running.`,
      `${NAME} is ${container.status}, with exit code ${container.exitCode}. ${await lastError(lab, container)}`,
    );
  }
  const inImage = await versionInImage(lab, container.imageId);
  if (inImage === null) {
    return fail(
      'not-in-the-image',
      `An image that has banner in ${MODULES}, as ~/shop/Dockerfile makes it.`,
      `${NAME} runs from ${container.image}, which has none. Its modules were installed by hand, and nobody else gets them.`,
    );
  }
  const manifest = await lab.exec(container.id, ['cat', `${MODULES}/${MANIFEST}`]);
  const found = versionOf(manifest.stdout) ?? 'without a version';
  const mount = mountOf(container, `${MODULES}/${MANIFEST}`);
  return { container, volume: mount ?? null, found, inImage };
}

export const volumeOf = ({ volume }: Shop): string =>
  volume === null ? 'the image itself' : named(volume);
