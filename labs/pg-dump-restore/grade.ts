import {
  type ContainerFacts,
  type ExecOptions,
  type Experiment,
  fail,
  grade,
  type MountFacts,
  type Observed,
  type Outcome,
  pass,
  waiting,
} from '../../server/grading/contract.ts';
import { dumpOf, isOutcome, rolesOf } from './backup-files.ts';
import { emptyServer, loadRoles, restore } from './empty-server.ts';
import {
  type Asked,
  databaseFacts,
  type Fact,
  firstDifference,
  isRefused,
  roleFacts,
  rowsInAll,
  rowsOf,
} from './facts.ts';
import { DATABASE, IMAGE, RESTORED, ROLES, ROWS, SOURCE, SOURCE_VOLUME, TABLES } from './names.ts';

/** How to ask a server of the learner's. */
const askedOf = (lab: Observed, { id, env }: ContainerFacts): Asked => ({
  exec: (argv: string[], options?: ExecOptions) => lab.exec(id, argv, options),
  superuser: env.POSTGRES_USER ?? 'postgres',
  password: env.POSTGRES_PASSWORD ?? '',
});

/**
 * Answers over TCP: during the first start a temporary server listens on the socket only. Asked as a role that
 * exists: another would leave a line in the learner's log.
 */
const isReady = async ({ exec, superuser }: Asked): Promise<boolean> =>
  (await exec(['pg_isready', '-q', '-h', '127.0.0.1', '-U', superuser, '-d', 'postgres']))
    .exitCode === 0;

/** How to ask library-db, once it answers. */
async function source(lab: Observed): Promise<Asked | Outcome> {
  const container = await lab.engine.container(SOURCE);
  if (container === null) {
    return fail('source-gone', `${SOURCE}, to compare with.`, 'It was removed. Reset the lab.');
  }
  if (container.status !== 'running') return waiting(`${SOURCE} is ${container.status}. Start it.`);
  const asked = askedOf(lab, container);
  return (await isReady(asked)) ? asked : waiting(`${SOURCE} is starting.`);
}

/** The roles of library-db, if they are those that were there from the start. */
async function originalRoles(lab: Observed): Promise<Fact[] | Outcome> {
  const asked = await source(lab);
  if ('kind' in asked) return asked;
  const facts = await roleFacts(asked);
  if (isRefused(facts)) return waiting(`The check can't ask ${SOURCE}: ${facts.said}`);
  const lost = ROLES.find((role) => !facts.some(({ kind, of }) => kind === 'role' && of === role));
  if (lost === undefined) return facts;
  return fail(
    'source-changed',
    `In ${SOURCE} the roles as they were.`,
    `${lost} is gone. Reset the lab.`,
  );
}

/** The database of library-db, if it has the tables and the numbers of rows that were there from the start. */
async function originalDatabase(lab: Observed): Promise<Fact[] | Outcome> {
  const asked = await source(lab);
  if ('kind' in asked) return asked;
  const facts = await databaseFacts(asked);
  const counts = isRefused(facts) ? [] : facts;
  const changed = TABLES.find((table) => rowsOf(counts, table) !== ROWS[table]);
  if (changed === undefined && !isRefused(facts)) return facts;
  const table = changed ?? DATABASE;
  const count = rowsOf(counts, table);
  return fail(
    'source-changed',
    `In ${SOURCE} the database ${DATABASE} as it was, with ${ROWS[table] ?? 'its'} rows in ${table}.`,
    `${count === null ? 'It is gone' : `There are ${count}`}: something was done to the original, which is all you have until a restore is proved. Reset the lab.`,
  );
}

async function dump(lab: Observed): Promise<Outcome> {
  const found = await dumpOf(lab);
  if (isOutcome(found)) return found;
  return pass(
    `${found.shown} can be read to its end, and has ${TABLES.join(', ')} with rows for each. ${found.with} restores it.`,
  );
}

async function roles(lab: Observed): Promise<Outcome> {
  const found = await rolesOf(lab);
  return isOutcome(found) ? found : pass(`${found.shown} creates ${ROLES.join(', ')}.`);
}

/** Names in verdicts. */
const NAMES = { original: SOURCE, restored: "the check's server" };

