/** An empty PostgreSQL of the grader's, in which the learner's files are restored. */
import { type Experiment, fail, type Outcome, type Server } from '../../server/grading/contract.ts';
import type { BackupFile, Dump } from './backup-files.ts';
import type { Asked } from './facts.ts';
import { DATABASE, IMAGE, lines } from './names.ts';

const SUPERUSER = 'postgres';
const FILES = '/files';
const DATA = '/tmp/empty';
/** initdb and a start on a busy machine. */
const START_MS = 45_000;
/** A restore of some thousand rows on a busy machine. */
const RESTORE_MS = 30_000;

/**
 * What the image does at a first start, without what costs time: no second server, and nothing is written
 * through to the disk, because the server is thrown away.
 */
const START = `
initdb --no-sync --auth=trust --username=${SUPERUSER} --pgdata=${DATA} &&
pg_ctl --pgdata=${DATA} --options="-c fsync=off -c listen_addresses=''" --log=${DATA}.log --wait start`;

export interface EmptyServer {
  asked: Asked;
  server: Server;
}

/** With these files of the learner's at hand. */
export async function emptyServer(
  lab: Experiment,
  files: readonly BackupFile[],
): Promise<EmptyServer> {
  const volume = await lab.scratchVolume();
  for (const { path } of files) {
    const { exitCode, stderr } = await lab.copyIn(path, volume);
    if (exitCode !== 0) throw new Error(`copying ${path} failed: ${stderr}`);
  }
  const server = await lab.serve({
    image: IMAGE,
    mounts: [{ type: 'volume', source: volume, target: FILES, readOnly: true }],
    argv: ['sleep', 'infinity'],
  });
  const started = await server.exec(['bash', '-c', START], {
    user: 'postgres',
    timeoutMs: START_MS,
  });
  if (started.exitCode !== 0) throw new Error(`the empty server did not start: ${started.stderr}`);
  return { asked: { exec: server.exec, superuser: SUPERUSER, password: '' }, server };
}

const inside = ({ path }: BackupFile): string => `${FILES}/${path.split('/').at(-1) ?? ''}`;

/** What the server had from the start, or what is only a warning, is no error of the file. */
const isHarmless = (line: string): boolean => line.includes(`role "${SUPERUSER}" already exists`);
const firstError = (stderr: string): string | null =>
  lines(stderr).find((line) => /\b(ERROR|FATAL|error):/.test(line) && !isHarmless(line)) ?? null;

/** psql's and pg_restore's words without the file they came from. */
const plain = (said: string): string => said.replace(/^.*?\b(ERROR|FATAL|error): +/, '');

/** Loads the roles; null when that went well. */
export async function loadRoles(
  { server }: EmptyServer,
  file: BackupFile,
): Promise<Outcome | null> {
  const argv = ['psql', '-X', '-q', '-U', SUPERUSER, '-d', 'postgres', '-f', inside(file)];
  const error = firstError((await server.exec(argv, { timeoutMs: RESTORE_MS })).stderr);
  if (error === null) return null;
  return fail(
    'roles-not-loadable',
    `${file.shown} runs in an empty server without an error.`,
    `The server said: ${plain(error)}`,
  );
}

/** A plain dump made with --create connects to the database that it creates. */
const RESTORE = String.raw`
set -o pipefail
file=$1 with=$2 unpack=$3
sql() { if [ -n "$unpack" ]; then "$unpack" -dc <"$file"; else cat "$file"; fi; }
if [ "$with" = psql ] && sql | grep '^\\connect ' >/dev/null; then
  sql | psql -X -q -v ON_ERROR_STOP=1 -U ${SUPERUSER} -d postgres >/dev/null
  exit
fi
createdb -U ${SUPERUSER} -T template0 ${DATABASE} || exit
if [ "$with" = psql ]; then
  sql | psql -X -q -v ON_ERROR_STOP=1 -U ${SUPERUSER} -d ${DATABASE} >/dev/null
elif [ -n "$unpack" ]; then
  sql | pg_restore --exit-on-error -U ${SUPERUSER} -d ${DATABASE}
else
  pg_restore --exit-on-error -U ${SUPERUSER} -d ${DATABASE} "$file"
fi
`;

/** Restores the dump; null when that went well. */
export async function restore({ server }: EmptyServer, dump: Dump): Promise<Outcome | null> {
  const argv = ['bash', '-c', RESTORE, 'bash', inside(dump), dump.with, dump.unpack ?? ''];
  const { exitCode, stderr } = await server.exec(argv, { timeoutMs: RESTORE_MS });
  if (exitCode === 0) return null;
  const error = firstError(stderr) ?? lines(stderr)[0] ?? `it ended with ${exitCode}`;
  return fail(
    'not-restorable',
    `${dump.shown} restores into an empty server that has the roles.`,
    `The restore stopped with: ${plain(error)}`,
  );
}
