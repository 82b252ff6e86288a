/** The two servers: how each has the volume, and what it answers. */
import {
  type ContainerFacts,
  fail,
  type MountFacts,
  type Observed,
  type Outcome,
  type Server,
  waiting,
} from '../../server/grading/contract.ts';
import { type Assets, isOfAssets, isOutcome, PAGE, SERVERS, VOLUME } from './assets.ts';

/** Where the image's nginx looks for files. */
const DOCUMENT_ROOT = '/usr/share/nginx/html';
/** Where the edition is that the volume has first. */
const EARLIER = '/root/site-1';
/** Seconds for an answer from the same machine. */
const ANSWER_SECONDS = '5';

/** A server that can only read the volume, and serves from it. */
export interface Reader {
  container: ContainerFacts;
  /** Where it has the volume. */
  paths: string[];
  /** Beginning of the addresses of its pages. */
  url: string;
}

/** Asks for one page; its status and content, or what curl said. */
const CURL = ['curl', '-sS', '--noproxy', '*', '--max-time', ANSWER_SECONDS];
/** Prints the content hash of each page, one a line. */
const HASHES =
  'for url; do curl -s --noproxy "*" --max-time "$SECONDS_EACH" "$url" | sha256sum | cut -c -64; done';
/** An HTTP request without a program for it, which images needn't have. */
const REQUEST =
  'exec 3<>/dev/tcp/127.0.0.1/80 && printf "GET /%s HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n" "$1" >&3 && cat <&3';

/** What a server has in the place of the volume. */
function withoutVolume({ name, mounts }: ContainerFacts): Outcome {
  const expected = `The volume ${VOLUME} mounted in ${name}, read-only.`;
  const mount =
    mounts.find(({ destination }) => destination.startsWith(DOCUMENT_ROOT)) ??
    mounts.find(({ type }) => type === 'volume') ??
    mounts[0];
  if (mount === undefined) {
    return fail(
      'baked-in',
      expected,
      `${name} has no mount. It serves what is in its image or its writable layer, and another edition would take another container.`,
    );
  }
  const { type, source, destination, anonymous } = mount;
  if (type === 'volume') {
    return fail(
      'another-volume',
      expected,
      `${name} has ${anonymous ? `an anonymous volume (${source.slice(0, 12)}…)` : `the volume ${source}`} at ${destination}. What a job puts into ${VOLUME} never gets there.`,
    );
  }
  return fail(
    'not-the-volume',
    expected,
    `${name} has ${type === 'bind' ? `${source} of the host` : `a ${type}`} at ${destination}.`,
  );
}

const isWritable = (mount: MountFacts, mountpoint: string): boolean =>
  isOfAssets(mount, mountpoint) && !mount.readOnly;

/** A server that does all that it should, or what is to be said of it. */
async function reader(lab: Observed, name: string, site: Assets): Promise<Reader | Outcome> {
  const container = await lab.engine.container(name);
  if (container === null) return waiting(`Run a container named ${name} from nginx:1.26.`);
  if (!container.running) {
    const last = (await lab.engine.logs(container.id)).trim().split('\n').at(-1) ?? '';
    return fail(
      'not-running',
      `${name} running.`,
      `${name} is ${container.status}, with exit code ${container.exitCode}. ${last}`.trim(),
    );
  }
  const writable = container.mounts.find((mount) => isWritable(mount, site.mountpoint));
  if (writable !== undefined) {
    return fail(
      'writable',
      `${name} can read ${VOLUME}, and can't write there.`,
      `${name} has it at ${writable.destination}, writable. Whoever gets into the server could change the site, for both of them.`,
    );
  }
  const paths = container.mounts
    .filter(({ type, source }) => type === 'volume' && source === VOLUME)
    .map(({ destination }) => destination);
  if (paths.length === 0) return withoutVolume(container);
  const url = `http://${container.address ?? '127.0.0.1'}/`;
  const { exitCode, stdout, stderr } = await lab.host([
    ...CURL,
    '-w',
    '%{stderr}%{http_code}',
    url,
  ]);
  if (exitCode !== 0) {
    return fail(
      'no-answer',
      `${name} answers on port 80.`,
      `It doesn't: ${stderr.replace(/\d+$/, '').trim()}.`,
    );
  }
  const page = await lab.files.read(`${site.mountpoint}/${PAGE}`);
  if (stdout === page) return { container, paths, url };
  if (stdout === (await lab.files.read(`${EARLIER}/${PAGE}`))) {
    return fail(
      'stale',
      `${name} answers with ${PAGE} from ${VOLUME}, as it is there now.`,
      `It still answers with that of ~/site-1. So it doesn't read from ${VOLUME}, but from a copy that was made before. Its command is: ${container.command.join(' ')}.`,
    );
  }
  return paths.includes(DOCUMENT_ROOT)
    ? fail(
        'another-page',
        `${name} answers with ${PAGE} from ${VOLUME}, as it is there now.`,
        `It answers with something else (status ${stderr}), though ${VOLUME} is at ${DOCUMENT_ROOT}. Its command is: ${container.command.join(' ')}.`,
      )
    : fail(
        'not-where-it-reads',
        `${name} answers with ${PAGE} from ${VOLUME}.`,
        `It answers with something else (status ${stderr}). ${VOLUME} is at ${paths.join(', ')}, and nginx looks in ${DOCUMENT_ROOT} unless its configuration says otherwise.`,
      );
}

/** Both servers, or the gravest that is to be said of one. */
export async function readers(lab: Observed, site: Assets): Promise<Reader[] | Outcome> {
  const found = await Promise.all(SERVERS.map((name) => reader(lab, name, site)));
  const outcomes = found.filter(isOutcome);
  const [first] = outcomes;
  if (first !== undefined) return outcomes.find(({ kind }) => kind === 'fail') ?? first;
  return found.filter((each): each is Reader => !isOutcome(each));
}

/** Content hashes of what a server answers for these paths. */
export async function served(lab: Observed, { url }: Reader, paths: string[]): Promise<string[]> {
  const urls = paths.map((path) => `${url}${encodeURI(path)}`);
  const { stdout } = await lab.host(['sh', '-c', HASHES, 'sh', ...urls], {
    env: { SECONDS_EACH: ANSWER_SECONDS },
  });
  return stdout.split('\n').filter((line) => line !== '');
}

/** Head and body of what a server of the grader's answers; null while it doesn't. */
export async function asked(server: Server, path: string): Promise<string | null> {
  const { exitCode, stdout } = await server.exec(['bash', '-c', REQUEST, 'bash', path]);
  return exitCode === 0 ? stdout : null;
}
