import { beforeEach, describe, expect, it } from '@jest/globals';
import { createManualTimers, type ManualTimers } from '../../../test/support/manual-timers.ts';
import { createDiskWatch, type DiskWatch } from './watch.ts';

const LAB = 'lab';
const LIMIT = 1000;

let timers: ManualTimers;
let watch: DiskWatch;
/** What happened, in order. */
let said: string[];
let changes: number;
let used: number | null;
let writers: string[];
let failing: boolean;

const disk = {
  async used() {
    said.push('count');
    if (failing) throw new Error('no answer');
    return used;
  },
  async hold() {
    said.push('hold');
    return writers;
  },
  async release() {
    said.push('release');
  },
};

/** Lets time pass until the next look, and that look be over. */
async function look(ms = 60_000): Promise<void> {
  timers.pass(ms);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

beforeEach(() => {
  timers = createManualTimers();
  [said, changes, used, writers, failing] = [[], 0, 10, [], false];
  watch = createDiskWatch({
    limitMiB: LIMIT,
    onChange: () => {
      changes += 1;
    },
    onOver: () => said.push('over'),
    after: timers.after,
    now: () => 0,
    onError: () => said.push('error'),
  });
  watch.begin(LAB, { disk });
});

describe('watching a lab’s share of the disk', () => {
  it('says nothing while there is room, and frees at first what may have been left held', async () => {
    await look();
    await look();
    expect(said).toEqual(['count', 'release', 'count']);
    expect([watch.shareOf(LAB), changes]).toEqual([null, 0]);
  });

  it('tells the learner when it nears its end, and again when that has changed', async () => {
    await look();
    used = 912.4;
    await look();
    expect(watch.shareOf(LAB)).toEqual({ usedMiB: 912, limitMiB: LIMIT, level: 'near', held: [] });
    expect(changes).toBe(1);
    await look();
    expect(changes).toBe(1);
    used = 100;
    await look();
    expect([watch.shareOf(LAB), changes]).toEqual([null, 2]);
    expect(said).not.toContain('hold');
  });

  it('holds writers at the limit, again as long as it lasts, and lets them go when there is room', async () => {
    await look();
    [used, writers, said] = [1001, ['dd'], []];
    await look();
    await look();
    expect(watch.shareOf(LAB)).toMatchObject({ level: 'full', held: ['dd'] });
    used = 960;
    await look();
    expect(said).toEqual(['count', 'hold', 'count', 'hold', 'count', 'hold']);
    used = 940;
    await look();
    expect(said.slice(-2)).toEqual(['count', 'release']);
    expect(watch.shareOf(LAB)).toMatchObject({ level: 'near', held: [] });
  });

  it('has a lab stopped that grows all the same', async () => {
    await look();
    for (used of [1001, 1300, 1400, 1400, 1460, 1520]) await look();
    expect(said).not.toContain('over');
    used = 1580;
    await look();
    expect(said).toContain('over');
  });

  it('stops none that has got far and grows no more', async () => {
    await look();
    used = 5000;
    for (let round = 0; round < 20; round++) await look();
    expect(said).not.toContain('over');
  });

  it('looks again later where it could not be counted', async () => {
    used = null;
    await look();
    failing = true;
    await look();
    failing = false;
    used = 950;
    await look();
    expect(said.filter((what) => what === 'error')).toHaveLength(1);
    expect(watch.shareOf(LAB)).toMatchObject({ level: 'near' });
  });

  it('counts no more than two labs at a time', async () => {
    let counting = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const slow = {
      ...disk,
      used: () =>
        new Promise<number>((resolve) => {
          counting += 1;
          most = Math.max(most, counting);
          ends.push(() => {
            counting -= 1;
            resolve(1);
          });
        }),
    };
    for (const id of ['a', 'b', 'c', 'd']) watch.begin(id, { disk: slow });
    watch.end(LAB);
    for (let round = 0; round < 10; round++) {
      await look(6_000);
      for (const end of ends.splice(0)) end();
      await look(0);
    }
    expect(most).toBe(2);
  });

  it('leaves no timer when it has ended', async () => {
    await look();
    watch.end(LAB);
    expect(timers.pending()).toBe(0);
    watch.begin(LAB, { disk });
    watch.close();
    expect(timers.pending()).toBe(0);
  });
});
