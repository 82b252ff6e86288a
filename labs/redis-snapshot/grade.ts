import {
  type ContainerFacts,
  type ExecOptions,
  type Experiment,
  fail,
  grade,
  type MountFacts,
  type Observed,
  type Outcome,
  type ProbeMount,
  pass,
  type Server,
  waiting,
} from '../../server/grading/contract.ts';
import {
  type Exec,
  type Fact,
  factsOf,
  firstDifference,
  isReady,
  isRefused,
  keysInAll,
  persistence,
  redis,
  spoilt,
} from './facts.ts';
import { FILE, IMAGE, lines, PATH, RESTORED, SHOWN, SOURCE, SOURCE_VOLUME } from './names.ts';
import { unfit } from './snapshot-file.ts';

/** Loading some thousand keys on a busy machine. */
const START_MS = 30_000;
const DATA = '/data';

const inside =
  (lab: Observed, { id }: ContainerFacts): Exec =>
  (argv: string[], options?: ExecOptions) =>
    lab.exec(id, argv, options);

const isOutcome = (value: object): value is Outcome => 'kind' in value;

/** What is in tickets, if it is what was there from the start. */
async function original(lab: Observed): Promise<Fact[] | Outcome> {
  const container = await lab.engine.container(SOURCE);
  if (container === null) {
    return fail('source-gone', `${SOURCE}, to compare with.`, 'It was removed. Reset the lab.');
  }
  if (container.status !== 'running') return waiting(`${SOURCE} is ${container.status}. Start it.`);
  const exec = inside(lab, container);
  if (!(await isReady(exec))) return waiting(`${SOURCE} is starting.`);
  const facts = await factsOf(exec);
  if (isRefused(facts)) return waiting(`The check can't ask ${SOURCE}: ${facts.said}`);
  const change = spoilt(facts);
  if (change === null) return facts;
  return fail(
    'source-changed',
    `In ${SOURCE} the keys that were there.`,
    `${change} Something was done to the original. Reset the lab.`,
  );
}

async function snapshot(lab: Observed): Promise<Outcome> {
  return (await unfit(lab)) ?? pass(`${SHOWN} is a snapshot of today.`);
}

