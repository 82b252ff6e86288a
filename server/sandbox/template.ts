/**
 * The one shape a lab host's container has. Nothing in it ever comes from a request: what varies is the
 * installation's configuration, what the engine can do, and the launch's own id.
 */
import type Docker from 'dockerode';
import type { LabLimits } from './config.ts';
import { hostName, LAB_ROLE, LABEL } from './labels.ts';
import type { LaunchId } from './types.ts';

export interface TemplateFacts {
  installation: string;
  launchId: LaunchId;
  limits: LabLimits;
  /** Id of the outer image. */
  image: string;
  /** Name of the golden volume. */
  golden: string;
  /** The profile as JSON text. */
  seccomp: string;
  /** Whether the engine confines containers with AppArmor. */
  appArmor: boolean;
  /** The highest number of open files that the engine may grant a process. */
  openFiles: number;
  runtime?: string | undefined;
}

/** The uid and gid of everything in a lab host as the machine sees it; root in the lab is this user. */
export const OUTER_USER = '1000:1000';

/** What people expect of a host (`--ulimit nofile=65536`) with room; more costs nothing but is never asked. */
export const WANTED_OPEN_FILES = 1_048_576;

/** The soft limit that programs see first: large ones make those slow that close every possible file. */
const SOFT_OPEN_FILES = 65_536;

/** Seconds before the engine kills a lab host that does not stop; its supervisor needs about three. */
export const STOP_SECONDS = 15;

/** Where the host's own scripts look for it. */
const GOLDEN_TARGET = '/usr/lib/holdfast/golden';

const MIB = 1024 * 1024;

export type HostContainer = Docker.ContainerCreateOptions & {
  HostConfig: Docker.HostConfig & { CgroupnsMode?: 'private' };
};

/** The body of the request that creates a lab host's container and, with it, its volume. */
export function hostContainer(facts: TemplateFacts): HostContainer {
  const labels = hostLabels(facts);
  const name = hostName(facts.installation, facts.launchId);
  return {
    name,
    Image: facts.image,
    // Never another user: with unmasked paths, root of the machine's own namespace could write
    // /proc/sys/kernel/core_pattern, and that is a way out.
    User: OUTER_USER,
    Cmd: ['/usr/lib/holdfast/lab-init'],
    WorkingDir: '/',
    Hostname: 'lab',
    Env: [
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      `HOLDFAST_DISK_MIB=${facts.limits.diskMiB}`,
    ],
    StopSignal: 'SIGTERM',
    StopTimeout: STOP_SECONDS,
    Labels: labels,
    HostConfig: {
      // A reaping init first: with unshare as process 1, /proc of every later exec would be the wrong one.
      Init: true,
      Privileged: false,
      CapDrop: ['ALL'],
      // What newuidmap and newgidmap need, and nobody else has the file capabilities to use.
      CapAdd: ['SETUID', 'SETGID'],
      SecurityOpt: [
        `seccomp=${facts.seccomp}`,
        // The engine's own profile forbids every mount.
        ...(facts.appArmor ? ['apparmor=unconfined'] : []),
      ],
      // A nested /proc can only be mounted where nothing of the outer one is masked.
      MaskedPaths: [],
      ReadonlyPaths: [],
      ReadonlyRootfs: true,
      Tmpfs: {
        '/tmp': 'rw,nosuid,nodev,noexec,size=16m,mode=1777',
        '/run': 'rw,nosuid,nodev,noexec,size=16m,mode=0755,uid=1000,gid=1000',
      },
      NetworkMode: 'none',
      IpcMode: 'private',
      CgroupnsMode: 'private',
      Memory: facts.limits.memoryMiB * MIB,
      MemorySwap: facts.limits.memoryMiB * MIB,
      NanoCpus: Math.round(facts.limits.cpus * 1e9),
      PidsLimit: facts.limits.pids,
      // When the machine runs out of memory, a lab goes before the server and the engine.
      OomScoreAdj: 500,
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        {
          Name: 'nofile',
          Soft: Math.min(facts.openFiles, SOFT_OPEN_FILES),
          Hard: Math.min(facts.openFiles, WANTED_OPEN_FILES),
        },
      ],
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '2' } },
      RestartPolicy: { Name: 'no' },
      Mounts: [
        {
          Type: 'volume',
          Source: facts.golden,
          Target: GOLDEN_TARGET,
          ReadOnly: true,
          VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } },
        },
        {
          // Copied into when new, so that it gets the owner that /lab has in the image.
          Type: 'volume',
          Source: name,
          Target: '/lab',
          VolumeOptions: {
            NoCopy: false,
            Labels: labels,
            DriverConfig: { Name: 'local', Options: {} },
          },
        },
      ],
      ...(facts.runtime === undefined ? {} : { Runtime: facts.runtime }),
    },
  };
}

function hostLabels(facts: TemplateFacts): Record<string, string> {
  return {
    [LABEL.installation]: facts.installation,
    [LABEL.launch]: facts.launchId,
    [LABEL.golden]: facts.golden,
    [LABEL.role]: LAB_ROLE,
  };
}
