import {
  type ContainerFacts,
  type Experiment,
  fail,
  grade,
  type Observed,
  type Outcome,
  pass,
  waiting,
} from '../../server/grading/contract.ts';
import { keyInPlace, searchForKey } from './key.ts';
import {
  bytes,
  isOutcome,
  MIB,
  NAME,
  ready,
  SECRETS,
  SESSIONS,
  SESSIONS_SIZE,
  secrets,
  sessions,
  shop,
  twinOf,
} from './mounts.ts';

/** What a container brings back, it brings back at its start; ms. */
const BACK_MS = 1000;

async function restarted(lab: Observed): Promise<Outcome> {
  const container = await shop(lab);
  if (isOutcome(container)) return container;
  const starts = lab.history.filter(
    (entry) => entry.kind === 'container' && entry.action === 'start' && entry.id === container.id,
  ).length;
  if (starts < 2) return waiting(`Write into both mounts, then restart ${NAME}.`);
  const right = await ready(lab);
  return isOutcome(right) ? right : pass(`${NAME} was started ${starts} times.`);
}

async function tryRestart(lab: Experiment): Promise<Outcome> {
  const container = await ready(lab);
  if (isOutcome(container)) return container;
  const marks = [SESSIONS, SECRETS].map((path) => `${path}/holdfast-check`);
  const twin = await twinOf(lab, container);
  if (isOutcome(twin)) return twin;
  const write = () =>
    twin.exec(['sh', '-c', 'for file; do echo here > "$file" || exit 1; done', 'sh', ...marks]);
  const found = () => twin.exec(['sh', '-c', '[ -e "$1" ] || [ -e "$2" ]', 'sh', ...marks]);

  const written = await write();
  if (written.exitCode !== 0) return refused(container, 'at its first start', written.stderr);
  await twin.stop();
  await twin.start();
  if (await lab.until(async () => (await found()).exitCode === 0, BACK_MS)) {
    return fail(
      'survives',
      'Nothing of what was written is there after a restart.',
      `A file written into a twin of ${NAME} was there again after it was stopped and started. So its command keeps the files elsewhere, and elsewhere is not in memory.`,
    );
  }
  const again = await write();
  if (again.exitCode !== 0) return refused(container, 'after a restart', again.stderr);
  return pass(
    `A twin of ${NAME} found both mounts empty after a restart, and could write to them again.`,
  );
}

const refused = (container: ContainerFacts, when: string, stderr: string): Outcome =>
  fail(
    'cannot-write',
    `User ${container.user} can write into both mounts, at every start.`,
    `A twin of ${NAME} was refused ${when}: ${stderr.trim()}`,
  );

async function full(lab: Observed): Promise<Outcome> {
  const right = await sessions(lab);
  if (right.kind !== 'pass') return right;
  const { stdout } = await lab.exec(NAME, ['stat', '-f', '-c', '%S %b %f', SESSIONS]);
  const [block = Number.NaN, total = Number.NaN, free = Number.NaN] = stdout.split(' ').map(Number);
  if (free === 0) return pass(`${SESSIONS} holds ${bytes(total * block)}, and all of it is used.`);
  // Root owns the directory, so it can list the names that the shop can't.
  const kibibytes = SESSIONS_SIZE / 1024;
  const long = await lab.exec(NAME, ['find', SESSIONS, '-type', 'f', '-size', `+${kibibytes}k`], {
    user: '0',
  });
  const [sparse = ''] = long.stdout.split('\n');
  if (sparse !== '') {
    return fail(
      'sparse-file',
      `${SESSIONS} is full: nothing free in df.`,
      `${sparse} is longer than the mount is large, but it is a hole: nothing was written into it, so it takes no memory. ${bytes((total - free) * block)} are used.`,
    );
  }
  return waiting(
    `Write into ${SESSIONS} until it takes no more: ${bytes((total - free) * block)} of ${bytes(total * block)} are used.`,
  );
}

async function tryToOverfill(lab: Experiment): Promise<Outcome> {
  const right = await sessions(lab);
  if (right.kind !== 'pass') return right;
  const container = await shop(lab);
  if (isOutcome(container)) return container;
  const twin = await twinOf(lab, container);
  if (isOutcome(twin)) return twin;
  const file = `${SESSIONS}/holdfast-check`;
  const count = SESSIONS_SIZE / MIB + 1;
  const wrote = await twin.exec(['dd', 'if=/dev/zero', `of=${file}`, 'bs=1M', `count=${count}`]);
  const size = Number((await twin.exec(['stat', '-c', '%s', file])).stdout);
  const expected = `Of ${count} MiB no more than ${bytes(SESSIONS_SIZE)} go into ${SESSIONS}.`;
  if (wrote.exitCode === 0 || size > SESSIONS_SIZE) {
    return fail('not-bounded', expected, `A twin of ${NAME} wrote ${bytes(size)} there.`);
  }
  if (size === 0) return refused(container, 'when it wrote the first MiB', wrote.stderr);
  return pass(`A twin of ${NAME} wrote ${bytes(size)} into ${SESSIONS}, then was refused.`);
}

export default grade(['sessions', 'secrets', 'restart', 'full', 'nowhere-else'], {
  sessions: { observe: sessions },
  secrets: { observe: secrets },
  restart: { observe: restarted, experiment: tryRestart },
  full: { observe: full, experiment: tryToOverfill },
  'nowhere-else': { observe: keyInPlace, experiment: searchForKey },
});
