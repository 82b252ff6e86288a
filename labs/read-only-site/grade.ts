import {
  type Experiment,
  fail,
  grade,
  type Observed,
  type Outcome,
  pass,
  type Server,
  waiting,
} from '../../server/grading/contract.ts';
import {
  type Assets,
  assets,
  edition,
  isOutcome,
  missing,
  notByJob,
  nothingIn,
  PAGE,
  SERVERS,
  VOLUME,
} from './assets.ts';
import { asked, type Reader, readers, served } from './servers.ts';

/** A twin's nginx may take so long to answer on a busy machine. */
const START_MS = 15_000;
/** A server that looks again shows a change with the next answer. */
const CHANGE_MS = 2000;
/** What the check publishes. */
const MARK = 'published by the check';
/** Tries each directory below the paths, and prints those that could be written to. */
const TRY_TO_WRITE =
  'find "$@" -type d | while read -r each; do if touch "$each/.check" 2>/dev/null; then echo "$each"; fi; done';

async function filled(lab: Observed): Promise<Outcome> {
  const site = await assets(lab);
  if (isOutcome(site)) return site;
  if (site.files.size === 0) return nothingIn(lab);
  const [first, second] = [await edition(lab, 1), await edition(lab, 2)];
  if (isOutcome(first)) return first;
  const wrong = missing(first, site, 'site-1');
  const isSecond = !isOutcome(second) && missing(second, site, 'site-2') === null;
  if (wrong !== null && !isSecond) return wrong;
  return (
    (await notByJob(lab, site)) ??
    pass(`${VOLUME} has the ${first.size} files of ~/site-1, and nobody is left who could write.`)
  );
}

interface Serving {
  site: Assets;
  servers: Reader[];
}

/** Both servers on the volume, or what is to be said. */
async function serving(lab: Observed): Promise<Serving | Outcome> {
  const site = await assets(lab);
  if (isOutcome(site)) return site;
  const servers = await readers(lab, site);
  return isOutcome(servers) ? servers : { site, servers };
}

/** Twins of both servers that answer, or what is to be said. */
async function twins(
  lab: Experiment,
  { servers }: Serving,
  instead: Record<string, string>,
): Promise<Server[] | Outcome> {
  const started = await Promise.all(
    servers.map(({ container }) => lab.twin(container.id, instead)),
  );
  for (const [index, twin] of started.entries()) {
    if (await lab.until(async () => (await asked(twin, '')) !== null, START_MS)) continue;
    const last = (await twin.logs()).trim().split('\n').at(-1);
    return waiting(
      `A second container configured as ${SERVERS[index]} didn't answer on port 80, so nothing could be tried with it (the last of its log: ${last || 'nothing'}).`,
    );
  }
  return started;
}

async function tryToWrite(lab: Experiment): Promise<Outcome> {
  const found = await serving(lab);
  if (isOutcome(found)) return found;
  const started = await Promise.all(found.servers.map(({ container }) => lab.twin(container.id)));
  for (const [index, { container, paths }] of found.servers.entries()) {
    const twin = started[index];
    if (twin === undefined || !(await twin.running())) {
      return waiting(
        `A second container configured as ${container.name} ended at once, so nothing could be tried with it.`,
      );
    }
    const tried = await twin.exec(['sh', '-c', TRY_TO_WRITE, 'sh', ...paths], { user: '0' });
    const [directory] = tried.stdout.split('\n').filter((line) => line !== '');
    if (directory === undefined) continue;
    return fail(
      'could-write',
      `Nothing of the site can be changed from within ${container.name}.`,
      `A twin of ${container.name} could make a file in ${directory}: another mount, a writable one, lies there over the files of ${VOLUME}.`,
    );
  }
  return pass('Twins of both servers tried to write into the site, as root, and were refused.');
}

const clock = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)} UTC`;

/** When the first page in the volume was last written, ms. */
async function publishedAt(lab: Observed, { mountpoint }: Assets): Promise<number> {
  const { stdout } = await lab.host(['stat', '-c', '%.3Z', `${mountpoint}/${PAGE}`]);
  return Number(stdout) * 1000;
}

async function updated(lab: Observed): Promise<Outcome> {
  const site = await assets(lab);
  if (isOutcome(site)) return site;
  const [first, second] = [await edition(lab, 1), await edition(lab, 2)];
  if (isOutcome(second)) return second;
  if (!isOutcome(first) && missing(first, site, 'site-1') === null) {
    const begun = [...second.keys()].some((path) => !first.has(path) && site.files.has(path));
    if (!begun) return waiting(`Publish ~/site-2: ${VOLUME} still has the edition of ~/site-1.`);
  }
  const wrong = missing(second, site, 'site-2');
  if (wrong !== null) return wrong;
  const at = await publishedAt(lab, site);
  const servers = await readers(lab, site);
  if (isOutcome(servers)) return servers;
  const starts = servers.map(({ container }) => container.startedAt?.getTime() ?? 0);
  const late = starts.findIndex((start) => start > at);
  if (late !== -1) {
    return fail(
      'restarted',
      `Both servers running since before ${PAGE} of ~/site-2 came into ${VOLUME}.`,
      `It came at ${clock(at)}, and ${SERVERS[late]} was started at ${clock(starts[late] ?? 0)}. It wasn't necessary: publish once more (the same files will do), and leave the servers alone.`,
    );
  }
  const byJob = await notByJob(lab, site, new Date(Math.max(...starts)));
  if (byJob !== null) return byJob;
  for (const server of servers) {
    const hashes = await served(lab, server, [...second.keys()]);
    const other = [...second].find(([, hash], index) => hashes[index] !== hash);
    if (other === undefined) continue;
    return fail(
      'other-file',
      `${server.container.name} answers with every file of ~/site-2.`,
      `For ${other[0]} it answers with something else than ${VOLUME} has.`,
    );
  }
  return pass(
    `Both servers answer with the ${second.size} files of ~/site-2, and have been running since before they came.`,
  );
}

async function tryToPublish(lab: Experiment): Promise<Outcome> {
  const found = await serving(lab);
  if (isOutcome(found)) return found;
  const copy = await lab.clone(VOLUME);
  const started = await twins(lab, found, { [VOLUME]: copy });
  if (isOutcome(started)) return started;
  await lab.probe({
    image: 'busybox:1.37',
    mounts: [{ type: 'volume', source: copy, target: '/assets' }],
    argv: ['sh', '-c', `echo "${MARK}" > /assets/${PAGE}`],
  });
  for (const [index, twin] of started.entries()) {
    const shows = async () => (await asked(twin, ''))?.includes(MARK) === true;
    if (await lab.until(shows, CHANGE_MS)) continue;
    return fail(
      'not-at-once',
      'What is published into the volume is served from then on, without a restart.',
      `A page was published into a copy of ${VOLUME}, and a twin of ${SERVERS[index]} went on answering with the one before.`,
    );
  }
  return pass(
    `A page was published into a copy of ${VOLUME}, and twins of both servers answered with it, without a restart.`,
  );
}

export default grade(['filled', 'served', 'updated'], {
  filled: { observe: filled },
  served: {
    async observe(lab) {
      const found = await serving(lab);
      if (isOutcome(found)) return found;
      return pass(
        `${SERVERS.join(' and ')} have ${VOLUME} read-only, and answer with its ${PAGE}.`,
      );
    },
    experiment: tryToWrite,
  },
  updated: { observe: updated, experiment: tryToPublish },
});
