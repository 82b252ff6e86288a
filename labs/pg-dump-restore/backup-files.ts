/** The two files in ~/backup, as far as looking at them tells: the dump of the database, and the roles. */
import { fail, type Observed, type Outcome, waiting } from '../../server/grading/contract.ts';
import { DATABASE, DIRECTORY, HOME, lines, ROLES, SOURCE, TABLES } from './names.ts';

export interface BackupFile {
  path: string;
  /** As a person writes it: `~/backup/library.dump`. */
  shown: string;
}

export interface Dump extends BackupFile {
  /** What restores it: the SQL of a plain dump is psql's, the archives are pg_restore's. */
  with: 'psql' | 'pg_restore';
  /** What unpacks it first; null when nothing has to. */
  unpack: string | null;
}

export const isOutcome = (value: object): value is Outcome => 'kind' in value;

const ROLES_PATH = `${DIRECTORY}/roles.sql`;
const shownOf = (path: string): string => path.replace(HOME, '~');

/**
 * What is known of a file before it is read as a dump: whether something still writes it, its size, its lines and how many
 * of them end as a terminal ends them, its first bytes, and whether it is a tar archive of a server's files.
 */
const LOOK = String.raw`
fuser -s "$1" 2>/dev/null && echo open || echo closed
[ -d "$1" ] && { echo 1 0 0; [ -e "$1/toc.dat" ] && echo directory || echo other; exit; }
echo "$(stat -Lc %s "$1") $(LC_ALL=C grep -ac '' "$1") $(LC_ALL=C grep -ac $'\r$' "$1")"
case $(head -c 6 -- "$1" | od -An -v -tx1 | tr -d ' \n') in
  1f8b*) echo gzip ;; 425a68*) echo bzip2 ;; fd377a585a00) echo xz ;; 28b52ffd*) echo zstd ;;
  5047444d50*) echo archive ;;
  *) if names=$(tar --force-local -tf "$1" 2>/dev/null); then
       grep -qx 'toc.dat\|./toc.dat' <<<"$names" && echo archive || { grep -q 'PG_VERSION$' <<<"$names" && echo files || echo other; }
     else echo text; fi ;;
esac
`;

/** The first bytes of what is in a compressed file, then whether they are a dump for pg_restore or a server's files. */
const LOOK_INSIDE = String.raw`
[ -n "$("$2" -dcq <"$1" 2>/dev/null | head -c 1 | od -An -tx1)" ] || { echo nothing; exit; }
case $("$2" -dcq <"$1" 2>/dev/null | head -c 5 | od -An -v -tx1 | tr -d ' \n') in
  5047444d50) echo archive; exit ;;
esac
names=$("$2" -dcq <"$1" 2>/dev/null | tar -tf - 2>/dev/null)
grep -qx 'toc.dat\|./toc.dat' <<<"$names" && echo archive || { grep -q 'PG_VERSION$' <<<"$names" && echo files || echo text; }
`;

/**
 * Reads the dump to its end, as the SQL that a restore would run, and says what is in it. The two programs' exit codes
 * come last.
 */
const READ = String.raw`
set -o pipefail
as_sql() { if [ "$with" = pg_restore ]; then pg_restore -f -; else cat; fi; }
file=$1 with=$2 unpack=$3
{
  if [ -d "$file" ]; then pg_restore -f - "$file"
  elif [ -n "$unpack" ]; then "$unpack" -dc <"$file" | as_sql
  else as_sql <"$file"; fi
} | LC_ALL=C awk '
  !begun && /[^-[:space:]]/ { begun = 1; print "first " substr($0, 1, 200) }
  copying { if ($0 ~ /^\\\.\r?$/) copying = 0; next }
  /^-- PostgreSQL database cluster dump/ { cluster = 1 }
  /^-- PostgreSQL database (cluster )?dump complete/ { complete = 1 }
  /^CREATE TABLE / { print "create " $3 }
  /^COPY / { print "data " $2; copying = 1 }
  /^INSERT INTO / && !seen[$3]++ { print "data " $3 }
  toupper($0) ~ /^CREATE (ROLE|USER) / { role = $3; gsub(/[";\r]/, "", role); print "role " role }
  /^\\connect / { print "connect " $NF }
  END { if (cluster) print "cluster"; if (complete) print "complete"; if (copying) print "broken" }'
echo "ended $?"
`;

interface Look {
  open: boolean;
  size: number;
  throughTerminal: boolean;
  kind: string;
}

/** So many lines don't all end with a carriage return by chance. */
const MIN_LINES = 8;

async function look(lab: Observed, path: string): Promise<Look> {
  const { stdout } = await lab.host(['bash', '-c', LOOK, 'bash', path]);
  const [open, numbers = '', kind = 'other'] = lines(stdout);
  const [size = 0, all = 0, returns = 0] = numbers.split(' ').map(Number);
  // The last piece of a binary file needn't end with a line feed.
  const throughTerminal = all >= MIN_LINES && returns >= all - 1;
  return { open: open === 'open', size, throughTerminal, kind };
}

