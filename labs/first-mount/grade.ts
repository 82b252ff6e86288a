import {
  type ContainerFacts,
  fail,
  grade,
  type HistoryEntry,
  type MountFacts,
  type Observed,
  type Outcome,
  pass,
  waiting,
} from '../../server/grading/contract.ts';

const NAME = 'shop';
const VOLUME = 'assets';
const PATH = '/site';
const ORDERS = 'orders/log.txt';
const GONE = 'old-offer.html';
const HOME = '/root';

type ContainerEntry = Extract<HistoryEntry, { kind: 'container' }>;
type Files = ReadonlyMap<string, string>;

const isOutcome = (value: object): value is Outcome => 'kind' in value;
const source = (version: number): string => `${HOME}/shop-${version}/site`;
const image = (version: number): string => `shop:${version}`;

/** Hashes of the files below a directory of the host, by relative path; the orders aside. */
async function filesBelow(lab: Observed, directory: string): Promise<Files> {
  const list = ['find', directory, '-type', 'f', '-exec', 'sha256sum', '{}', '+'];
  const { stdout } = await lab.host(list);
  return new Map(
    stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line): [string, string] => [line.slice(66 + directory.length + 1), line.slice(0, 64)])
      .filter(([path]) => !path.startsWith('orders/')),
  );
}

const atPath = ({ mounts }: ContainerFacts): MountFacts | undefined =>
  mounts.find(({ destination }) => destination.replace(/\/+$/, '') === PATH);

/** Why the container isn't on the volume; null when it is. */
function misplaced(container: ContainerFacts): Outcome | null {
  const expected = `The volume ${VOLUME}, mounted at ${PATH} in ${NAME}.`;
  const mount = atPath(container);
  if (mount === undefined) {
    const other = container.mounts[0];
    return other === undefined
      ? fail(
          'not-mounted',
          expected,
          `${NAME} has no mount: it shows the files of its image, and the orders are in its writable layer.`,
        )
      : fail(
          'wrong-path',
          expected,
          `${other.source} is mounted at ${other.destination}. Only an empty volume at ${PATH} itself is filled from the image's ${PATH}.`,
        );
  }
  if (mount.type === 'bind') {
    return fail(
      'bind-mount',
      expected,
      `${PATH} is ${mount.source}, a directory of the host. Docker never puts the image's files into one.`,
    );
  }
  if (mount.type !== 'volume') {
    return fail('not-a-volume', expected, `The mount at ${PATH} is a ${mount.type}.`);
  }
  if (mount.anonymous) {
    return fail(
      'anonymous-volume',
      expected,
      `The volume at ${PATH} is anonymous (${mount.source.slice(0, 12)}…): the next container would get another.`,
    );
  }
  return mount.source === VOLUME
    ? null
    : fail('wrong-volume', expected, `The volume at ${PATH} is ${mount.source}.`);
}

/** The shop's container, of a version, up and on the volume, or what is to be said of it. */
async function shop(lab: Observed, version: number): Promise<ContainerFacts | Outcome> {
  const wanted = await lab.engine.image(image(version));
  if (wanted === null) return waiting(`Build ${image(version)} from ~/shop-${version}.`);
  const container = await lab.engine.container(NAME);
  if (container === null) return waiting(`Run a container named ${NAME} from ${image(version)}.`);
  if (container.imageId !== wanted.id) {
    return waiting(
      `${NAME} runs from ${container.image}. Replace it with one of ${image(version)}.`,
    );
  }
  const wrong = misplaced(container);
  if (wrong !== null) return wrong;
  if (container.running) return container;
  const last = (await lab.engine.logs(container.id)).trim().split('\n').at(-1) ?? '';
  return fail(
    'not-running',
    `${NAME} running.`,
    `${NAME} is ${container.status}, with exit code ${container.exitCode}. ${last}`.trim(),
  );
}

async function inVolume(lab: Observed): Promise<{ mountpoint: string; files: Files } | null> {
  const volume = await lab.engine.volume(VOLUME);
  if (volume === null) return null;
  const { mountpoint } = volume;
  return { mountpoint, files: await filesBelow(lab, mountpoint) };
}

async function filled(lab: Observed): Promise<Outcome> {
  const container = await shop(lab, 1);
  if (isOutcome(container)) return container;
  const volume = await inVolume(lab);
  if (volume === null) return waiting(`Run ${NAME} with a volume ${VOLUME}.`);
  const missing = [...(await filesBelow(lab, source(1))).keys()].find(
    (path) => !volume.files.has(path),
  );
  if (missing === undefined) {
    return pass(`${VOLUME} has the ${volume.files.size} files that ${image(1)} has in ${PATH}.`);
  }
  return fail(
    'not-filled',
    `${VOLUME} with the files that ${image(1)} has in ${PATH}.`,
    `${missing} isn't in it. Docker fills a volume only when it is empty, and only without volume-nocopy. Remove ${NAME} and ${VOLUME}, and run it with a volume that you put nothing into.`,
  );
}

