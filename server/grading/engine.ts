/** The few questions that grading asks an inner engine, answered with facts. */
import { AppError } from '../errors.ts';
import type { InnerEngine, LabHost } from '../sandbox/types.ts';
import type {
  Change,
  ContainerFacts,
  ExecOptions,
  ExecResult,
  ImageFacts,
  VolumeFacts,
} from './contract.ts';
import {
  changeList,
  containerFacts,
  containerList,
  imageFacts,
  imageList,
  volumeFacts,
  volumeList,
} from './facts.ts';
import { GRADER_LABEL, GRADER_PREFIX } from './history.ts';
import { InterruptedError } from './pool.ts';
import { demultiplex } from './streams.ts';

/** Longest text a check gets of any output or file. */
export const TEXT_LIMIT = 64 * 1024;
/** Containers and images a check is shown; a lab that has more is cut. */
const LIST_LIMIT = 200;
export const DEFAULT_EXEC_TIMEOUT_MS = 10_000;

export const cut = (text: string): string => text.slice(0, TEXT_LIMIT);

const path = (parts: readonly string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part)}`).join('');

/** The engine answered, but not with what was asked for. */
function refused(what: string, status: number, body: Buffer): AppError {
  return new AppError('lab.unreachable', `The lab's engine refused ${what}.`, {
    details: { status, body: body.toString().slice(0, 500) },
  });
}

/**
 * What the engine said of a volume that can't be mounted, when that is why it refused; null otherwise. A
 * volume's options are its maker's, so this is no fault of ours.
 */
export function mountRefusal(error: unknown): string | null {
  const body = error instanceof AppError ? error.details?.body : undefined;
  return typeof body === 'string' && /error while mounting volume/.test(body) ? body : null;
}

/** GET as JSON; null for 404. */
export async function getJson(engine: InnerEngine, url: string): Promise<unknown> {
  const { status, body } = await engine.request('GET', url, { maxBytes: 8 * 1024 * 1024 });
  if (status === 404) return null;
  if (status !== 200) throw refused(url, status, body);
  return JSON.parse(body.toString());
}

/** POST or DELETE whose success is any 2xx or 304; gives the JSON of the answer, or null. */
export async function change(
  engine: InnerEngine,
  method: 'POST' | 'DELETE',
  url: string,
  json?: unknown,
  timeoutMs = 30_000,
): Promise<unknown> {
  const { status, body } = await engine.request(method, url, {
    ...(json === undefined ? {} : { json }),
    timeoutMs,
  });
  if (status !== 304 && (status < 200 || status > 299)) throw refused(url, status, body);
  const text = body.toString().trim();
  return text.startsWith('{') ? JSON.parse(text) : null;
}

/** What the engine itself says of a container, unchecked; null when there is none. */
export const inspected = (engine: InnerEngine, name: string): Promise<unknown> =>
  getJson(engine, `${path(['containers', name])}/json`);

export async function container(engine: InnerEngine, name: string): Promise<ContainerFacts | null> {
  const answer = await inspected(engine, name);
  return answer === null ? null : containerFacts(answer);
}

/** All containers of the learner's, the grader's own left out. */
export async function containers(engine: InnerEngine): Promise<ContainerFacts[]> {
  const listed = containerList(await getJson(engine, '/containers/json?all=1'))
    .filter((item) => item.labels[GRADER_LABEL] === undefined)
    .slice(0, LIST_LIMIT);
  const facts = await Promise.all(listed.map((item) => container(engine, item.id)));
  return facts.filter((fact) => fact !== null);
}

export async function changes(engine: InnerEngine, name: string): Promise<Change[]> {
  const answer = await getJson(engine, `${path(['containers', name])}/changes`);
  return changeList(answer);
}

export async function volumes(engine: InnerEngine): Promise<VolumeFacts[]> {
  const all = volumeList(await getJson(engine, '/volumes'));
  return all.filter((volume) => !volume.name.startsWith(GRADER_PREFIX));
}

export async function volume(engine: InnerEngine, name: string): Promise<VolumeFacts | null> {
  const answer = await getJson(engine, path(['volumes', name]));
  return answer === null ? null : volumeFacts(answer);
}