/** What is wrong with a file whatever it is to hold; null when nothing is. */
function unfit({ shown }: BackupFile, { open, size, throughTerminal }: Look): Outcome | null {
  if (open) return waiting(`${shown} is still being written.`);
  if (size === 0) {
    return fail(
      'empty-file',
      `${shown} with a dump in it.`,
      'It has 0 bytes: the command failed, and its redirection had made the file already. What did it say, and what did it end with (echo $?)?',
    );
  }
  if (!throughTerminal) return null;
  return fail(
    'through-a-terminal',
    `${shown} byte for byte as the program wrote it.`,
    'Every line in it ends with a carriage return: it came through docker exec -t (or -it), and the terminal has changed its bytes. Leave -t out.',
  );
}

/** The newest `library.…` in ~/backup; what is to be said while there is none. */
async function newest(lab: Observed): Promise<BackupFile | Outcome> {
  const there = (await lab.files.list(DIRECTORY)) ?? [];
  const named = there.filter((name) => name.startsWith(`${DATABASE}.`));
  if (named.length > 0) {
    const paths = named.map((name) => `${DIRECTORY}/${name}`);
    const { stdout } = await lab.host(['stat', '-L', '--printf=%.3Y\t%n\n', '--', ...paths]);
    const [last] = lines(stdout)
      .map((line) => line.split('\t'))
      .sort(([one], [other]) => Number(other) - Number(one));
    const path = last?.[1];
    if (path !== undefined) return { path, shown: shownOf(path) };
  }
  const inside = (await lab.engine.container(SOURCE)) === null ? [] : await changedIn(lab);
  if (inside[0] !== undefined) {
    return fail(
      'in-the-container',
      `The dump in ~/backup on the Docker host.`,
      `${inside[0]} lies in the writable layer of ${SOURCE}: it goes when that container is removed. Write to standard output and redirect it, or fetch the file with docker cp.`,
    );
  }
  return waiting(
    there.length === 0
      ? `Dump the database ${DATABASE} into ~/backup.`
      : `Name the dump ${DATABASE}.dump or ${DATABASE}.sql. In ~/backup there is ${there.slice(0, 3).join(', ')}.`,
  );
}

const changedIn = async (lab: Observed): Promise<string[]> =>
  (await lab.engine.changes(SOURCE))
    .filter(({ kind, path }) => kind !== 'deleted' && path.includes(`/${DATABASE}.`))
    .map(({ path }) => path);

const FILES_NOT_A_DUMP = (shown: string): Outcome =>
  fail(
    'files-not-a-dump',
    `${shown} as pg_dump writes it.`,
    'It is an archive of files of the server, taken while the server was writing in them: they are from many moments, and no server may start on them. pg_dump asks the server for one moment.',
  );

/** How the dump is to be read; else what is to be said. */
async function format(lab: Observed, file: BackupFile, kind: string): Promise<Dump | Outcome> {
  const compressed = ['gzip', 'bzip2', 'xz', 'zstd'].includes(kind);
  const inside = compressed
    ? lines((await lab.host(['bash', '-c', LOOK_INSIDE, 'bash', file.path, kind])).stdout)[0]
    : kind;
  if (inside === 'nothing') {
    return fail(
      'compressed-nothing',
      `${file.shown} with a dump in it.`,
      `Unpacked with ${kind}, it has 0 bytes: pg_dump failed, and ${kind} packed the nothing that it got. Of a pipe the shell reports how the last program ended.`,
    );
  }
  if (inside === 'files') return FILES_NOT_A_DUMP(file.shown);
  if (inside === 'other') {
    return fail(
      'not-a-dump',
      `${file.shown} as pg_dump writes it.`,
      'It is an archive or a directory of something else.',
    );
  }
  return {
    ...file,
    with: inside === 'text' ? 'psql' : 'pg_restore',
    unpack: compressed ? kind : null,
  };
}

interface Content {
  first: string;
  created: string[];
  filled: string[];
  roles: string[];
  connects: string[];
  cluster: boolean;
  complete: boolean;
  broken: boolean;
  exitCode: number;
  said: string;
}