/** A line of Redis' log without process, time and level. */
const plain = (line: string): string => line.replace(/^\d+:\w [\d:. \w]*[#*] /, '');

/** Null once it has loaded its data; else why it didn't. */
async function notLoaded(lab: Experiment, server: Server): Promise<string | null> {
  const up = await lab.until(
    async () => !(await server.running()) || (await isReady(server.exec)),
    START_MS,
  );
  if (up && (await server.running())) return null;
  return plain(lines(await server.logs()).at(-1) ?? 'nothing');
}

async function restores(lab: Experiment): Promise<Outcome> {
  const wrong = await unfit(lab);
  if (wrong !== null) return wrong;
  const source = await original(lab);
  if ('kind' in source) return source;
  const volume = await lab.scratchVolume();
  const copied = await lab.copyIn(PATH, volume);
  if (copied.exitCode !== 0) throw new Error(`copying ${PATH} failed: ${copied.stderr}`);
  const mounts: ProbeMount[] = [{ type: 'volume', source: volume, target: DATA }];
  const read = await lab.probe({
    image: IMAGE,
    mounts,
    argv: ['redis-check-rdb', `${DATA}/${FILE}`],
  });
  if (read.exitCode !== 0) {
    // It tells how far it came; the last place is where it could not go on.
    const said = lines(read.stdout).findLast((line) => line.startsWith('[offset'));
    return fail(
      'not-loadable',
      `${SHOWN} whole, so that an empty Redis loads it.`,
      `redis-check-rdb reads as far as this: ${said ?? lines(read.stdout).at(-1) ?? 'nothing'}. It ends before its time, or its bytes were changed.`,
    );
  }
  const server = await lab.serve({
    image: IMAGE,
    mounts,
    argv: ['--dbfilename', FILE, '--appendonly', 'no', '--save', ''],
  });
  const said = await notLoaded(lab, server);
  if (said !== null) {
    return fail(
      'not-loadable',
      `${SHOWN} whole, so that an empty Redis loads it.`,
      `A server of the check's ended over it, and said: ${said}`,
    );
  }
  const facts = await factsOf(server.exec);
  if (isRefused(facts)) throw new Error(`the check's server can't be asked: ${facts.said}`);
  return (
    firstDifference(source, facts, { original: SOURCE, restored: `The restore of ${SHOWN}` }) ??
    pass(
      `Loaded by the check into an empty Redis: ${keysInAll(facts)} keys in both databases, with the content that ${SOURCE} has.`,
    )
  );
}

const covers = (mount: MountFacts): boolean =>
  mount.destination === DATA || mount.destination.startsWith(`${DATA}/`);

/** Why the new server has no volume of its own; null when it has. */
function misplaced(container: ContainerFacts): Outcome | null {
  const expected = `A volume with a name, of ${RESTORED}'s own, mounted at ${DATA}.`;
  if (container.mounts.some(({ source }) => source === SOURCE_VOLUME)) {
    return fail(
      'shared-volume',
      expected,
      `${RESTORED} has ${SOURCE_VOLUME} mounted, in which ${SOURCE} writes. Two servers on one append-only file destroy it. Remove ${RESTORED}, at once.`,
    );
  }
  const mount = container.mounts.find(covers);
  if (mount?.type === 'volume' && !mount.anonymous) return null;
  if (mount?.anonymous) {
    const elsewhere = container.mounts.find((one) => one !== mount && one.type === 'volume');
    return fail(
      'anonymous-volume',
      expected,
      `The volume there has no name: Docker made it, because the image declares one.${elsewhere === undefined ? '' : ` ${elsewhere.source} is mounted at ${elsewhere.destination}, where Redis doesn't look.`}`,
    );
  }
  return fail(
    'not-a-volume',
    expected,
    mount === undefined ? 'Nothing is mounted there.' : `What is mounted there is a ${mount.type}.`,
  );
}

/** The learner's new server, up and with a volume of its own. */
async function newServer(lab: Observed): Promise<ContainerFacts | Outcome> {
  const container = await lab.engine.container(RESTORED);
  if (container === null) return waiting(`Run a second Redis named ${RESTORED} from ${IMAGE}.`);
  const wrong = misplaced(container);
  if (wrong !== null) return wrong;
  const image = await lab.engine.image(IMAGE);
  if (container.imageId !== image?.id) {
    return fail(
      'wrong-image',
      `${RESTORED} runs from ${IMAGE}.`,
      `It runs from ${container.image}.`,
    );
  }
  if (container.status === 'exited') {
    const last = lines(await lab.engine.logs(container.id)).at(-1) ?? 'nothing';
    return fail(
      'not-running',
      `${RESTORED} running.`,
      `It has ended. The last of its log: ${last}`,
    );
  }
  if (container.status !== 'running') return waiting(`${RESTORED} is ${container.status}.`);
  return (await isReady(inside(lab, container))) ? container : waiting(`${RESTORED} is starting.`);
}

/** Whether the server was asked to have an append-only file when it was started. */
const setting = async (exec: Exec, name: string): Promise<string> =>
  lines((await redis(exec, ['config', 'get', name])).stdout)[1] ?? '';

/** An empty server beside a snapshot that it never looked at. */
async function nothingLoaded(lab: Observed, container: ContainerFacts): Promise<Outcome> {
  const exec = inside(lab, container);
  const volume = await lab.engine.volume(container.mounts.find(covers)?.source ?? '');
  const there = volume === null ? [] : ((await lab.files.list(volume.mountpoint)) ?? []);
  const files = there.filter((name) => name.endsWith('.rdb'));
  if (files.length === 0) return waiting(`Restore ${SHOWN} into ${RESTORED}.`);
  const expected = `The keys of ${SHOWN} in ${RESTORED}.`;
  if ((await setting(exec, 'appendonly')) === 'yes') {
    return fail(
      'append-only-file-wins',
      expected,
      `${RESTORED} is empty, though ${files.join(', ')} lies in its volume: with appendonly on, Redis loads the append-only file at its start and nothing else, and there was none. Begin without it.`,
    );
  }
  return fail(
    'nothing-loaded',
    expected,
    `${RESTORED} is empty, though ${files.join(', ')} lies in its volume. It loads ${await setting(exec, 'dbfilename')}, at its start only, and one that is told to stop may save what it has over yours.`,
  );
}

async function restored(lab: Observed): Promise<Outcome> {
  const container = await newServer(lab);
  if (isOutcome(container)) return container;
  const exec = inside(lab, container);
  const facts = await factsOf(exec);
  if (isRefused(facts)) return waiting(`The check can't ask ${RESTORED}: ${facts.said}`);
  if (facts.length === 0) return nothingLoaded(lab, container);
  const source = await original(lab);
  if ('kind' in source) return source;
  const difference = firstDifference(source, facts, { original: SOURCE, restored: RESTORED });
  if (difference !== null) return difference;
  const state = await persistence(exec);
  if (state.get('aof_enabled') !== '1') {
    return fail(
      'no-append-only-file',
      `${RESTORED} with its append-only file switched on, as ${SOURCE} has it.`,
      'It is off: what is sold from now on would be lost at the next crash.',
    );
  }
  if (state.get('aof_rewrite_in_progress') !== '0' || state.get('aof_rewrite_scheduled') !== '0') {
    return waiting(`${RESTORED} is writing its append-only file.`);
  }
  return pass(`${RESTORED} has ${keysInAll(facts)} keys, and an append-only file.`);
}

/** What a container with the same command makes of a copy of the volume: the next start, without the risk. */
async function survives(lab: Experiment): Promise<Outcome> {
  const container = await newServer(lab);
  if (isOutcome(container)) return container;
  const source = await original(lab);
  if ('kind' in source) return source;
  const twin = await lab.paused(container.id, () => lab.twin(container.id));
  const said = await notLoaded(lab, twin);
  if (said !== null) {
    return fail(
      'not-after-a-start',
      `Another container that is configured as ${RESTORED} starts on a copy of its volume.`,
      `It ended, and said: ${said}`,
    );
  }
  const facts = await factsOf(twin.exec);
  if (isRefused(facts)) throw new Error(`the twin can't be asked: ${facts.said}`);
  const names = { original: SOURCE, restored: `A new container configured as ${RESTORED}` };
  const difference = firstDifference(source, facts, names);
  if (difference !== null) return difference;
  if ((await setting(twin.exec, 'appendonly')) !== 'yes') {
    return fail(
      'only-until-a-restart',
      `${RESTORED} started with appendonly yes, so that it still holds at the next start.`,
      'A new container with the same command has it off: CONFIG SET is forgotten when the server ends. Replace the container by one with the option.',
    );
  }
  return pass(
    `A second container, configured as ${RESTORED} and started on a copy of its volume, loaded ${keysInAll(facts)} keys from the append-only file.`,
  );
}

export default grade(['snapshot', 'restores', 'restored'], {
  snapshot: { observe: snapshot },
  restores: { experiment: restores },
  restored: { observe: restored, experiment: survives },
});
