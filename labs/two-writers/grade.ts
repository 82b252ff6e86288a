import {
  type Experiment,
  fail,
  grade,
  type HistoryEntry,
  type Observed,
  type Outcome,
  pass,
  type Server,
  waiting,
} from '../../server/grading/contract.ts';

const IMAGE = 'debian:trixie-slim';
const VOLUME = 'tickets';
const SOLD_BEFORE = 1000;
const TILLS = ['till-1', 'till-2'];
/** What a till of the lab's sells. */
const BATCH = 50;

const SCRIPTS = { sell: '/root/sell.sh', total: '/root/total.sh' };
/** `sell.sh` as the lab brings it, without comments and spaces. */
const ORIGINAL_SALE =
  'sold=$(cat/data/sold)sleep0.02echo$((sold+1))>"/data/new-$HOSTNAME"mv"/data/new-$HOSTNAME"/data/sold';

type ContainerEntry = Extract<HistoryEntry, { kind: 'container' }>;

/** How many times a till was opened on the volume. */
const openings = (lab: Observed): number =>
  lab.history.filter(
    (entry): entry is ContainerEntry =>
      entry.kind === 'container' &&
      entry.action === 'start' &&
      TILLS.includes(entry.name) &&
      entry.mounts?.some(({ source }) => source === VOLUME) === true,
  ).length;

async function seen(lab: Observed): Promise<Outcome> {
  const volume = await lab.engine.volume(VOLUME);
  if (volume === null) {
    return fail('volume-gone', `The volume ${VOLUME}.`, 'It is gone. Reset the lab.');
  }
  const tills = await Promise.all(TILLS.map((name) => lab.engine.container(name)));
  for (const [at, till] of tills.entries()) {
    if (till === null) return waiting('Run bash ~/rush.sh.');
    if (till.running) return waiting(`${till.name} is open. Wait until both have closed.`);
    const said = (await lab.engine.logs(till.id)).trim();
    if (till.exitCode === 0 && said.endsWith(`sold ${BATCH}`)) continue;
    return fail(
      'till-failed',
      `${TILLS[at]} says that it has sold ${BATCH}.`,
      `It ended with ${till.exitCode}, and said: ${said.split('\n').at(-1) || 'nothing'}`,
    );
  }
  if (lab.history.some(({ kind }) => kind === 'gap')) {
    return waiting('What happened before was not all recorded. Reset the lab, and run rush.sh.');
  }
  const sold = Number(await lab.files.read(`${volume.mountpoint}/sold`));
  const wanted = SOLD_BEFORE + openings(lab) * BATCH;
  if (sold < wanted) {
    return pass(
      `The tills say that they have sold ${wanted - SOLD_BEFORE}, and the file says ${sold - SOLD_BEFORE}: ${wanted - sold} are lost.`,
    );
  }
  return fail(
    'nothing-lost',
    `A rush with sell.sh as it came, in which tickets get lost.`,
    `There are ${sold} tickets, and none is missing: sell.sh was changed before. Reset the lab, or put the old sell.sh back for one rush.`,
  );
}

const TEST_TILLS = 3;
const TEST_BATCH = 15;
/** Three times fifteen sales, one after the other, take a second or two; a busy machine may need some of these. */
const CLOSING_MS = 30_000;

/** A till of the grader's. It gets sell.sh as an argument, and begins when all the others are there. */
const TILL = `
printf '%s\\n' "$1" >/sell.sh
touch "/gate/$HOSTNAME"
until [ "$(ls /gate | wc -l)" -ge ${TEST_TILLS} ]; do sleep 0.02; done
sold=0
while [ $sold -lt ${TEST_BATCH} ]; do
  sh /sell.sh || { echo "sell.sh ended with $?"; exit; }
  sold=$((sold + 1))
done
echo closed`;

/** What total.sh prints for a volume, or what is to be said of it. */
async function total(lab: Experiment, volume: string, script: string): Promise<number | Outcome> {
  const { exitCode, stdout, stderr } = await lab.probe({
    image: IMAGE,
    mounts: [{ type: 'volume', source: volume, target: '/data', readOnly: true }],
    argv: ['sh', '-c', script],
  });
  const text = stdout.trim();
  if (exitCode === 0 && /^\d+$/.test(text)) return Number(text);
  return fail(
    'no-total',
    'total.sh prints one number and nothing else. It may only read.',
    `It ended with ${exitCode} and printed: ${(text || stderr.trim()).slice(0, 200) || 'nothing'}`,
  );
}

