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
/** A file of the source. */
export const LINE = 'line.js';
/** Where the program looks for its settings. */
export const CONFIG = '/etc/api';
export const FILE = 'settings.json';
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
  /** Volumes with the copies. */
  source: string;
  settings: string;
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
  const [source, settings] = [await lab.clone(SOURCE), await lab.clone(SETTINGS)];
  if (line !== undefined) await save(lab, source, 'in place', [LINE, line]);
  const twin = await lab.twin(container.id, { [SOURCE]: source, [SETTINGS]: settings });
  const answers = async (): Promise<boolean> => (await said(twin)) !== null;
  if (await lab.until(answers, START_MS)) return { twin, source, settings };
  const last = (await twin.logs()).trim().split('\n').at(-1);
  return waiting(
    `A second container configured as ${NAME} didn't answer on port ${PORT}, so nothing could be tried with it (the last of its log: ${last || 'nothing'}).`,
  );
}

/** How a file is saved: into the file that is there, or into a new one that takes its place. */
export type Way = 'in place' | 'by rename';
const SCRIPTS: Record<Way, string> = {
  'in place': 'printf "%s\\n" "$2" > "/copy/$1"',
  'by rename': 'printf "%s\\n" "$2" > /copy/.saved && mv /copy/.saved "/copy/$1"',
};

/** Saves a file in a copy. */
export async function save(
  lab: Experiment,
  volume: string,
  way: Way,
  [file, content]: [string, string],
): Promise<void> {
  const { exitCode, stderr } = await lab.probe({
    image: 'busybox:1.37',
    mounts: [{ type: 'volume', source: volume, target: '/copy' }],
    argv: ['sh', '-c', SCRIPTS[way], 'sh', file, content],
  });
  if (exitCode !== 0) throw new Error(`saving ${file} in a copy failed: ${stderr}`);
}
