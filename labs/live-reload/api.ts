/** The learner's server: what it has mounted, and what it answers. */
import {
  type ContainerFacts,
  type Experiment,
  fail,
  type MountFacts,
  type Observed,
  type Outcome,
  type Server,
  waiting,
} from '../../server/grading/contract.ts';

export const NAME = 'api';
export const SOURCE = '/root/api';
export const SETTINGS = '/root/settings';
const HOME = '/root';
/** A file of the source. */
export const LINE = `${SOURCE}/line.js`;
/** The settings, and where the program looks for them. */
export const FILE = `${SETTINGS}/settings.json`;
export const CONFIG = '/etc/api';
export const CONFIG_FILE = `${CONFIG}/settings.json`;
const PORT = 3000;
/** Seconds for an answer from the same machine. */
const ANSWER_SECONDS = '5';
/** A twin's server may take so long to answer on a busy machine. */
const START_MS = 15_000;

/** An HTTP request without a program for it, which images needn't have. */
const REQUEST = `exec 3<>/dev/tcp/127.0.0.1/${PORT} && printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3 && cat <&3`;

export const isOutcome = <T>(value: T | Outcome): value is Outcome =>
  typeof value === 'object' && value !== null && 'kind' in value;

const withoutSlash = (path: string): string => path.replace(/(?<=.)\/+$/, '');

/** Whether a path is another one, or lies below it. */
export const isWithin = (path: string, above: string): boolean =>
  `${withoutSlash(path)}/`.startsWith(`${withoutSlash(above)}/`);

/** The mount that a path of the container lies in: the deepest one at or above it. */
export const mountOf = ({ mounts }: ContainerFacts, path: string): MountFacts | undefined =>
  mounts
    .filter(({ destination }) => isWithin(path, destination))
    .sort((one, other) => other.destination.length - one.destination.length)[0];

/** The learner's container, running, or what is to be said while it isn't. */
export async function api(lab: Observed): Promise<ContainerFacts | Outcome> {
  const container = await lab.engine.container(NAME);
  if (container === null) return waiting(`Run a container named ${NAME} from node:20.`);
  if (container.running) return container;
  const said = (await lab.engine.logs(container.id)).split('\n');
  const error = said.find((line) => /error/i.test(line)) ?? said.at(-1) ?? '';
  return fail(
    'not-running',
    `${NAME} running.`,
    `${NAME} is ${container.status}, with exit code ${container.exitCode}. ${error}`.trim(),
  );
}

/** What the server answers now, or what is to be said when it doesn't. */
export async function answer(
  lab: Observed,
  { address }: ContainerFacts,
): Promise<string | Outcome> {
  const url = `http://${address ?? '127.0.0.1'}:${PORT}/`;
  const argv = ['curl', '-sS', '--noproxy', '*', '--max-time', ANSWER_SECONDS, url];
  const { exitCode, stdout, stderr } = await lab.host(argv);
  if (exitCode === 0) return stdout.trim();
  return fail(
    'no-answer',
    `${NAME} answers on port ${PORT}.`,
    `It doesn't: ${stderr.trim()}. Its log (docker logs ${NAME}) says why.`,
  );
}

/** A second server on copies of the learner's directories. */
export interface Copy {
  twin: Server;
  /** Volumes with the copies, by the path of the host that each is a copy of. */
  volumes: Record<string, string>;
}

/** What has to be copied so that the twin sees no file of the learner's source or settings itself. */
function roots({ mounts }: ContainerFacts): string[] {
  const wanted = [SOURCE, SETTINGS];
  const above = mounts
    .filter(({ type, source }) => type === 'bind' && wanted.some((path) => isWithin(path, source)))
    .map(({ source }) => source);
  const all = [...new Set([...wanted, ...above])];
  return all.filter((path) => !all.some((other) => other !== path && isWithin(path, other)));
}

/** What a twin answers; null while it doesn't. */
export async function said(twin: Server): Promise<string | null> {
  const { exitCode, stdout } = await twin.exec(['bash', '-c', REQUEST]);
  return exitCode === 0 ? stdout : null;
}

/** A twin on copies that has answered, or what is to be said. `line` is what its line.js is to be. */
export async function copyOf(
  lab: Experiment,
  container: ContainerFacts,
  line?: string,
): Promise<Copy | Outcome> {
  const paths = roots(container);
  const outside = paths.find((path) => !isWithin(path, HOME));
  if (outside !== undefined) {
    return fail(
      'too-much',
      `Only what ${NAME} needs mounted in it: ${SOURCE} and ${SETTINGS}.`,
      `It has ${outside} of the host mounted, with all that is in there.`,
    );
  }
  const volumes: Record<string, string> = {};
  for (const path of paths) volumes[path] = await lab.clone(path);
  if (line !== undefined) await save(lab, { volumes, way: 'in place', path: LINE, content: line });
  const twin = await lab.twin(container.id, volumes);
  const answers = async (): Promise<boolean> => (await said(twin)) !== null;
  if (await lab.until(answers, START_MS)) return { twin, volumes };
  const last = (await twin.logs()).trim().split('\n').at(-1);
  return waiting(
    `A second container configured as ${NAME} didn't answer on port ${PORT}, so nothing could be tried with it (the last of its log: ${last || 'nothing'}).`,
  );
}

/** How a file is saved: into the file that is there, or into a new one that takes its place. */
export type Way = 'in place' | 'by rename';
const SCRIPTS: Record<Way, string> = {
  'in place': 'printf "%s\\n" "$2" > "/copy/$1"',
  'by rename': 'printf "%s\\n" "$2" > "/copy/$1.saved" && mv "/copy/$1.saved" "/copy/$1"',
};

/** Saves a file of the host in the copy of what it lies in. */
export async function save(
  lab: Experiment,
  {
    volumes,
    way,
    path,
    content,
  }: Pick<Copy, 'volumes'> & { way: Way; path: string; content: string },
): Promise<void> {
  const [root, volume] = Object.entries(volumes).find(([above]) => isWithin(path, above)) ?? [];
  if (root === undefined || volume === undefined) throw new Error(`there is no copy of ${path}`);
  const file = path.slice(root.length + 1);
  const { exitCode, stderr } = await lab.probe({
    image: 'busybox:1.37',
    mounts: [{ type: 'volume', source: volume, target: '/copy' }],
    argv: ['sh', '-c', SCRIPTS[way], 'sh', file, content],
  });
  if (exitCode !== 0) throw new Error(`saving ${file} in a copy failed: ${stderr}`);
}