export async function image(engine: InnerEngine, name: string): Promise<ImageFacts | null> {
  // An image's name keeps its slashes and colon: the engine routes on them.
  const answer = await getJson(engine, `/images/${encodeURI(name)}/json`);
  return answer === null ? null : imageFacts(answer);
}

export async function images(engine: InnerEngine): Promise<ImageFacts[]> {
  const listed = imageList(await getJson(engine, '/images/json')).slice(0, LIST_LIMIT);
  const facts = await Promise.all(listed.map((item) => image(engine, item.id)));
  return facts.filter((fact) => fact !== null);
}

/** Names (with tag) and ids of the images in a lab. */
export async function imageIds(engine: InnerEngine): Promise<Record<string, string>> {
  const listed = imageList(await getJson(engine, '/images/json'));
  return Object.fromEntries(listed.flatMap((item) => item.tags.map((tag) => [tag, item.id])));
}

/** What a container (without a terminal) has printed, its last 500 lines. */
export async function output(
  engine: InnerEngine,
  name: string,
): Promise<{ stdout: string; stderr: string }> {
  const url = `${path(['containers', name])}/logs?stdout=1&stderr=1&tail=500`;
  const { status, body } = await engine.request('GET', url);
  if (status !== 200) throw refused(url, status, body);
  const { stdout, stderr } = demultiplex(body);
  return { stdout: stdout.slice(-TEXT_LIMIT), stderr: stderr.slice(-TEXT_LIMIT) };
}

/** Both streams of `output` as one text. */
export async function logs(engine: InnerEngine, name: string): Promise<string> {
  const { stdout, stderr } = await output(engine, name);
  return stdout + stderr;
}

const jsonField = (answer: unknown, field: string): unknown =>
  typeof answer === 'object' && answer !== null
    ? (answer as Record<string, unknown>)[field]
    : undefined;

/** The id in an answer of `create`. */
export function createdId(answer: unknown): string {
  const id = jsonField(answer, 'Id');
  if (typeof id !== 'string') throw new AppError('lab.unreachable', "The lab's engine gave no id.");
  return id;
}

/** What the engine answers when a container is gone, or isn't running (any more). */
const NOT_RUNNING: readonly unknown[] = [404, 409];

/** A container that ended between two looks at it is the learner's doing, or its own: no fault of ours. */
function endedMeanwhile(error: unknown): unknown {
  const status = error instanceof AppError ? error.details?.status : undefined;
  return NOT_RUNNING.includes(status)
    ? new InterruptedError('A container stopped running while it was being checked.')
    : error;
}

/**
 * Runs a program in a running container. `onExec` learns the exec's id before it starts. What outlives
 * its time is killed.
 * @throws AppError `lab.timeout`, InterruptedError when the container doesn't run any more
 */
export async function exec(
  host: LabHost,
  name: string,
  argv: readonly string[],
  options: ExecOptions,
  onExec: (id: string) => void,
): Promise<ExecResult> {
  const { engine } = host;
  const created = await change(engine, 'POST', `${path(['containers', name])}/exec`, {
    AttachStdout: true,
    AttachStderr: true,
    Cmd: argv,
    Env: Object.entries(options.env ?? {}).map(([key, value]) => `${key}=${value}`),
    ...(options.user === undefined ? {} : { User: options.user }),
  }).catch((error: unknown) => {
    throw endedMeanwhile(error);
  });
  const id = createdId(created);
  onExec(id);
  const facts = () => getJson(engine, `${path(['exec', id])}/json`);
  try {
    const { status, body } = await engine.request('POST', `${path(['exec', id])}/start`, {
      json: { Detach: false, Tty: false },
      timeoutMs: options.timeoutMs ?? DEFAULT_EXEC_TIMEOUT_MS,
    });
    if (status !== 200) throw refused('an exec', status, body);
    const { stdout, stderr } = demultiplex(body);
    const exitCode = jsonField(await facts(), 'ExitCode');
    return {
      exitCode: typeof exitCode === 'number' ? exitCode : -1,
      stdout: cut(stdout),
      stderr: cut(stderr),
    };
  } catch (error) {
    const pid = jsonField(await facts().catch(() => null), 'Pid');
    if (typeof pid === 'number' && pid > 0) {
      await host.run(['kill', '-KILL', String(pid)]).catch(() => undefined);
    }
    throw endedMeanwhile(error);
  }
}