/** Containers of the shop that were on the volume, oldest first. */
const onVolume = (lab: Observed): ContainerEntry[] =>
  lab.history.filter(
    (entry): entry is ContainerEntry =>
      entry.kind === 'container' &&
      entry.name === NAME &&
      entry.mounts?.some((mount) => mount.source === VOLUME) === true,
  );

/** When the volume was removed although it had been in use; undefined when it never was. */
function removedAt(lab: Observed): Date | undefined {
  const [first] = onVolume(lab);
  return lab.history.find(
    (entry) =>
      entry.kind === 'volume' &&
      entry.action === 'destroy' &&
      entry.name === VOLUME &&
      first !== undefined &&
      entry.at > first.at,
  )?.at;
}

const clock = (at: Date): string => `${at.toISOString().slice(11, 19)} UTC`;

async function stale(lab: Observed): Promise<Outcome> {
  const container = await shop(lab, 2);
  if (isOutcome(container)) return container;
  const removed = removedAt(lab);
  if (removed !== undefined && removed < container.createdAt) {
    return fail(
      'volume-removed',
      `${image(2)} on the volume that ${image(1)} was on.`,
      `${VOLUME} was removed at ${clock(removed)}, and the one of now is another: it was filled anew, and the orders of before are lost. Run ${image(1)} on it once, then deploy ${image(2)} without removing the volume.`,
    );
  }
  const page = 'index.html';
  const volume = await inVolume(lab);
  const old = (await filesBelow(lab, source(1))).get(page);
  return volume?.files.get(page) === old
    ? pass(`${NAME} runs from ${image(2)}, and ${PATH}/${page} is the one of version 1.`)
    : pass(`${NAME} runs from ${image(2)} on ${VOLUME}, into which you have copied already.`);
}

/** What is wrong with the orders; null when none is missing. */
async function missingOrders(lab: Observed, mountpoint: string): Promise<Outcome | null> {
  const lines = ((await lab.files.read(`${mountpoint}/${ORDERS}`)) ?? '').split('\n');
  const found = lines.filter((line) => line !== '').length;
  const gap = lab.history.some((entry) => entry.kind === 'gap');
  const starts = onVolume(lab).filter(({ action }) => action === 'start').length;
  const wanted = gap ? 1 : starts;
  if (removedAt(lab) === undefined && found >= wanted) return null;
  return fail(
    'orders-lost',
    `${ORDERS} in ${VOLUME} with ${wanted} lines, one for each start of ${NAME}.`,
    `It has ${found}. What was in the volume was deleted. Reset the lab to try again, and copy into the volume instead.`,
  );
}

async function refreshed(lab: Observed): Promise<Outcome> {
  const volume = await inVolume(lab);
  if (volume === null) return waiting(`There is no volume ${VOLUME}.`);
  const lost = await missingOrders(lab, volume.mountpoint);
  if (lost !== null) return lost;
  const container = await lab.engine.container(NAME);
  const wrong = container === null ? null : misplaced(container);
  if (wrong !== null) return wrong;
  const wanted = await filesBelow(lab, source(2));
  const { files } = volume;
  const absent = [...wanted].find(([path]) => !files.has(path));
  const other = [...wanted].find(([path, hash]) => files.has(path) && files.get(path) !== hash);
  const [page, hash] = absent ?? other ?? [];
  if (page !== undefined && files.get(`site/${page}`) === hash) {
    return fail(
      'in-a-subdirectory',
      `The pages of version 2 directly in ${VOLUME}.`,
      'They are in a directory site below it. Copy the content of the directory, /site/., not the directory.',
    );
  }
  if (other !== undefined) {
    return fail(
      'page-differs',
      `${other[0]} in ${VOLUME} as version 2 has it.`,
      `${other[0]} is another one: that of version 1, or changed by hand.`,
    );
  }
  if (absent !== undefined) {
    return fail(
      'page-missing',
      `${absent[0]} of version 2 in ${VOLUME}.`,
      `There is no ${absent[0]} in it.`,
    );
  }
  if (volume.files.has(GONE)) {
    return fail(
      'old-page-left',
      `No ${GONE} in ${VOLUME}: version 2 doesn't have it any more.`,
      'It is still there. Copying adds and replaces, and deletes nothing.',
    );
  }
  return pass(`${VOLUME} has the ${wanted.size} pages of version 2, and no order was lost.`);
}

export default grade(['filled', 'stale', 'refreshed'], {
  filled: { observe: filled },
  stale: { observe: stale },
  refreshed: { observe: refreshed },
});
