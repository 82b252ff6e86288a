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
  /** Has the copies below /copy, where the host has the originals, and may write to them. */
  editor: Server;
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
  const copies = await Promise.all(
    paths.map(async (path): Promise<[string, string]> => [path, await lab.clone(path)]),
  );
  const editor = await lab.serve({
    image: 'busybox:1.37',
    mounts: copies.map(([path, source]) => ({ type: 'volume', source, target: `/copy${path}` })),
    argv: ['sleep', 'infinity'],
  });
  if (line !== undefined) await save(editor, { way: 'in place', path: LINE, content: line });
  const twin = await lab.twin(container.id, Object.fromEntries(copies));
  const answers = async (): Promise<boolean> => (await said(twin)) !== null;
  if (await lab.until(answers, START_MS)) return { twin, editor };
  const last = (await twin.logs()).trim().split('\n').at(-1);
  return waiting(
    `A second container configured as ${NAME} didn't answer on port ${PORT}, so nothing could be tried with it (the last of its log: ${last || 'nothing'}).`,
  );
}

/** How a file is saved: into the file that is there, or into a new one that takes its place. */
export type Way = 'in place' | 'by rename';
const SCRIPTS: Record<Way, string> = {
  'in place': 'printf "%s\\n" "$2" > "$1"',
  'by rename': 'printf "%s\\n" "$2" > "$1.saved" && mv "$1.saved" "$1"',
};

/** Saves a file of the host, in the copy. */
export async function save(
  editor: Server,
  { way, path, content }: { way: Way; path: string; content: string },
): Promise<void> {
  const argv = ['sh', '-c', SCRIPTS[way], 'sh', `/copy${path}`, content];
  const { exitCode, stderr } = await editor.exec(argv);
  if (exitCode !== 0) throw new Error(`saving ${path} in a copy failed: ${stderr}`);
}
