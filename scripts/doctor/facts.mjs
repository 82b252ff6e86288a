/** Looks at the machine. No judgement here: that is in checks.mjs, which is given what this returns. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { freemem, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import { findChromium } from '../lib/chromium.mjs';
import { hasDatabaseDriver, hasDependencies, missingCompiler } from '../lib/dependencies.mjs';
import { ask } from '../lib/engine/client.mjs';
import { describeEndpoint } from '../lib/engine/endpoint.mjs';
import { isRunning } from '../lib/engine/pidfile.mjs';
import { findEngine } from '../lib/engine/probe.mjs';
import { LIMITS, readLimit } from '../lib/machine/limits.mjs';
import { readMachine, readText } from '../lib/machine/os.mjs';
import { messageOf } from '../lib/output.mjs';
import { ROOT } from '../lib/root.mjs';
import { findProgram } from '../lib/run.mjs';

/**
 * @typedef {object} EngineFacts
 * @property {import('../lib/engine/probe.mjs').Probe['state']} state
 * @property {string} address
 * @property {boolean} dockerHostSet
 * @property {boolean} plainTcp over TCP without TLS
 * @property {boolean} local its kernel is the one of this machine
 * @property {string} detail why it does not answer
 * @property {boolean} daemonInstalled
 * @property {boolean} daemonRunning
 * @property {EngineInfo | null} info what it says of itself
 *
 * @typedef {object} EngineInfo
 * @property {string} version
 * @property {string} product `Docker Engine - Community`, `Docker Desktop 4.40.0`, `Podman Engine`
 * @property {string} operatingSystem
 * @property {string} osType
 * @property {string} architecture as the engine says it: `x86_64`, `aarch64`
 * @property {string} driver of storage: `overlay2`
 * @property {string} backing file system below it: `extfs`, `xfs`
 * @property {string} cgroupVersion
 * @property {boolean} rootless
 * @property {boolean} appArmor
 * @property {boolean} userRemap the engine remaps users (`userns-remap`)
 * @property {string} rootDir
 *
 * @typedef {object} Facts
 * @property {string} node version
 * @property {import('../lib/machine/os.mjs').Machine} machine
 * @property {{ installed: boolean, driver: boolean, missingCompiler: readonly string[] }} packages
 * @property {EngineFacts} engine
 * @property {Record<string, number | null>} kernel sysctl values; null where there is none of that name
 * @property {{ engineFree: number | null, dataFree: number | null, dataDir: string }} disk bytes
 * @property {{ total: number, free: number }} memory bytes
 * @property {{ host: string, port: string, error: string | null }} port `error`: why it cannot be had
 * @property {{ images: number, golden: number } | null} prepared what of ours is on the engine; null: unknown
 * @property {{ debootstrap: boolean, chromium: string | null }} tools
 */

/** What forbids or limits user namespaces, on the kernels and distributions that have it. */
const NAMESPACE_LIMITS = [
  'user.max_user_namespaces',
  'kernel.unprivileged_userns_clone',
  'kernel.apparmor_restrict_unprivileged_userns',
];

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Facts>}
 */
export async function gatherFacts(env = process.env) {
  const engine = await gatherEngine(env);
  const dataDir = resolve(ROOT, env.HOLDFAST_DATA || '.data');
  return {
    node: process.versions.node,
    machine: readMachine(env),
    packages: {
      installed: hasDependencies({ dev: false }),
      driver: hasDatabaseDriver(),
      missingCompiler: missingCompiler().map(({ program }) => program),
    },
    engine: engine.facts,
    kernel: Object.fromEntries(
      [...NAMESPACE_LIMITS, ...LIMITS.map(({ name }) => name)].map((name) => [
        name,
        readLimit(name),
      ]),
    ),
    disk: {
      engineFree:
        engine.facts.local && engine.facts.info ? await freeBytes(engine.facts.info.rootDir) : null,
      dataFree: await freeBytes(dataDir),
      dataDir,
    },
    memory: readMemory(),
    port: await tryPort(env.HOST || '127.0.0.1', env.PORT || '3000'),
    prepared: engine.prepared,
    tools: { debootstrap: findProgram('debootstrap', env) !== null, chromium: findChromium(env) },
  };
}