async function restores(lab: Experiment): Promise<Outcome> {
  const [found, file] = [await dumpOf(lab), await rolesOf(lab)];
  if (isOutcome(found)) return found;
  if (isOutcome(file)) return file;
  const [expectedRoles, expected] = [await originalRoles(lab), await originalDatabase(lab)];
  if ('kind' in expectedRoles) return expectedRoles;
  if ('kind' in expected) return expected;
  const empty = await emptyServer(lab, [found, file]);
  const notLoaded = await loadRoles(empty, file);
  if (notLoaded !== null) return notLoaded;
  const loaded = await roleFacts(empty.asked);
  if (isRefused(loaded)) throw new Error(`the empty server can't be asked: ${loaded.said}`);
  const wrong = firstDifference(expectedRoles, loaded, NAMES) ?? (await restore(empty, found));
  if (wrong !== null) return wrong;
  const restored = await databaseFacts(empty.asked);
  if (isRefused(restored)) {
    return fail(
      'other-name',
      `${found.shown} restores a database ${DATABASE}.`,
      `Afterwards the server says: ${restored.said}`,
    );
  }
  return (
    firstDifference(expected, restored, NAMES) ??
    pass(
      `Restored by the check into an empty server: ${ROLES.length} roles with their rights, memberships and passwords, and ${TABLES.length} tables with ${rowsInAll(restored)} rows, each table with the same checksum as in ${SOURCE}, and sequences, owners, rights, view and function are the same.`,
    )
  );
}

const DATA = '/var/lib/postgresql/data';
const covers = (mount: MountFacts, path: string): boolean =>
  path === mount.destination || path.startsWith(`${mount.destination.replace(/\/$/, '')}/`);

/** Why the new server has no volume of its own to keep its files in; null when it has. */
function misplaced(container: ContainerFacts): Outcome | null {
  const path = container.env.PGDATA ?? DATA;
  const expected = `A volume with a name, of ${RESTORED}'s own, mounted where it keeps its files, ${path}.`;
  const [mount] = container.mounts
    .filter((one) => covers(one, path))
    .sort((one, other) => other.destination.length - one.destination.length);
  if (container.mounts.some(({ source }) => source === SOURCE_VOLUME)) {
    return fail(
      'shared-volume',
      expected,
      `${RESTORED} has ${SOURCE_VOLUME} mounted, on which ${SOURCE} runs. Two servers on one directory destroy it. Remove ${RESTORED}, at once.`,
    );
  }
  if (mount?.type === 'volume' && !mount.anonymous) return null;
  if (mount?.anonymous) {
    return fail(
      'anonymous-volume',
      expected,
      'The volume there has no name: Docker made it, because the image declares one and none was given. The next container gets another.',
    );
  }
  return fail(
    'not-a-volume',
    expected,
    mount === undefined
      ? 'Nothing is mounted there: the files are in the writable layer.'
      : `What is mounted there is a ${mount.type}.`,
  );
}

/** The learner's new server, up and with a volume of its own. */
async function newServer(lab: Observed): Promise<Asked | Outcome> {
  const container = await lab.engine.container(RESTORED);
  if (container === null) return waiting(`Run a second server named ${RESTORED} from ${IMAGE}.`);
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
  if (container.status !== 'running') {
    return waiting(`${RESTORED} is ${container.status}. What does docker logs ${RESTORED} say?`);
  }
  const asked = askedOf(lab, container);
  return (await isReady(asked)) ? asked : waiting(`${RESTORED} is starting.`);
}

async function restored(lab: Observed): Promise<Outcome> {
  const asked = await newServer(lab);
  if ('kind' in asked) return asked;
  const [newRoles, newDatabase] = [await roleFacts(asked), await databaseFacts(asked)];
  if (isRefused(newRoles)) return waiting(`The check can't ask ${RESTORED}: ${newRoles.said}`);
  if (isRefused(newDatabase) || !newDatabase.some(({ kind }) => kind === 'table')) {
    return (await elsewhere(asked)) ?? waiting(`Restore the roles and the dump into ${RESTORED}.`);
  }
  const [expectedRoles, expected] = [await originalRoles(lab), await originalDatabase(lab)];
  if ('kind' in expectedRoles) return expectedRoles;
  if ('kind' in expected) return expected;
  const names = { original: SOURCE, restored: RESTORED };
  const difference =
    firstDifference(expectedRoles, newRoles, names) ??
    firstDifference(expected, newDatabase, names);
  if (difference === null) {
    return pass(
      `${RESTORED} has the roles, and ${rowsInAll(newDatabase)} rows in ${TABLES.length} tables with the checksums of ${SOURCE}'s.`,
    );
  }
  return difference;
}

/** Somebody restored into the database that one is connected to without naming any. */
async function elsewhere({ exec, superuser, password }: Asked): Promise<Outcome | null> {
  const argv = ['psql', '-X', '-w', '-U', superuser, '-d', 'postgres', '-tA', '-c'];
  const query = "select count(*) from pg_tables where schemaname in ('public', 'closed')";
  const { stdout } = await exec([...argv, query], { env: { PGPASSWORD: password } });
  const count = Number(stdout.trim());
  if (!(count > 0)) return null;
  return fail(
    'into-another-database',
    `The tables in the database ${DATABASE} of ${RESTORED}.`,
    `${count} of them are in the database postgres. A plain dump goes wherever psql is connected to; create ${DATABASE} first, and name it.`,
  );
}

export default grade(['dump', 'roles', 'restores', 'restored'], {
  dump: { observe: dump },
  roles: { observe: roles },
  restores: { experiment: restores },
  restored: { observe: restored },
});