/** Lets all tills sell, until they have closed; what is to be said when they don't, or null. */
async function sellOut(lab: Experiment, volume: string, script: string): Promise<Outcome | null> {
  const gate = await lab.scratchVolume();
  const tills = await Promise.all(
    Array.from({ length: TEST_TILLS }, () =>
      lab.serve({
        image: IMAGE,
        mounts: [
          { type: 'volume', source: volume, target: '/data' },
          { type: 'volume', source: gate, target: '/gate' },
        ],
        argv: ['sh', '-c', TILL, 'till', script],
      }),
    ),
  );
  const said = await Promise.all(tills.map((till) => closing(lab, till)));
  const failed = said.find((text) => text !== null && !text.endsWith('closed'));
  if (said.includes(null)) {
    return fail(
      'stuck',
      `${TEST_TILLS} tills sell ${TEST_BATCH} tickets each, and close.`,
      `After ${CLOSING_MS / 1000} seconds at least one was still open. A lock that is never given back keeps everybody waiting.`,
    );
  }
  return failed === undefined || failed === null
    ? null
    : fail(
        'sale-failed',
        'sell.sh ends with 0 after each sale.',
        `A till said: ${failed.split('\n').slice(-2).join(' ').slice(0, 300)}`,
      );
}

/** The last words of a till; null when it doesn't close. */
async function closing(lab: Experiment, till: Server): Promise<string | null> {
  const closed = await lab.until(async () => !(await till.running()), CLOSING_MS);
  return closed ? (await till.logs()).trim() : null;
}

async function counted(lab: Experiment): Promise<Outcome> {
  const sell = await lab.files.read(SCRIPTS.sell);
  const sum = await lab.files.read(SCRIPTS.total);
  if (sell === null || sum === null) throw new Error('a script that was there is gone');
  const copy = await lab.clone(VOLUME);
  const before = await total(lab, copy, sum);
  if (typeof before !== 'number') return before;
  if (before < SOLD_BEFORE) {
    return fail(
      'sold-before-forgotten',
      `Before the tills open, a total of ${SOLD_BEFORE} or more: so many tickets had been sold at the start.`,
      `total.sh says ${before}. What lies in the file sold counts too.`,
    );
  }
  const trouble = await sellOut(lab, copy, sell);
  if (trouble !== null) return trouble;
  const after = await total(lab, copy, sum);
  if (typeof after !== 'number') return after;
  const wanted = TEST_TILLS * TEST_BATCH;
  const expected = `${before} tickets before, and ${before + wanted} after ${TEST_TILLS} tills have sold ${TEST_BATCH} each.`;
  if (after === before + wanted) {
    return pass(
      `${TEST_TILLS} tills sold ${wanted} tickets at the same time, and the total rose from ${before} to ${after}.`,
    );
  }
  if (after > before + wanted) {
    return fail('counted-twice', expected, `total.sh says ${after}: tickets are counted twice.`);
  }
  const lost = `total.sh says ${after}: ${before + wanted - after} are lost.`;
  return /flock|mkdir|\bln\b|noclobber|set -C/.test(sell)
    ? fail(
        'lock-useless',
        expected,
        `${lost} There is a lock in sell.sh, and it doesn't keep the others out. It has to be the same for all tills, so it lies below /data, and it has to be held from before the number is read until it is written.`,
      )
    : fail('tickets-lost', expected, `${lost} Between reading and writing somebody else has sold.`);
}

/** Whether there is anything to try. */
async function changed(lab: Observed): Promise<Outcome> {
  const sell = await lab.files.read(SCRIPTS.sell);
  if (sell === null || (await lab.files.read(SCRIPTS.total)) === null) {
    return fail(
      'script-missing',
      'sell.sh and total.sh in your home directory.',
      'They are not both there.',
    );
  }
  if ((await lab.engine.volume(VOLUME)) === null) {
    return fail('volume-gone', `The volume ${VOLUME}.`, 'It is gone. Reset the lab.');
  }
  const bare = sell.replace(/#.*$/gm, '').replace(/\s+/g, '');
  return bare === ORIGINAL_SALE ? waiting('Change ~/sell.sh.') : pass('sell.sh was changed.');
}

export default grade(['seen', 'counted'], {
  seen: { observe: seen },
  counted: { observe: changed, experiment: counted },
});