/** @param {NodeJS.ProcessEnv} env */
async function gatherEngine(env) {
  const found = await findEngine(env).catch((error) => ({
    state: /** @type {const} */ ('failed'),
    endpoint: { kind: /** @type {const} */ ('other'), value: env.DOCKER_HOST ?? '' },
    detail: messageOf(error),
  }));
  const { endpoint } = found;
  const answer =
    found.state === 'answers' ? await ask(endpoint, 'GET', '/info').catch(() => null) : null;
  /** @type {EngineInfo | null} */
  const info =
    found.state === 'answers' && answer
      ? readInfo(answer, { version: found.version, product: found.product })
      : null;
  return {
    facts: {
      state: found.state,
      address: describeEndpoint(endpoint),
      dockerHostSet: Boolean(env.DOCKER_HOST),
      plainTcp: endpoint.kind === 'tcp' && endpoint.tls === null,
      // Docker Desktop and other products with a machine of their own have another kernel behind a local socket.
      local: endpoint.kind === 'unix' && answer?.KernelVersion === kernelRelease(),
      detail: found.state === 'answers' ? '' : found.detail,
      daemonInstalled: findProgram('dockerd', env) !== null,
      daemonRunning: isRunning('dockerd'),
      info,
    },
    prepared: answer ? await countPrepared(endpoint) : null,
  };
}

/**
 * @param {any} answer of `GET /info`
 * @param {{ version: string, product: string }} probed
 * @returns {EngineInfo}
 */
export function readInfo(answer, probed) {
  /** @type {string[]} */
  const security = answer.SecurityOptions ?? [];
  /** @type {[string, string][]} */
  const driverStatus = answer.DriverStatus ?? [];
  const has = (/** @type {string} */ name) =>
    security.some((option) => option.split(',').includes(`name=${name}`));
  return {
    ...probed,
    operatingSystem: String(answer.OperatingSystem ?? ''),
    osType: String(answer.OSType ?? ''),
    architecture: String(answer.Architecture ?? ''),
    driver: String(answer.Driver ?? ''),
    backing: driverStatus.find(([key]) => key === 'Backing Filesystem')?.[1] ?? '',
    cgroupVersion: String(answer.CgroupVersion ?? '1'),
    rootless: has('rootless'),
    appArmor: has('apparmor'),
    userRemap: has('userns'),
    rootDir: String(answer.DockerRootDir ?? '/var/lib/docker'),
  };
}

/** @param {import('../lib/engine/endpoint.mjs').Endpoint} endpoint */
async function countPrepared(endpoint) {
  try {
    const [images, { Volumes }] = await Promise.all([
      ask(endpoint, 'GET', '/images/json'),
      ask(endpoint, 'GET', '/volumes'),
    ]);
    const isOurs = (/** @type {{ Labels?: Record<string, string> | null }} */ { Labels }) =>
      Object.keys(Labels ?? {}).some((key) => key.startsWith('org.holdfast.'));
    return {
      images: images.filter(isOurs).length,
      golden: (Volumes ?? []).filter(
        (/** @type {{ Labels?: Record<string, string> }} */ volume) =>
          volume.Labels?.['org.holdfast.role'] === 'golden',
      ).length,
    };
  } catch {
    return null;
  }
}

function kernelRelease() {
  return readText('/proc/sys/kernel/osrelease');
}

/**
 * Free bytes where a folder is, or will be made.
 * @param {string} path
 * @returns {Promise<number | null>}
 */
async function freeBytes(path) {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

function readMemory() {
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(readText('/proc/meminfo') ?? '')?.[1];
  return { total: totalmem(), free: available ? Number(available) * 1024 : freemem() };
}

/**
 * @param {string} host
 * @param {string} port
 * @returns {Promise<Facts['port']>}
 */
function tryPort(host, port) {
  const number = Number(port);
  if (!(Number.isInteger(number) && number >= 0 && number < 65536)) {
    return Promise.resolve({ host, port, error: 'not a port number' });
  }
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      done({ host, port, error: error.code ?? error.message }),
    );
    server.listen(number, host, () => server.close(() => done({ host, port, error: null })));
  });
}