async function read(lab: Observed, file: Pick<Dump, 'path' | 'with' | 'unpack'>): Promise<Content> {
  const argv = ['bash', '-c', READ, 'bash', file.path, file.with, file.unpack ?? ''];
  const { stdout, stderr } = await lab.host(argv);
  const told = lines(stdout);
  const after = (word: string): string[] =>
    told.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  return {
    first: after('first')[0] ?? '',
    created: after('create'),
    filled: after('data'),
    roles: after('role'),
    connects: after('connect').map((name) => name.replace(/[\r"]/g, '')),
    cluster: told.includes('cluster'),
    complete: told.includes('complete'),
    broken: told.includes('broken'),
    exitCode: Number(after('ended')[0] ?? 1),
    said: lines(stderr)[0] ?? '',
  };
}

/** Why a dump that can be read isn't one of the whole database; null when it is. */
function incomplete(shown: string, content: Content): Outcome | null {
  const { created, filled } = content;
  if (content.cluster) {
    return fail(
      'whole-server',
      `${shown} with the database ${DATABASE} alone, as pg_dump writes it.`,
      'It is what pg_dumpall makes of the whole server: roles and all databases in one text, of which nothing can be restored by itself.',
    );
  }
  if (created.length === 0 && filled.length === 0) {
    return fail(
      'wrong-database',
      `The ${TABLES.length} tables of the database ${DATABASE} in ${shown}.`,
      'It has no table at all, as a dump of the database postgres has none. Without a name, pg_dump takes the database that is called as the user is.',
    );
  }
  const absent = TABLES.filter((table) => !created.includes(table) && !filled.includes(table));
  if (absent.length > 0) {
    return fail(
      'tables-missing',
      `The tables ${TABLES.join(', ')} in ${shown}.`,
      `It doesn't have ${absent.join(', ')}. With -n or -t, pg_dump dumps what was named and nothing else.`,
    );
  }
  const undefinedTables = TABLES.filter((table) => !created.includes(table));
  if (undefinedTables.length > 0) {
    return fail(
      'no-definitions',
      `Rows and definitions of the tables in ${shown}.`,
      `It has the rows of ${undefinedTables.join(', ')}, but no CREATE TABLE for them: that is what --data-only leaves out.`,
    );
  }
  const unfilled = TABLES.filter((table) => !filled.includes(table));
  if (unfilled.length === 0) return null;
  return fail(
    'no-data',
    `Definitions and rows of the tables in ${shown}.`,
    `It creates ${unfilled.join(', ')}, and has no rows for ${unfilled.length === 1 ? 'it' : 'them'}: that is what --schema-only and --exclude-table-data leave out.`,
  );
}

/** The dump of the database, whole as far as reading it tells; else what is to be said. */
export async function dumpOf(lab: Observed): Promise<Dump | Outcome> {
  const file = await newest(lab);
  if (isOutcome(file)) return file;
  const { shown } = file;
  const seen = await look(lab, file.path);
  const wrong = unfit(file, seen);
  if (wrong !== null) return wrong;
  const dump = await format(lab, file, seen.kind);
  if (isOutcome(dump)) return dump;
  const content = await read(lab, dump);
  const cut = dump.with === 'psql' && (content.broken || !content.complete);
  if (content.exitCode !== 0 || (cut && /PostgreSQL database/.test(content.first))) {
    return fail(
      'truncated',
      `${shown} whole, to its last byte.`,
      content.exitCode === 0
        ? 'The line "PostgreSQL database dump complete" at its end is missing: what wrote it was ended too early, or the disk was full.'
        : `It can't be read to its end: ${content.said.replace(/\.?$/, '.')}`,
    );
  }
  if (dump.with === 'psql' && !/PostgreSQL database (cluster )?dump/.test(content.first)) {
    return fail(
      'not-a-dump',
      `${shown} as pg_dump writes it.`,
      `It begins with: ${content.first.slice(0, 120)}`,
    );
  }
  return incomplete(shown, content) ?? dump;
}

/** The file with the roles, as far as reading it tells; else what is to be said. */
export async function rolesOf(lab: Observed): Promise<BackupFile | Outcome> {
  const file: BackupFile = { path: ROLES_PATH, shown: shownOf(ROLES_PATH) };
  const { shown } = file;
  if (!((await lab.files.list(DIRECTORY)) ?? []).includes('roles.sql')) {
    return waiting(`Dump the roles of the server into ${shown}.`);
  }
  const seen = await look(lab, file.path);
  const wrong = unfit(file, seen);
  if (wrong !== null) return wrong;
  const content = await read(lab, { path: file.path, with: 'psql', unpack: null });
  if (content.connects.includes(DATABASE) || content.created.length > 0) {
    return fail(
      'more-than-roles',
      `${shown} with what belongs to the server and to no database.`,
      `It creates tables: it is a dump of ${content.cluster ? 'the whole server' : 'a database'}, and would meet ${DATABASE}'s own dump. pg_dumpall has an option for roles only.`,
    );
  }
  if (content.cluster && !content.complete) {
    return fail(
      'truncated',
      `${shown} whole, to its last line.`,
      'The line "PostgreSQL database cluster dump complete" at its end is missing: pg_dumpall stopped before. What did it say? Only a superuser may read the passwords of roles.',
    );
  }
  const absent = ROLES.filter((role) => !content.roles.includes(role));
  if (absent.length === 0) return file;
  return fail(
    'roles-missing',
    `CREATE ROLE for ${ROLES.join(', ')} in ${shown}.`,
    content.roles.length === 0
      ? 'It creates no role. pg_dump never does, as roles belong to the server: that takes pg_dumpall.'
      : `It creates ${content.roles.join(', ')}, and not ${absent.join(', ')}.`,
  );
}
