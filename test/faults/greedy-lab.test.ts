/** A lab that takes all that it can get: of processes, memory, processor. Only that lab suffers. */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LabHost } from '../../server/sandbox/types.ts';
import { eventually, inLab, must } from '../support/lab.ts';
import {
  LAB_MS,
  leftovers,
  PREPARE_MS,
  startTestSandbox,
  type TestSandbox,
} from '../support/sandbox.ts';

jest.setTimeout(3 * LAB_MS);

const LIMITS = { memoryMiB: 768, cpus: 1.5, pids: 400, diskMiB: 8192 };

let lab: TestSandbox;
let greedy: LabHost;
let neighbour: LabHost;
beforeAll(async () => {
  lab = await startTestSandbox({ limits: LIMITS });
  [greedy, neighbour] = await Promise.all([lab.launch(), lab.launch()]);
}, PREPARE_MS);
afterAll(() => lab?.close(), LAB_MS);

/** Whoever works next door has a shell, an engine and containers as ever. */
async function expectNeighbourUnharmed(): Promise<void> {
  for (let n = 0; n < 20; n++) expect(await must(neighbour, `echo ${n}`)).toBe(String(n));
  expect(await must(neighbour, 'docker run --rm busybox:1.37 echo fine')).toBe('fine');
}

/** How many processes the machine's engine counts in the lab now. */
const processes = async (): Promise<number> => {
  const { pids_stats } = await lab
    .container(greedy.launchId)
    .stats({ stream: false, 'one-shot': true });
  return pids_stats?.current ?? 0;
};

/** The lab is there again with all it had, by what its learner can do: stop and start. */
async function expectRecovery(): Promise<void> {
  await lab.sandbox.stop(greedy.launchId);
  greedy = await lab.sandbox.resume(greedy.launchId);
  expect(await must(greedy, 'docker run --rm -v kept:/d busybox:1.37 cat /d/file')).toBe('kept');
}

describe('a lab', () => {
  beforeAll(() =>
    must(greedy, 'docker run --rm -v kept:/d busybox:1.37 sh -c "echo kept > /d/file"'),
  );

  afterEach(expectNeighbourUnharmed);

  it('with a fork bomb runs into its own limit of processes', async () => {
    const bomb = inLab(
      greedy,
      'bomb() { bomb | bomb & }; ulimit -u unlimited; bomb; sleep 1000',
    ).catch(() => undefined);
    await eventually(async () => ((await processes()) >= LIMITS.pids ? true : undefined));
    await expectNeighbourUnharmed();
    expect(await processes()).toBeLessThanOrEqual(LIMITS.pids);
    await expectRecovery();
    await bomb;
  });

  it('whose container takes all memory loses that container, and keeps its engine', async () => {
    const engine = await must(greedy, 'cat /run/holdfast/dockerd.pid');
    await must(greedy, 'docker run -d --name hog busybox:1.37 tail /dev/zero');
    expect(await must(greedy, 'docker wait hog')).toBe('137');
    expect(await must(greedy, 'cat /run/holdfast/dockerd.pid')).toBe(engine);
    expect(await must(greedy, 'docker run --rm -v kept:/d busybox:1.37 cat /d/file')).toBe('kept');
    await expectRecovery();
  });

  it('whose shell takes all memory loses that program', async () => {
    const { code } = await inLab(greedy, 'tail /dev/zero', LAB_MS);
    expect(code).toBe(137);
    await expectRecovery();
  });

  it('that computes for ever leaves the processors to others as well', async () => {
    await must(
      greedy,
      'for n in 1 2 3 4; do docker run -d --name busy$n busybox:1.37 sh -c "while :; do :; done"; done',
    );
    await expectNeighbourUnharmed();
    await expectRecovery();
  });
});

describe('labs with 250 containers in all', () => {
  /** With the limits that labs have unless told otherwise. */
  let usual: TestSandbox;
  beforeAll(async () => {
    usual = await startTestSandbox();
  }, PREPARE_MS);
  afterAll(() => usual?.close(), LAB_MS);

  it('run them all, although some limits are counted for all labs together', async () => {
    const hosts = await Promise.all(Array.from({ length: 5 }, () => usual.launch()));
    const script = `
      for n in $(seq 50); do
        docker run -d --name c$n busybox:1.37 sh -c 'tail -f /etc/hostname & exec sleep 1000' || exit
      done >/dev/null
      docker ps -q | wc -l`;
    const counts = await Promise.all(hosts.map((host) => must(host, script, 2 * LAB_MS)));
    expect(counts).toEqual(hosts.map(() => '50'));
    await expectNeighbourUnharmed();
    await Promise.all(hosts.map(({ launchId }) => usual.sandbox.remove(launchId)));
    expect(await leftovers(usual.docker, usual.installation)).toEqual([]);
  });
});

it('nothing is left of labs like that', async () => {
  for (const { launchId } of [greedy, neighbour]) await lab.sandbox.remove(launchId);
  expect(await leftovers(lab.docker, lab.installation)).toEqual([]);
});
