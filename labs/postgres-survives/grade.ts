import {
  type ContainerFacts,
  type ExecOptions,
  type ExecResult,
  fail,
  grade,
  type MountFacts,
  type Observed,
  type Outcome,
  pass,
  waiting,
} from '../../server/grading/contract.ts';

const VOLUME = 'orders';
const NAME = 'db';
const IMAGE = 'postgres:17';
const DEFAULT_DATA = '/var/lib/postgresql/data';
const ROWS = ['bolt|120', 'nut|300', 'washer|45'];
const QUERY = 'select name, stock from parts order by name';
const TABLE_KIND = "select relpersistence from pg_class where oid = 'parts'::regclass";
const TABLE_FILE = "select pg_relation_filepath('parts')";
/** A copy of a database that was running recovers first. */
const START_MS = 60_000;

const dataDirectory = (container: ContainerFacts): string => container.env.PGDATA ?? DEFAULT_DATA;

const covers = (mount: MountFacts, path: string): boolean =>
  path === mount.destination || path.startsWith(`${mount.destination.replace(/\/$/, '')}/`);

/** The mount that the server's files are in: the deepest one above its data directory. */
const dataMount = (container: ContainerFacts): MountFacts | undefined =>
  container.mounts
    .filter((mount) => covers(mount, dataDirectory(container)))
    .sort((one, other) => other.destination.length - one.destination.length)[0];

/** Who the server's superuser is, and the database that was made for them. */
function login(container: ContainerFacts): string[] {
  const user = container.env.POSTGRES_USER ?? 'postgres';
  return ['-U', user, '-d', container.env.POSTGRES_DB ?? user];
}

/** A statement over the server's socket, which the image trusts unless it was told otherwise. */
const sql = (exec: Exec, container: ContainerFacts, command: string): Promise<ExecResult> =>
  exec(['psql', '-X', '-w', ...login(container), '-tA', '-c', command], {
    env: { PGPASSWORD: container.env.POSTGRES_PASSWORD ?? '' },
  });

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

const listed = (rows: readonly string[]): string =>
  rows.length === 0 ? 'no rows' : rows.map((row) => row.replace('|', ' ')).join(', ');

type Exec = (argv: string[], options?: ExecOptions) => Promise<ExecResult>;
const inside =
  (lab: Observed, container: ContainerFacts): Exec =>
  (argv, options) =>
    lab.exec(container.id, argv, options);

/**
 * Answers over TCP: during the first start a temporary server listens on the socket only. It is asked as
 * a role that exists; another would leave a line in the learner's log each time.
 */
const isReady = async (exec: Exec, container: ContainerFacts): Promise<boolean> =>
  (await exec(['pg_isready', '-q', '-h', '127.0.0.1', ...login(container)])).exitCode === 0;

async function volume(lab: Observed): Promise<Outcome> {
  const wanted = await lab.engine.volume(VOLUME);
  if (wanted?.options.type === 'tmpfs') {
    return fail(
      'memory-volume',
      `A volume ${VOLUME} on the disk, as docker volume create makes it without options.`,
      `${VOLUME} was made with type=tmpfs: its files are in memory, and gone when the last container that uses it stops.`,
    );
  }
  if (wanted !== null) return pass(`The volume ${VOLUME} is at ${wanted.mountpoint}.`);
  const others = (await lab.engine.volumes()).filter(({ anonymous }) => !anonymous);
  if (others.length === 0) return waiting(`Create a volume named ${VOLUME}.`);
  return fail(
    'wrong-volume-name',
    `A volume named ${VOLUME}.`,
    `There is no ${VOLUME}; there ${others.length === 1 ? 'is' : 'are'} ${others.map(({ name }) => name).join(', ')}.`,
  );
}

