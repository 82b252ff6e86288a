/** The machine's engine: a client for it and what must be known of it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import Docker from 'dockerode';
import { z } from 'zod';
import type { Problem } from '../../protocol/status.ts';
import { AppError } from '../errors.ts';
import type { SandboxConfig } from './config.ts';
import { within } from './deadline.ts';
import { describeEndpoint, type Endpoint, endpointsFor } from './endpoint.ts';
import { reasonOf, statusCodeOf, systemCodeOf } from './engine-errors.ts';
import { problems } from './problems.ts';
import type { EnginePlace } from './resources.ts';

export interface Machine {
  docker: Docker;
  version: string;
  /** The version of the API that is spoken. */
  apiVersion: string;
  /** Whether it confines containers with AppArmor. */
  appArmor: boolean;
  place: EnginePlace;
}

export type Discovery = { ok: true; machine: Machine } | { ok: false; problems: Problem[] };

/** Docker Engine 20.10: the first whose seccomp profiles can answer ENOSYS (`errnoRet`). */
const OLDEST_API = '1.41';

/** The newest version whose answers this code has been written against. */
const NEWEST_API = '1.51';

/** An engine that is there answers in milliseconds, a busy one in seconds. */
const ANSWER_MS = 10_000;

const Version = z.object({ Version: z.string(), ApiVersion: z.string().regex(/^\d+\.\d+$/) });

const Info = z.object({
  OSType: z.string(),
  SecurityOptions: z.array(z.string()).nullish(),
  Runtimes: z.record(z.string(), z.unknown()).nullish(),
  MemTotal: z.number().default(0),
  KernelVersion: z.string().default(''),
  DockerRootDir: z.string().default(''),
});

/** Tries the places where an engine may be, in order, and says what is wrong when none will do. */
export async function findMachine(config: SandboxConfig): Promise<Discovery> {
  const endpoints = endpointsFor(config, {
    home: process.env.HOME ?? '/root',
    runtimeDir: process.env.XDG_RUNTIME_DIR,
  });
  if (!endpoints.ok) return { ok: false, problems: [endpoints.problem] };
  const found: Problem[] = [];
  for (const endpoint of endpoints.candidates) {
    const result = await tryEndpoint(endpoint, config);
    if (result.ok) return result;
    found.push(...result.problems);
  }
  if (found.length > 0) return { ok: false, problems: found };
  return { ok: false, problems: [problems.absent(endpoints.candidates.map(describeEndpoint))] };
}

/** An endpoint where there is nothing at all adds no problem of its own. */
async function tryEndpoint(endpoint: Endpoint, config: SandboxConfig): Promise<Discovery> {
  const where = describeEndpoint(endpoint);
  try {
    return await ask(await connect(endpoint), config);
  } catch (error) {
    return { ok: false, problems: problemOf(error, where) };
  }
}

function problemOf(error: unknown, where: string): Problem[] {
  switch (systemCodeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return [];
    case 'EACCES':
    case 'EPERM':
      return [problems.forbidden(where)];
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENOTFOUND':
    case 'ETIMEDOUT':
      return [problems.stopped(where)];
    default:
      return [problems.failing(where, reasonOf(error))];
  }
}

async function ask(docker: Docker, config: SandboxConfig): Promise<Discovery> {
  const late = () => new Error('it does not answer');
  const version = Version.parse(await within(ANSWER_MS, docker.version(), late));
  if (older(version.ApiVersion, OLDEST_API)) {
    return { ok: false, problems: [problems.tooOld(version.Version)] };
  }
  const apiVersion = older(NEWEST_API, version.ApiVersion) ? NEWEST_API : version.ApiVersion;
  pinVersion(docker, apiVersion);
  const info = Info.parse(await within(ANSWER_MS, docker.info(), late));
  const known = Object.keys(info.Runtimes ?? {});
  if (info.OSType !== 'linux') {
    return { ok: false, problems: [problems.wrongPlatform(info.OSType)] };
  }
  if (config.runtime !== undefined && !known.includes(config.runtime)) {
    return { ok: false, problems: [problems.noRuntime(config.runtime, known)] };
  }
  return {
    ok: true,
    machine: {
      docker,
      version: version.Version,
      apiVersion,
      appArmor: (info.SecurityOptions ?? []).some((option) => option.startsWith('name=apparmor')),
      place: { memory: info.MemTotal, kernel: info.KernelVersion, root: info.DockerRootDir },
    },
  };
}

/** Every request after this names the version, so that a newer engine answers as this code expects. */
function pinVersion(docker: Docker, apiVersion: string): void {
  Reflect.set(docker.modem, 'version', `v${apiVersion}`);
}

async function connect(endpoint: Endpoint): Promise<Docker> {
  if (endpoint.kind === 'unix') {
    // dockerode reads DOCKER_HOST and its company by itself; what is undefined here overrides that.
    return new Docker({
      socketPath: endpoint.socketPath,
      host: undefined,
      port: undefined,
      ca: undefined,
      cert: undefined,
      key: undefined,
      protocol: 'http',
    });
  }
  const { host, port, certPath } = endpoint;
  if (certPath === null) return new Docker({ host, port, protocol: 'http' });
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((file) => readFile(path.join(certPath, file))),
  );
  return new Docker({ host, port, protocol: 'https', ca, cert, key });
}

/** Whether version `a` comes before `b`: 1.9 before 1.41. */
function older(a: string, b: string): boolean {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA === majorB ? minorA < minorB : majorA < majorB;
}

/** Whether an error means that the engine was not reached, and not that it refused. */
export function isUnreached(error: unknown): boolean {
  if (error instanceof AppError) return false;
  return statusCodeOf(error) === undefined && systemCodeOf(error) !== undefined;
}
