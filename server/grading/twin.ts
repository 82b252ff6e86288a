/**
 * A container of the grader's that is configured as one of the learner's is: what has to be copied for it,
 * and what the engine is asked for. Only what is named here is taken over; what could reach beyond the
 * container (network, ports, devices, privileged mode, restart policy, labels, name) is not.
 */
import { z } from 'zod';

const texts = z.array(z.string()).nullish();

const Configuration = z.object({
  Cmd: texts,
  Env: texts,
  User: z.string().nullish(),
  WorkingDir: z.string().nullish(),
  StopSignal: z.string().exactOptional(),
  Tty: z.boolean().nullish(),
  OpenStdin: z.boolean().nullish(),
});

const Limits = z.object({
  Tmpfs: z.record(z.string(), z.string()).nullish(),
  ReadonlyRootfs: z.boolean().nullish(),
  CapAdd: texts,
  CapDrop: texts,
  SecurityOpt: texts,
  GroupAdd: texts,
  Init: z.boolean().nullish(),
  ShmSize: z.number().nullish(),
});

/** As `--mount` and Compose's long form ask for it. */
const AskedMount = z.object({
  Type: z.string(),
  Target: z.string(),
  ReadOnly: z.boolean().exactOptional(),
  TmpfsOptions: z
    .object({ SizeBytes: z.number().optional(), Mode: z.number().optional() })
    .nullish(),
  VolumeOptions: z
    .object({ NoCopy: z.boolean().optional(), Subpath: z.string().optional() })
    .nullish(),
});

const Inspected = z.object({
  Id: z.string(),
  Image: z.string(),
  Config: Configuration.extend({ Entrypoint: texts }),
  HostConfig: Limits.extend({ Mounts: z.array(AskedMount).nullish() }),
  Mounts: z
    .array(
      z.object({
        Type: z.string(),
        Name: z.string().nullish(),
        Source: z.string().nullish(),
        Destination: z.string(),
        RW: z.boolean().nullish(),
      }),
    )
    .nullish(),
});

/** Whoever has the engine's socket acts on the lab itself, also through a read-only mount. */
const ENGINE_SOCKETS: ReadonlySet<string> = new Set(['/var/run/docker.sock', '/run/docker.sock']);

export interface TwinPlan {
  image: string;
  /** The volumes that the learner's container mounts. */
  volumes: string[];
  /**
   * The body of the engine's `create`, with `copies` in the place of those volumes, and of the lab host's
   * `directories` those that each of them is mapped to.
   */
  request(
    copies: ReadonlyMap<string, string>,
    directories: ReadonlyMap<string, string>,
  ): Record<string, unknown>;
}

/** A path in or below one of the directories, in what that is mapped to; null for other paths. */
function inPlaceOf(path: string, directories: ReadonlyMap<string, string>): string | null {
  for (const [directory, place] of directories) {
    if (`${path}/`.startsWith(`${directory}/`)) return `${place}${path.slice(directory.length)}`;
  }
  return null;
}

/** From GET /containers/ID/json. */
export function planTwin(answer: unknown): TwinPlan {
  const { Image, Config, HostConfig, Mounts } = Inspected.parse(answer);
  const { Entrypoint, ...config } = Config;
  const { Mounts: asked, ...limits } = HostConfig;
  const mounted = Mounts ?? [];
  const nameOf = (mount: (typeof mounted)[number]): string[] =>
    mount.Type === 'volume' && mount.Name ? [mount.Name] : [];

  function mountsWith(
    copies: ReadonlyMap<string, string>,
    directories: ReadonlyMap<string, string>,
  ): Record<string, unknown>[] {
    const volumes = mounted.flatMap((mount) =>
      nameOf(mount).map((name) => ({
        Type: 'volume',
        Source: copies.get(name),
        Target: mount.Destination,
        ReadOnly: mount.RW === false,
        VolumeOptions: asked?.find(({ Target }) => Target === mount.Destination)?.VolumeOptions,
      })),
    );
    const binds = mounted
      .filter(({ Type, Source }) => Type === 'bind' && !ENGINE_SOCKETS.has(Source ?? ''))
      .map(({ Source, Destination, RW }) => {
        const replaced = inPlaceOf(Source ?? '', directories);
        return {
          Type: 'bind',
          Source: replaced ?? Source,
          Target: Destination,
          ReadOnly: replaced === null || RW === false,
        };
      });
    const inMemory = (asked ?? []).filter(({ Type }) => Type === 'tmpfs');
    return [...volumes, ...binds, ...inMemory];
  }

  return {
    image: Image,
    volumes: [...new Set(mounted.flatMap(nameOf))],
    request: (copies, directories) => ({
      ...config,
      Image,
      // None at all would mean the image's.
      Entrypoint: Entrypoint?.length ? Entrypoint : [''],
      Healthcheck: { Test: ['NONE'] },
      HostConfig: { ...limits, NetworkMode: 'none', Mounts: mountsWith(copies, directories) },
    }),
  };
}