/** Why the server's files are not in the volume; null when they are. */
function misplaced(container: ContainerFacts): Outcome | null {
  const data = dataDirectory(container);
  const expected = `The volume ${VOLUME} mounted where PostgreSQL keeps its files, ${data}.`;
  const mount = dataMount(container);
  const elsewhere = container.mounts.find((one) => one.source === VOLUME);
  if (mount === undefined) {
    return fail(
      'in-the-writable-layer',
      expected,
      `Nothing is mounted at or above ${data}: the files are in the writable layer of ${NAME}, and lost with it.`,
    );
  }
  if (mount.anonymous) {
    const where = `an anonymous volume (${mount.source.slice(0, 12)}…) that the engine made, because the image declares ${mount.destination} as a VOLUME`;
    return elsewhere === undefined
      ? fail(
          'anonymous-volume',
          expected,
          `${VOLUME} isn't mounted in ${NAME}. Its files are in ${where}.`,
        )
      : fail(
          'wrong-path',
          expected,
          `${VOLUME} is mounted at ${elsewhere.destination}, which isn't where PostgreSQL keeps its files. They are in ${where}.`,
        );
  }
  if (mount.type === 'bind') {
    return fail(
      'bind-mount',
      expected,
      `The files are in ${mount.source}, a directory of the host: a bind mount.`,
    );
  }
  if (mount.type !== 'volume') {
    return fail(
      'not-a-volume',
      expected,
      `The mount at ${mount.destination} is a ${mount.type}: gone when ${NAME} stops.`,
    );
  }
  if (mount.source !== VOLUME) {
    return fail('wrong-volume', expected, `The volume there is ${mount.source}, not ${VOLUME}.`);
  }
  return null;
}

const isPostgres = (image: string): boolean => /^postgres(:|@|$)/.test(image);

const isOutcome = (value: ContainerFacts | Outcome): value is Outcome => 'kind' in value;

/** The learner's server, up and on the right volume, or what is wrong with it. */
async function server(lab: Observed): Promise<ContainerFacts | Outcome> {
  const container = await lab.engine.container(NAME);
  if (container === null) return waiting(`Run a container named ${NAME} from ${IMAGE}.`);
  const image = await lab.engine.image(IMAGE);
  if (container.imageId !== image?.id && !isPostgres(container.image)) {
    return fail(
      'wrong-image',
      `${NAME} runs from ${IMAGE}.`,
      `${NAME} runs from ${container.image}.`,
    );
  }
  if (container.status === 'created' || container.status === 'exited') {
    const output = await lab.engine.logs(container.id);
    if (/superuser password is not specified/i.test(output)) {
      return fail(
        'no-password',
        `${NAME} running, with a password for its superuser in POSTGRES_PASSWORD.`,
        `${NAME} refused to start: its log says that no superuser password is specified.`,
      );
    }
    const last = lines(output).at(-1) ?? 'nothing';
    return fail(
      'not-running',
      `${NAME} running.`,
      `${NAME} is ${container.status}. The last of its log: ${last}`,
    );
  }
  const wrong = misplaced(container);
  if (wrong !== null) return wrong;
  if (!container.running || container.status === 'paused') {
    return waiting(`${NAME} is ${container.status}.`);
  }
  if (!(await isReady(inside(lab, container), container)))
    return waiting('PostgreSQL is starting.');
  return container;
}

async function rowsIn(exec: Exec, container: ContainerFacts): Promise<Outcome> {
  const result = await sql(exec, container, QUERY);
  if (result.exitCode !== 0) {
    if (/relation "parts" does not exist/.test(result.stderr)) {
      return waiting('Create the table parts.');
    }
    const [said = 'The query failed.'] = lines(result.stderr);
    // psql ends with 2 when it could not connect at all: that says nothing of the table.
    if (result.exitCode === 2) return waiting(`The check can't ask the server: ${said}`);
    return fail('wrong-columns', 'A table parts with the columns name and stock.', said);
  }
  const found = lines(result.stdout);
  if (!ROWS.every((row) => found.includes(row)) || found.length !== ROWS.length) {
    const reason = found.length < ROWS.length ? 'rows-missing' : 'rows-differ';
    return fail(reason, `parts holds exactly ${listed(ROWS)}.`, `It holds ${listed(found)}.`);
  }
  const kind = await sql(exec, container, TABLE_KIND);
  if (kind.stdout.startsWith('u')) {
    return fail(
      'unlogged-table',
      'An ordinary table parts.',
      'parts is an unlogged table: PostgreSQL empties it whenever the server was killed, or lost power.',
    );
  }
  return pass(`parts holds ${listed(found)}.`);
}

/** When the file of the table was made, ms; null when that can't be told. */
async function tableMadeAt(lab: Observed, container: ContainerFacts): Promise<number | null> {
  const mount = dataMount(container);
  const wanted = await lab.engine.volume(VOLUME);
  const { stdout } = await sql(inside(lab, container), container, TABLE_FILE);
  const file = stdout.trim();
  if (mount === undefined || wanted === null || file === '') return null;
  const below = dataDirectory(container).slice(mount.destination.replace(/\/$/, '').length);
  const path = `${wanted.mountpoint}${below}/${file}`;
  // The time of birth in whole seconds, rounded down; 0 on file systems that don't know it.
  const seconds = Number((await lab.host(['stat', '-c', '%W', path])).stdout.trim());
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
}

