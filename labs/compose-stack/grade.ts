import {
  type Experiment,
  fail,
  grade,
  type Observed,
  type Outcome,
  pass,
  waiting,
} from '../../server/grading/contract.ts';
import { cartIsReady, firstVisit, inside, isReady, type Shop, shopIn } from './data.ts';
import { healthCheck, tooEager } from './health.ts';
import {
  containerOf,
  DIRECTORY,
  dataMount,
  invalid,
  isOutcome,
  type Kept,
  keeper,
  label,
  notRunning,
} from './stack.ts';

/** A database that was held still recovers first. */
const START_MS = 45_000;

/** db, cart and their volumes, with a shop in the database. */
async function stack(lab: Observed): Promise<{ db: Kept; cart: Kept; shop: Shop } | Outcome> {
  const db = await keeper(lab, 'db');
  if ('kind' in db) return db;
  const cart = await keeper(lab, 'cart');
  if ('kind' in cart) return cart;
  if (db.volume === cart.volume) {
    return fail(
      'one-volume-for-both',
      'A volume for db and another for cart.',
      `Both have ${db.volume} mounted, and each takes the other's files for its own.`,
    );
  }
  const down =
    (await notRunning(lab, 'db', db.container)) ?? (await notRunning(lab, 'cart', cart.container));
  if (down !== null) return down;
  const exec = inside(lab, db.container);
  if (!(await isReady(exec, db.container.env))) return waiting('The database is starting.');
  const shop = await shopIn(exec, db.container.env);
  return isOutcome(shop) ? shop : { db, cart, shop };
}

async function volumes(lab: Observed): Promise<Outcome> {
  const found = await stack(lab);
  if (isOutcome(found)) return found;
  return pass(
    `db keeps its data in ${found.db.volume}, cart in ${found.cart.volume}, and goods has ${found.shop.goods.length} articles.`,
  );
}

async function ready(lab: Observed): Promise<Outcome> {
  const [db, api] = [await containerOf(lab, 'db'), await containerOf(lab, 'api')];
  if (db === null || api === null) {
    const missing = db === null ? 'db' : 'api';
    return (await invalid(lab)) ?? waiting(`Start the stack in ~/shop: ${missing} isn't there.`);
  }
  const condition = label(api, 'depends_on')
    .split(',')
    .map((dependency) => dependency.split(':'))
    .find(([service]) => service === 'db')?.[1];
  if (condition !== 'service_healthy') {
    return fail(
      'not-waiting-for-health',
      'api starts when db is healthy: depends_on with the condition service_healthy.',
      condition === undefined
        ? 'As it was started, api depends on nothing.'
        : `As it was started, its condition for db is ${condition}, which the database's container fulfils long before the database answers.`,
    );
  }
  if (db.health === null) {
    return fail('no-health-check', 'A health check for db.', 'Its container has none.');
  }
  if (db.health === 'unhealthy') {
    return fail(
      'unhealthy',
      'db healthy.',
      'Its health check fails. docker inspect shows what it said, under State.Health.',
    );
  }
  if (db.health !== 'healthy') return waiting(`db is ${db.health}.`);
  return (
    (await notRunning(lab, 'api', api)) ?? pass('api was started when db was healthy, and runs.')
  );
}

async function readyTried(lab: Experiment): Promise<Outcome> {
  const db = await containerOf(lab, 'db');
  if (db === null) return waiting("Start the stack in ~/shop: db isn't there.");
  const words = await healthCheck(lab, db.id);
  if (words === null) {
    return fail('no-health-check', 'A health check for db.', 'Its container has none.');
  }
  return (
    (await tooEager(lab, db, words)) ??
    pass(
      `"${words.join(' ')}" succeeds in db, and fails where no server runs and where one listens on its socket only.`,
    )
  );
}

const clock = (at: number): string => `${new Date(at).toISOString().slice(11, 19)} UTC`;

/** Whether a container of a service with this volume was removed, as far as the history tells. */
const replaced = (lab: Observed, { container, volume }: Kept): boolean =>
  lab.history.some(
    (entry) =>
      entry.kind === 'container' &&
      entry.action === 'destroy' &&
      entry.id !== container.id &&
      entry.mounts?.some(({ source }) => source === volume) === true,
  );

const starts = (lab: Observed, { container }: Kept): number =>
  lab.history.filter(
    (entry) => entry.kind === 'container' && entry.action === 'start' && entry.id === container.id,
  ).length;

