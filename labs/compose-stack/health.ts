/** Tries a health check where it has to fail. */
import type { ContainerFacts, Experiment, Server } from '../../server/grading/contract.ts';
import { fail, type Outcome } from '../../server/grading/contract.ts';
import { lines } from './stack.ts';

const IMAGE = 'postgres:17';
/** initdb and a start on a busy machine. */
const START_MS = 45_000;
/** A health check that waits for something is cut off; that is a failure as well. */
const CHECK_SECONDS = '5';

/** The words of a container's health check, to be executed; null when it has none. */
export async function healthCheck(lab: Experiment, id: string): Promise<string[] | null> {
  const format = '{{range .Config.Healthcheck.Test}}{{json .}}{{println}}{{end}}';
  const { exitCode, stdout } = await lab.host(['docker', 'inspect', id, '--format', format]);
  if (exitCode !== 0) return null;
  const [kind, ...words] = lines(stdout).map((word) => String(JSON.parse(word)));
  if (kind === 'CMD') return words;
  return kind === 'CMD-SHELL' ? ['sh', '-c', words.join(' ')] : null;
}

/** As the image's temporary server is during the first start: it answers on its socket, and nowhere else. */
const onSocketOnly = (user: string): string => `
initdb --no-sync --auth=trust --username='${user}' --pgdata=/tmp/early >/dev/null &&
pg_ctl --pgdata=/tmp/early --options="-c fsync=off -c listen_addresses=''" --log=/tmp/early.log --wait start >/dev/null`;

const succeeds = async (server: Server, words: readonly string[]): Promise<boolean> =>
  (await server.exec(['timeout', CHECK_SECONDS, ...words])).exitCode === 0;

/** Why a health check says too much; null when it fails where it has to. */
export async function tooEager(
  lab: Experiment,
  db: ContainerFacts,
  words: readonly string[],
): Promise<Outcome | null> {
  const server = await lab.serve({ image: IMAGE, env: db.env, argv: ['sleep', 'infinity'] });
  const shown = words.join(' ');
  if (await succeeds(server, words)) {
    return fail(
      'always-healthy',
      'A health check that fails where no PostgreSQL runs.',
      `"${shown}" succeeds in a container in which nothing but sleep runs.`,
    );
  }
  const user = db.env.POSTGRES_USER ?? 'postgres';
  const argv = ['bash', '-c', onSocketOnly(user)];
  const started = await server.exec(argv, { user: 'postgres', timeoutMs: START_MS });
  if (started.exitCode !== 0) throw new Error(`no server to try with: ${started.stderr}`);
  if (!(await succeeds(server, words))) return null;
  return fail(
    'healthy-too-early',
    'A health check that fails while the server listens on its socket only, as the temporary one does during the first start.',
    `"${shown}" succeeds there. It asks over the socket; ask over TCP, as api will: -h 127.0.0.1.`,
  );
}