async function rows(lab: Observed): Promise<Outcome> {
  const container = await server(lab);
  return isOutcome(container) ? container : rowsIn(inside(lab, container), container);
}

const clock = (at: Date): string => `${at.toISOString().slice(11, 19)} UTC`;

const canAsk = async (lab: Observed, container: ContainerFacts): Promise<boolean> =>
  (await sql(inside(lab, container), container, 'select 1')).exitCode === 0;

async function replaced(lab: Observed): Promise<Outcome> {
  const container = await server(lab);
  if (isOutcome(container)) return container;
  const onVolume = lab.history.filter(
    (entry) =>
      entry.kind === 'container' &&
      entry.mounts?.some(({ source }) => source === VOLUME) === true &&
      isPostgres(entry.image),
  );
  const gone = onVolume.some(
    (entry) =>
      entry.kind === 'container' && entry.action === 'destroy' && entry.id !== container.id,
  );
  if (!gone) {
    const starts = onVolume.filter(
      (entry) =>
        entry.kind === 'container' && entry.action === 'start' && entry.id === container.id,
    ).length;
    if (lab.history.some((entry) => entry.kind === 'gap')) {
      return waiting(`Remove ${NAME} and run it anew; what happened before was not all recorded.`);
    }
    if (starts < 2) return waiting(`Remove ${NAME}, and run a new one on the same volume.`);
    return fail(
      'only-restarted',
      `A new container ${NAME} on the volume ${VOLUME}, after the old one was removed.`,
      `${NAME} (${container.id.slice(0, 12)}) is the container of before, started ${starts} times. That shows nothing of the volume: its writable layer survives a restart too.`,
    );
  }
  const outcome = await rowsIn(inside(lab, container), container);
  if (outcome.kind === 'pass') {
    const madeAt = await tableMadeAt(lab, container);
    if (madeAt === null || madeAt <= container.createdAt.getTime()) return outcome;
    return fail(
      'table-is-younger',
      `A table parts that was there before this ${NAME} was.`,
      `This ${NAME} was created at ${clock(container.createdAt)}, the table's file at ${clock(new Date(madeAt))}: the table has not been through a replacement yet. Remove ${NAME} and run it once more.`,
    );
  }
  if (outcome.kind !== 'waiting' || !(await canAsk(lab, container))) return outcome;
  return fail(
    'data-lost',
    `The table parts in the new ${NAME}, with the rows of before.`,
    `The new ${NAME} has no table parts: it began with an empty ${VOLUME}.`,
  );
}

export default grade(['volume', 'database', 'rows', 'replaced'], {
  volume: { observe: volume },
  database: {
    async observe(lab) {
      const container = await server(lab);
      if (isOutcome(container)) return container;
      return pass(`${NAME} answers, and its files are in the volume ${VOLUME}.`);
    },
  },
  rows: { observe: rows },
  replaced: {
    observe: replaced,
    async experiment(lab) {
      const container = await server(lab);
      if (isOutcome(container)) return container;
      const mount = dataMount(container);
      if (mount === undefined) throw new Error('the data directory has no mount');
      // Held still, its files are what a power cut would leave; a copy of them harms nobody.
      const copy = await lab.paused(container.id, () => lab.clone(VOLUME));
      const { PGDATA } = container.env;
      const other = await lab.serve({
        image: IMAGE,
        mounts: [{ type: 'volume', source: copy, target: mount.destination }],
        env: PGDATA === undefined ? {} : { PGDATA },
      });
      const up = await lab.until(
        async () => (await isReady(other.exec, container)) || !(await other.running()),
        START_MS,
      );
      if (!up || !(await other.running())) {
        return fail(
          'copy-unusable',
          `Another PostgreSQL 17 starts on a copy of ${VOLUME}.`,
          `It did not start. The last of its log: ${lines(await other.logs()).at(-1) ?? 'nothing'}`,
        );
      }
      const outcome = await rowsIn(other.exec, container);
      if (outcome.kind === 'pass') {
        return pass(
          `A server of the grader's, on a copy of ${VOLUME} alone, found ${listed(ROWS)}.`,
        );
      }
      return outcome.kind === 'fail'
        ? outcome
        : fail(
            'not-in-volume',
            `The table parts in the volume ${VOLUME}.`,
            `A server of the grader's on a copy of ${VOLUME} has no such table.`,
          );
    },
  },
});
