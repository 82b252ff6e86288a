/** The stack in ~/shop, as the labels say that Compose writes on what it makes. */
import {
  type ContainerFacts,
  fail,
  type MountFacts,
  type Observed,
  type Outcome,
  waiting,
} from '../../server/grading/contract.ts';

export const PROJECT = 'shop';
export const DIRECTORY = '/root/shop';
export const SERVICES = ['db', 'cart', 'api'] as const;
export type Service = (typeof SERVICES)[number];

/** Where each of the two keeps its data. */
export const DATA = { db: '/var/lib/postgresql/data', cart: '/data' } as const;
export type Keeper = keyof typeof DATA;

export const label = (container: ContainerFacts, name: string): string =>
  container.labels[`com.docker.compose.${name}`] ?? '';

export const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

export const isOutcome = (value: object): value is Outcome => 'kind' in value;

/** The container of a service of the project; null when there is none. */
export async function containerOf(lab: Observed, service: Service): Promise<ContainerFacts | null> {
  const all = await lab.engine.containers();
  return (
    all.find(
      (one) =>
        label(one, 'project') === PROJECT &&
        label(one, 'service') === service &&
        label(one, 'oneoff') !== 'True',
    ) ?? null
  );
}

/** Why the file can't be used as it is; null when it can. */
export async function invalid(lab: Observed): Promise<Outcome | null> {
  const argv = ['bash', '-c', 'cd -- "$0" && docker compose config --quiet', DIRECTORY];
  const { exitCode, stderr } = await lab.host(argv);
  if (exitCode === 0) return null;
  const said = lines(stderr).at(-1) ?? 'nothing';
  if (/undefined volume/.test(said)) {
    return fail(
      'volume-not-declared',
      'Each volume of a service under volumes: at the bottom of compose.yaml, too.',
      `Compose says: ${said}.`,
    );
  }
  return fail('file-invalid', '~/shop/compose.yaml as Compose reads it.', `It says: ${said}.`);
}

const covers = (mount: MountFacts, path: string): boolean =>
  path === mount.destination || path.startsWith(`${mount.destination.replace(/\/$/, '')}/`);

/** The deepest mount at or above the data of a service. */
export const dataMount = (container: ContainerFacts, service: Keeper): MountFacts | undefined =>
  container.mounts
    .filter((mount) => covers(mount, container.env.PGDATA ?? DATA[service]))
    .sort((one, other) => other.destination.length - one.destination.length)[0];

/** Why the data of a service isn't in a volume that the file declares; null when it is. */
export function misplaced(container: ContainerFacts, service: Keeper): Outcome | null {
  const path = container.env.PGDATA ?? DATA[service];
  const expected = `A volume that compose.yaml declares, mounted in ${service} at ${path}.`;
  const mount = dataMount(container, service);
  const elsewhere = container.mounts.find((one) => one.type === 'volume' && !one.anonymous);
  if (mount?.type === 'bind') {
    return fail(
      'bind-mount',
      expected,
      `What is mounted there is ${mount.source}, a directory of the host.`,
    );
  }
  if (mount?.type === 'volume' && !mount.anonymous) return null;
  if (mount?.type === 'volume' && elsewhere !== undefined) {
    return fail(
      'wrong-path',
      expected,
      `${elsewhere.source} is mounted at ${elsewhere.destination}, where ${service} doesn't keep its data. There is an anonymous volume at ${mount.destination}, because the image declares one.`,
    );
  }
  if (mount?.type === 'volume') {
    return fail(
      'anonymous-volume',
      expected,
      `There is an anonymous volume (${mount.source.slice(0, 12)}…), because the image declares one and the file none. docker compose down leaves it behind, and the next up makes another.`,
    );
  }
  return fail(
    'not-a-volume',
    expected,
    mount === undefined ? 'Nothing is mounted there.' : `What is mounted there is a ${mount.type}.`,
  );
}

export interface Kept {
  container: ContainerFacts;
  /** The volume with its data. */
  volume: string;
}

/** A service that keeps data, and the declared volume that it keeps them in. */
export async function keeper(lab: Observed, service: Keeper): Promise<Kept | Outcome> {
  const container = await containerOf(lab, service);
  if (container === null) {
    return (await invalid(lab)) ?? waiting(`Start the stack in ~/shop: ${service} isn't there.`);
  }
  return (
    misplaced(container, service) ?? {
      container,
      volume: dataMount(container, service)?.source ?? '',
    }
  );
}

/** What is to be said while a service doesn't run; null when it does. */
export async function notRunning(
  lab: Observed,
  service: Service,
  { id, status }: ContainerFacts,
): Promise<Outcome | null> {
  if (status === 'running') return null;
  const last = lines(await lab.engine.logs(id)).at(-1) ?? 'nothing';
  return waiting(`${service} is ${status}. The last of its log: ${last}`);
}
