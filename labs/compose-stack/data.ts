/** What the shop's database and its cart hold. */
import {
  type ContainerFacts,
  type ExecOptions,
  type ExecResult,
  fail,
  type Observed,
  type Outcome,
  waiting,
} from '../../server/grading/contract.ts';
import { lines } from './stack.ts';

export type Exec = (argv: string[], options?: ExecOptions) => Promise<ExecResult>;

export const inside =
  (lab: Observed, { id }: ContainerFacts): Exec =>
  (argv, options) =>
    lab.exec(id, argv, options);

type Env = ContainerFacts['env'];
const login = (env: Env): string[] => {
  const user = env.POSTGRES_USER ?? 'postgres';
  return ['-U', user, '-d', env.POSTGRES_DB ?? user];
};

/**
 * Answers over TCP: during the first start a temporary server listens on the socket only. Asked as a role that
 * exists: another would leave a line in the learner's log.
 */
export const isReady = async (exec: Exec, env: Env): Promise<boolean> =>
  (await exec(['pg_isready', '-q', '-h', '127.0.0.1', ...login(env)])).exitCode === 0;

const sql = (exec: Exec, env: Env, command: string): Promise<ExecResult> =>
  exec(['psql', '-X', '-w', ...login(env), '-tA', '-c', command], {
    env: { PGPASSWORD: env.POSTGRES_PASSWORD ?? '' },
  });

/** Articles by name, and when the first order was placed, ms; null while there is none. */
export interface Shop {
  goods: string[];
  firstOrder: number | null;
}

/** What is in the database; what is to be said when it isn't a shop's. */
export async function shopIn(exec: Exec, env: Env): Promise<Shop | Outcome> {
  const goods = await sql(exec, env, 'select name from goods order by name');
  if (goods.exitCode !== 0) {
    const [said = 'nothing'] = lines(goods.stderr);
    if (!/relation "goods" does not exist/.test(said)) {
      return waiting(`The check can't ask the database: ${said}`);
    }
    return fail(
      'init-scripts-not-run',
      'The tables goods and orders, as ~/shop/init makes them at the first start.',
      'There is no table goods. The scripts run when db starts on an empty volume with ./init mounted at /docker-entrypoint-initdb.d, and at no other time.',
    );
  }
  const first = await sql(exec, env, 'select extract(epoch from min(placed)) from orders');
  const seconds = Number(first.stdout.trim());
  return { goods: lines(goods.stdout), firstOrder: seconds > 0 ? seconds * 1000 : null };
}

/** When the counter had its first visit, ms; null while it had none. */
export async function firstVisit(exec: Exec): Promise<number | null> {
  const { stdout } = await exec(['redis-cli', '--raw', 'get', 'first-visit']);
  const at = Date.parse(stdout.trim());
  return Number.isNaN(at) ? null : at;
}

/** Whether the cart answers and has loaded what it loads at its start. */
export const cartIsReady = async (exec: Exec): Promise<boolean> =>
  (await exec(['redis-cli', 'exists', 'first-visit'])).stdout.trim().match(/^[01]$/) !== null;