async function kept(lab: Observed): Promise<Outcome> {
  const found = await stack(lab);
  if (isOutcome(found)) return found;
  const { db, cart, shop } = found;
  const exec = inside(lab, cart.container);
  if (!(await cartIsReady(exec))) return waiting('The cart is starting.');
  const visit = await firstVisit(exec);
  const down = replaced(lab, db) && replaced(lab, cart);
  if (shop.firstOrder === null || visit === null) {
    const open = shop.firstOrder === null ? 'Place an order.' : 'Call http://localhost:8080/visit.';
    return waiting(down ? `${open} Then take the stack down and up once more.` : open);
  }
  if (!down) {
    if (lab.history.some((entry) => entry.kind === 'gap')) {
      return waiting('Take the stack down and up; what happened before was not all recorded.');
    }
    if (starts(lab, db) < 2) return waiting('Take the stack down, and up again.');
    return fail(
      'only-restarted',
      'New containers for db and cart, after docker compose down had removed the old ones.',
      `db is the container of before, started ${starts(lab, db)} times. That shows nothing of the volume.`,
    );
  }
  const made = { db: db.container.createdAt.getTime(), cart: cart.container.createdAt.getTime() };
  if (shop.firstOrder < made.db && visit < made.cart) {
    return pass(
      `The order of ${clock(shop.firstOrder)} and the visit of ${clock(visit)} are older than the containers that have them.`,
    );
  }
  const [what, at, by] =
    shop.firstOrder >= made.db ? ['order', shop.firstOrder, 'db'] : ['visit', visit, 'cart'];
  return fail(
    'younger-than-the-container',
    `An order and a visit from before db and cart were made anew.`,
    `The first ${what} is of ${clock(Number(at))}, and the container of ${by} is older: nothing has been through a down and up yet, or it was lost there (down -v). Take the stack down and up once more.`,
  );
}

/** What a server of the grader's finds in a copy of the database's volume. */
async function inCopy(lab: Experiment): Promise<Outcome> {
  const found = await stack(lab);
  if (isOutcome(found)) return found;
  const { container, volume } = found.db;
  const { env } = container;
  const copy = await lab.paused(container.id, () => lab.clone(volume));
  const other = await lab.serve({
    image: 'postgres:17',
    env: env.PGDATA === undefined ? {} : { PGDATA: env.PGDATA },
    mounts: [
      { type: 'volume', source: copy, target: dataMount(container, 'db')?.destination ?? '' },
    ],
    argv: ['postgres', '-c', 'fsync=off'],
  });
  const up = await lab.until(
    async () => !(await other.running()) || (await isReady(other.exec, env)),
    START_MS,
  );
  const shop = up && (await other.running()) ? await shopIn(other.exec, env) : null;
  if (shop !== null && !isOutcome(shop) && shop.firstOrder !== null) {
    return pass(
      `A server of the check's, on a copy of ${volume} alone, found the order of ${clock(shop.firstOrder)}.`,
    );
  }
  return fail(
    'not-in-the-volume',
    `The order in the volume ${volume}.`,
    `A server of the check's on a copy of it ${shop === null ? 'did not start' : 'found none'}.`,
  );
}

const ARTICLE = 'sieve';

async function change(lab: Observed): Promise<Outcome> {
  const found = await stack(lab);
  if (isOutcome(found)) return found;
  const { shop, db } = found;
  const names = (await lab.files.list(`${DIRECTORY}/init`)) ?? [];
  const scripts = await Promise.all(
    names.map((name) => lab.files.read(`${DIRECTORY}/init/${name}`)),
  );
  const written = scripts.some((text) => text?.includes(ARTICLE));
  const sold = shop.goods.includes(ARTICLE);
  if (!written && !sold) return waiting(`Add the ${ARTICLE} to goods.`);
  if (shop.firstOrder === null) {
    const anew = lab.history.some(
      (entry) => entry.kind === 'volume' && entry.action === 'destroy' && entry.name === db.volume,
    );
    if (!anew) return waiting('Place an order first, so that there is something to lose.');
    return fail(
      'orders-lost',
      'The order of before, still in the database.',
      `orders is empty. ${db.volume} was made anew: the script ran on it, and everything else is gone.`,
    );
  }
  if (!sold) {
    return fail(
      'init-script-not-run',
      `A ${ARTICLE} in the table goods of the running database.`,
      `It is in ~/shop/init, and not in the table. Those scripts run on an empty volume only, and ${db.volume} isn't empty.`,
    );
  }
  if (written) return pass(`${ARTICLE} is in goods, beside your order, and in ~/shop/init.`);
  return fail(
    'only-in-this-database',
    `The ${ARTICLE} in ~/shop/init, too, for every database that is made of it.`,
    `It is in the running database only.`,
  );
}

export default grade(['volumes', 'ready', 'kept', 'change'], {
  volumes: { observe: volumes },
  ready: { observe: ready, experiment: readyTried },
  kept: { observe: kept, experiment: inCopy },
  change: { observe: change },
});
