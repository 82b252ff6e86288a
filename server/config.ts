/** Configuration: one schema over the environment. Every variable, its default and its meaning. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { ImageName } from './sandbox/images/image-name.ts';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

const count = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

const Environment = z.object({
  /** Port of the page. */
  PORT: count(3000, 0, 65535),
  /** Address to listen on. Loopback unless told: in `single` mode everybody who reaches it is the learner. */
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Where the database and secrets are kept. */
  HOLDFAST_DATA: z.string().min(1).default('.data'),
  /** `single`: every browser is the one learner. `many`: a cookie is a learner. */
  HOLDFAST_LEARNERS: z.enum(['single', 'many']).default('single'),
  /** Further host names under which the page is reached, separated by commas. Others are refused. */
  HOLDFAST_HOSTS: list.transform((names) => names.map((name) => name.toLowerCase())),
  /** `yes` behind a reverse proxy that sets X-Forwarded-For and X-Forwarded-Proto. */
  HOLDFAST_TRUST_PROXY: z.enum(['yes', 'no']).default('no'),
  /** Memory of one lab, MiB. PostgreSQL and a build fit into half of the default. */
  HOLDFAST_LAB_MEMORY: count(2048, 256, 1_048_576),
  /** Processor share of one lab, in processors. */
  HOLDFAST_LAB_CPUS: z.coerce.number().min(0.1).max(256).default(1.5),
  /** Processes and threads of one lab. */
  HOLDFAST_LAB_PIDS: count(1024, 128, 32_768),
  /** Disk share of one lab, MiB, as `df` shows it there. */
  HOLDFAST_LAB_DISK: count(8192, 1024, 16_777_216),
  /** Labs of one learner that run at once. */
  HOLDFAST_LABS_PER_LEARNER: count(3, 1, 100),
  /** Labs that run at once on this machine. */
  HOLDFAST_LABS: count(40, 1, 10_000),
  /** Further images for labs, separated by commas: names with a tag, such as `alpine:3.22`. */
  HOLDFAST_IMAGES: list.pipe(z.array(ImageName)),
  /** Labs that wait for a place when all are taken; 0: whoever comes then is refused. */
  HOLDFAST_LINE: count(100, 0, 10_000),
  /** Disk that is to stay free where the engine keeps its data, MiB: below it no new lab is made. */
  HOLDFAST_DISK_RESERVE: count(1024, 0, 1_000_000_000),
  /** Lab hosts that wait started for whoever comes next; `auto` follows demand, 0 starts none ahead. */
  HOLDFAST_POOL: z
    .union([z.literal('auto'), z.coerce.number().int().min(0).max(100)])
    .default('auto'),
  /** A lab that nobody uses is stopped after so many minutes; 0: never. */
  HOLDFAST_IDLE_MINUTES: count(60, 0, 100_000),
  /** A lab that was stopped is removed after so many days; 0: never. */
  HOLDFAST_KEEP_DAYS: count(30, 0, 10_000),
  /** A container runtime that the machine's engine knows (sysbox-runc, runsc, kata). */
  HOLDFAST_RUNTIME: z.string().default(''),
  /** `yes` allows an engine over plain, unauthenticated TCP. */
  HOLDFAST_INSECURE_ENGINE: z.enum(['yes', 'no']).default('no'),
  /** `yes`: open pages are told when the files of lessons and labs change. `npm run dev` sets it. */
  HOLDFAST_WATCH: z.enum(['yes', 'no']).default('no'),
  /** Who sends it as a bearer token may read /metrics from elsewhere; without it only this machine may. */
  HOLDFAST_METRICS_TOKEN: z.string().min(16).optional(),
  /** `fatal`, `error`, `warn`, `info`, `debug`, `trace`. */
  HOLDFAST_LOG: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  /** As docker reads it: where the machine's engine is. */
  DOCKER_HOST: z.string().default(''),
  /** As docker reads it: the folder with ca.pem, cert.pem and key.pem, for an engine over TCP. */
  DOCKER_CERT_PATH: z.string().default(''),
});

export interface Config {
  port: number;
  host: string;
  /** Absolute. */
  dataDir: string;
  learners: 'single' | 'many';
  hosts: string[];
  trustProxy: boolean;
  lab: { memoryMiB: number; cpus: number; pids: number; diskMiB: number; runtime: string };
  limits: { labsPerLearner: number; labs: number; line: number };
  diskReserveMiB: number;
  pool: 'auto' | number;
  /** 0: never. */
  idleMinutes: number;
  keepDays: number;
  /** Names of images that labs have beside those of this version. */
  images: string[];
  /** Empty: none. */
  metricsToken: string;
  engine: { dockerHost: string; dockerCertPath: string; allowInsecure: boolean };
  watchContent: boolean;
  logLevel: z.infer<typeof Environment>['HOLDFAST_LOG'];
}

/** A variable's value is wrong. The message names each one and what it may be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the configuration from an environment.
 * @throws ConfigError
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`The configuration is wrong:\n${lines.join('\n')}`);
  }
  const e = parsed.data;
  return {
    port: e.PORT,
    host: e.HOST,
    dataDir: resolve(e.HOLDFAST_DATA),
    learners: e.HOLDFAST_LEARNERS,
    hosts: e.HOLDFAST_HOSTS,
    trustProxy: e.HOLDFAST_TRUST_PROXY === 'yes',
    lab: {
      memoryMiB: e.HOLDFAST_LAB_MEMORY,
      cpus: e.HOLDFAST_LAB_CPUS,
      pids: e.HOLDFAST_LAB_PIDS,
      diskMiB: e.HOLDFAST_LAB_DISK,
      runtime: e.HOLDFAST_RUNTIME,
    },
    limits: {
      labsPerLearner: e.HOLDFAST_LABS_PER_LEARNER,
      labs: e.HOLDFAST_LABS,
      line: e.HOLDFAST_LINE,
    },
    diskReserveMiB: e.HOLDFAST_DISK_RESERVE,
    pool: e.HOLDFAST_POOL,
    idleMinutes: e.HOLDFAST_IDLE_MINUTES,
    keepDays: e.HOLDFAST_KEEP_DAYS,
    images: e.HOLDFAST_IMAGES,
    engine: {
      dockerHost: e.DOCKER_HOST,
      dockerCertPath: e.DOCKER_CERT_PATH,
      allowInsecure: e.HOLDFAST_INSECURE_ENGINE === 'yes',
    },
    watchContent: e.HOLDFAST_WATCH === 'yes',
    metricsToken: e.HOLDFAST_METRICS_TOKEN ?? '',
    logLevel: e.HOLDFAST_LOG,
  };
}
