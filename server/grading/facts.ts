/**
 * From what an inner engine answers to the facts a grader sees. The engine belongs to the learner: each
 * answer is checked by a schema and what it leaves open gets the engine's own default.
 */
import { posix } from 'node:path';
import { z } from 'zod';
import type { Change, ContainerFacts, ImageFacts, MountFacts, VolumeFacts } from './contract.ts';
import { fromMountData, fromMountOptions, isReadOnly, TmpfsOptions } from './tmpfs.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

/** The engine's zero time means "never". */
const instant = z.string().transform((value, context) => {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) {
    context.addIssue('not a time');
    return z.NEVER;
  }
  return at;
});

/** The name that the engine makes up for an anonymous volume: 64 hex digits. */
export const isAnonymousName = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

const Mount = z.object({
  Type: z.string(),
  Name: text,
  Source: text,
  Destination: z.string(),
  RW: z
    .boolean()
    .nullish()
    .transform((value) => value ?? true),
});

const Inspected = z.object({
  Id: z.string(),
  Name: z.string(),
  Created: instant,
  Image: z.string(),
  Path: text,
  Args: texts,
  State: z.object({
    Status: z.string(),
    Running: z.boolean(),
    ExitCode: z.number(),
    StartedAt: instant,
    Health: z.object({ Status: z.string() }).nullish(),
  }),
  Config: z.object({ Image: z.string(), Env: texts, User: text, Labels: labels }),
  HostConfig: z.object({
    AutoRemove: z.boolean().nullish(),
    ReadonlyRootfs: z.boolean().nullish(),
    Tmpfs: z.record(z.string(), z.string()).nullish(),
    Mounts: z.array(z.object({ Target: z.string(), TmpfsOptions })).nullish(),
  }),
  Mounts: z.array(Mount).nullish(),
  NetworkSettings: z
    .object({ Networks: z.record(z.string(), z.object({ IPAddress: text })).nullish() })
    .nullish(),
});

type HostConfig = z.infer<typeof Inspected>['HostConfig'];

function mountFacts(mount: z.infer<typeof Mount>, host: HostConfig): MountFacts {
  const known = z.enum(['volume', 'bind', 'tmpfs']).safeParse(mount.Type);
  const type = known.success ? known.data : 'other';
  const asked = (host.Mounts ?? []).find(({ Target }) => cleanPath(Target) === mount.Destination);
  return {
    type,
    source: type === 'volume' ? mount.Name : mount.Source,
    destination: mount.Destination,
    readOnly: !mount.RW,
    anonymous: type === 'volume' && isAnonymousName(mount.Name),
    tmpfs: type === 'tmpfs' ? fromMountOptions(asked?.TmpfsOptions) : null,
  };
}

/** The mounts of `--tmpfs`, which the engine doesn't list with the others. */
const tmpfsMounts = (host: HostConfig): MountFacts[] =>
  Object.entries(host.Tmpfs ?? {}).map(([path, options]) => ({
    type: 'tmpfs',
    source: '',
    destination: cleanPath(path),
    readOnly: isReadOnly(options),
    anonymous: false,
    tmpfs: fromMountData(options),
  }));

/** The engine keeps a path as it was typed where it was told of it: `/cache/`. */
const cleanPath = (path: string): string => posix.normalize(path).replace(/(?<=.)\/$/, '');

/** `KEY=value` lines as a record; the last of a name counts, as in a process. */
function environment(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

/** The engine lists mounts in another order each time; verdicts that name them must not waver. */
const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** GET /containers/ID/json */
export function containerFacts(answer: unknown): ContainerFacts {
  const c = Inspected.parse(answer);
  const listed = (c.Mounts ?? []).map((mount) => mountFacts(mount, c.HostConfig));
  const seen = new Set(listed.map((mount) => mount.destination));
  const others = tmpfsMounts(c.HostConfig).filter(({ destination }) => !seen.has(destination));
  const addresses = Object.values(c.NetworkSettings?.Networks ?? {}).map((n) => n.IPAddress);
  return {
    id: c.Id,
    name: c.Name.replace(/^\//, ''),
    image: c.Config.Image,
    imageId: c.Image,
    status: c.State.Status,
    running: c.State.Running,
    exitCode: c.State.ExitCode,
    health: c.State.Health?.Status ?? null,
    createdAt: c.Created,
    startedAt: c.State.StartedAt.getTime() <= 0 ? null : c.State.StartedAt,
    autoRemove: c.HostConfig.AutoRemove ?? false,
    env: environment(c.Config.Env),
    command: [c.Path, ...c.Args].filter((word) => word !== ''),
    user: c.Config.User,
    readOnlyRoot: c.HostConfig.ReadonlyRootfs ?? false,
    labels: c.Config.Labels,
    mounts: [...listed, ...others].sort((one, other) => byText(one.destination, other.destination)),
    address: addresses.find((address) => address !== '') ?? null,
  };
}

const Volume = z.object({
  Name: z.string(),
  Driver: z.string(),
  Mountpoint: text,
  Labels: labels,
  Options: labels,
  CreatedAt: instant.optional(),
});

/** GET /volumes/NAME, or one of GET /volumes */
export function volumeFacts(answer: unknown): VolumeFacts {
  const v = Volume.parse(answer);
  return {
    name: v.Name,
    driver: v.Driver,
    mountpoint: v.Mountpoint,
    labels: v.Labels,
    options: v.Options,
    anonymous: isAnonymousName(v.Name),
    createdAt: v.CreatedAt ?? new Date(0),
  };
}

export const volumeList = (answer: unknown): VolumeFacts[] =>
  (z.object({ Volumes: z.array(z.unknown()).nullish() }).parse(answer).Volumes ?? []).map(
    volumeFacts,
  );

const Image = z.object({
  Id: z.string(),
  RepoTags: texts,
  Created: instant,
  Config: z.object({ Labels: labels }).nullish(),
  RootFS: z.object({ Layers: texts }),
});

/** GET /images/NAME/json */
export function imageFacts(answer: unknown): ImageFacts {
  const i = Image.parse(answer);
  return {
    id: i.Id,
    tags: i.RepoTags,
    layers: i.RootFS.Layers.length,
    labels: i.Config?.Labels ?? {},
    createdAt: i.Created,
  };
}

const ListedContainer = z.object({ Id: z.string(), Labels: labels });

/** GET /containers/json: ids and labels. */
export const containerList = (answer: unknown): { id: string; labels: Record<string, string> }[] =>
  z
    .array(ListedContainer)
    .parse(answer)
    .map((c) => ({ id: c.Id, labels: c.Labels }));

const ListedImage = z.object({ Id: z.string(), RepoTags: texts });

/** GET /images/json: ids and tags. */
export const imageList = (answer: unknown): { id: string; tags: string[] }[] =>
  z
    .array(ListedImage)
    .parse(answer)
    .map((i) => ({ id: i.Id, tags: i.RepoTags }));

/** The engine's numbers for what became of a path. */
const CHANGE_KINDS = ['changed', 'added', 'deleted'] as const;

/** GET /containers/ID/changes */
export const changeList = (answer: unknown): Change[] =>
  (
    z
      .array(z.object({ Path: z.string(), Kind: z.number() }))
      .nullable()
      .parse(answer) ?? []
  ).flatMap(({ Path, Kind }) => {
    const kind = CHANGE_KINDS[Kind];
    return kind === undefined ? [] : [{ kind, path: Path }];
  });
