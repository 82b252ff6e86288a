import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { newId } from '../../ids.ts';
import type { LabHost, LaunchId } from '../../sandbox/types.ts';
import { openStore, type Store } from '../../store/open.ts';
import { createSessionRecords } from '../records.ts';
import { createPool, type Pool, type PoolParts } from './pool.ts';
import { createPoolRecords } from './records.ts';
import { DEMAND_MS } from './size.ts';

/** A machine's lab hosts as far as a pool sees them: what runs, and which handles are open. */
function createMachine() {
  const running = new Map<LaunchId, { handles: number }>();
  const listeners = new Set<(launchId: LaunchId) => void>();
  let base: string | undefined = 'one';
  let failing = false;
  let memoryMiB: number | null = 10_000;
  const handle = (launchId: LaunchId): LabHost => {
    const facts = running.get(launchId);
    if (facts === undefined) throw new Error('it does not run');
    facts.handles += 1;
    return {
      launchId,
      engine: {
        request: async () => ({
          status: 200,
          body: Buffer.from('[{"Id":"sha256:1","RepoTags":["busybox:1.37"]}]'),
          headers: {},
        }),
      },
      ahead: async () => {},
      close: () => {
        facts.handles -= 1;
      },
    } as unknown as LabHost;
  };
  const sandbox: PoolParts['sandbox'] = {
    base: () => base,
    resources: async () => ({ memoryMiB, diskMiB: null }),
    onExit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async launch(launchId) {
      if (failing) throw new Error('the engine is ill');
      running.set(launchId, { handles: 0 });
      return handle(launchId);
    },
    find: async (launchId) => (running.has(launchId) ? handle(launchId) : undefined),
    async remove(launchId) {
      running.delete(launchId);
    },
  };
  return {
    sandbox,
    running,
    setBase: (next: string | undefined) => {
      base = next;
    },
    setFailing: (next: boolean) => {
      failing = next;
    },
    setMemory: (next: number | null) => {
      memoryMiB = next;
    },
    die(launchId: LaunchId) {
      running.delete(launchId);
      for (const listener of listeners) listener(launchId);
    },
  };
}

let folder: string;
let store: Store;
let machine: ReturnType<typeof createMachine>;
let clock: number;
const pools: Pool[] = [];

function open(parts: Partial<PoolParts> = {}): Pool {
  const pool = createPool({
    sandbox: machine.sandbox,
    records: createPoolRecords(store),
    setting: 2,
    freePlaces: async () => 40,
    reservedMiB: 1_000,
    now: () => clock,
    log: pino({ level: 'silent' }),
    ...parts,
  });
  pools.push(pool);
  pool.poke();
  return pool;
}

/** Polls, because the database's answers come in turns of the event loop that nobody can count. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 2_000; turn++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`never: ${holds.toString()}`);
}

const waiting = async (): Promise<string[]> =>
  (await createPoolRecords(store).list())
    .filter(({ images }) => images !== null)
    .map(({ launchId }) => launchId);
const holds = (count: number) => async () =>
  (await waiting()).length === count && machine.running.size === count;

async function session(): Promise<{ id: string; launchId: string }> {
  const [id, launchId, learnerId] = [newId(), newId(), newId()];
  await store
    .insertInto('learners')
    .values({ id: learnerId, role: 'learner', created_at: 0, recovery_hash: null })
    .execute();
  await createSessionRecords(store).add({
    ...{ id, launchId, learnerId, machine: 'local', at: 0 },
    place: { kind: 'lab', slug: 'any' },
  });
  return { id, launchId };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-pool-'));
  store = await openStore(folder);
  machine = createMachine();
  clock = 1_000_000;
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  await store.destroy();
  await rm(folder, { recursive: true });
});

describe('a pool', () => {
  it('starts as many hosts as it was told to, and makes one the session’s on demand', async () => {
    const pool = open();
    await until(holds(2));
    const mine = await session();
    const [first] = await waiting();
    const claimed = await pool.claim(mine);
    expect(claimed).toMatchObject({ launchId: first, images: { 'busybox:1.37': 'sha256:1' } });
    expect(claimed?.host?.launchId).toBe(first);
    expect(await createSessionRecords(store).get(mine.id)).toMatchObject({
      launchId: first,
      state: 'starting',
    });
    expect(await waiting()).not.toContain(first);
  });

  it('gives each host to one session, of any number that ask two pools at once', async () => {
    const one = open();
    await until(holds(2));
    const two = open();
    const sessions = await Promise.all(Array.from({ length: 6 }, session));
    const claims = await Promise.all(
      sessions.map((mine, index) => (index % 2 === 0 ? one : two).claim(mine)),
    );
    const got = claims.flatMap((claim) => claim?.launchId ?? []);
    expect(got).toHaveLength(2);
    expect(new Set(got).size).toBe(2);
    const rows = await createSessionRecords(store).current();
    expect(rows.filter(({ launchId }) => got.includes(launchId))).toHaveLength(2);
  });

  it('keeps its hosts when the session that asked is gone', async () => {
    const pool = open();
    await until(holds(2));
    const mine = await session();
    await createSessionRecords(store).move(mine.id, mine.launchId, 'removed', clock);
    expect(await pool.claim(mine)).toBeUndefined();
    expect(await waiting()).toHaveLength(2);
  });

  it('starts another only when the learner has had time for a first command', async () => {
    const pool = open({ setting: 1 });
    await until(holds(1));
    const claimed = await pool.claim(await session());
    pool.poke();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([...machine.running.keys()]).toEqual([claimed?.launchId]);
    clock += 10_000;
    pool.poke();
    await until(async () => (await waiting()).length === 1);
  });

  it('starts none while a learner’s lab is being started', async () => {
    machine.setBase(undefined);
    const pool = open();
    const goOn = pool.giveWay();
    machine.setBase('one');
    pool.poke();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(machine.running.size).toBe(0);
    goOn();
    await until(holds(2));
  });

  it('replaces hosts of an earlier base', async () => {
    const pool = open();
    await until(holds(2));
    const before = await waiting();
    machine.setBase('two');
    pool.poke();
    await until(async () => (await waiting()).every((launchId) => !before.includes(launchId)));
    await until(holds(2));
    for (const launchId of before) expect(machine.running.has(launchId)).toBe(false);
  });

  it('gives none of an earlier base out', async () => {
    const pool = open();
    await until(holds(2));
    machine.setBase('two');
    expect(await pool.claim(await session())).toBeUndefined();
  });

  it('takes over what a process that died has left, and removes what that had not finished', async () => {
    const records = createPoolRecords(store);
    const [left, half] = [newId(), newId()];
    for (const launchId of [left, half]) {
      await records.add({ launchId, machine: 'local', base: 'one', at: clock });
      machine.running.set(launchId, { handles: 0 });
    }
    await records.ready(left, { 'busybox:1.37': 'sha256:1' });
    clock += 10 * 60_000;
    const pool = open();
    await until(async () => !machine.running.has(half) && (await waiting()).length === 2);
    const claimed = await pool.claim(await session());
    expect(claimed?.host?.launchId).toBe(left);
  });

  it('tells whose a host is even when it cannot be reached', async () => {
    const records = createPoolRecords(store);
    const left = newId();
    await records.add({ launchId: left, machine: 'local', base: 'one', at: clock });
    await records.ready(left, {});
    const find = () => Promise.reject(new Error('the engine is ill'));
    const pool = open({ sandbox: { ...machine.sandbox, find }, setting: 0 });
    expect(await pool.claim(await session())).toEqual({
      launchId: left,
      images: {},
      host: undefined,
    });
  });

  it('strikes out a host that has ended', async () => {
    open();
    await until(holds(2));
    const [dead = ''] = await waiting();
    machine.die(dead);
    await until(async () => !(await waiting()).includes(dead));
    await until(holds(2));
  });

  it('gives hosts up when places or memory become short', async () => {
    let places = 40;
    const pool = open({ freePlaces: async () => places });
    await until(holds(2));
    places = 1;
    pool.poke();
    await until(holds(1));
    machine.setMemory(10);
    pool.poke();
    await until(holds(0));
  });

  it('grows with demand and shrinks when that has passed', async () => {
    const pool = open({ setting: 'auto' });
    await until(holds(1));
    for (let start = 0; start < 3; start++) await pool.claim(await session());
    clock += 60_000;
    pool.poke();
    await until(async () => (await waiting()).length === 3);
    clock += DEMAND_MS;
    pool.poke();
    await until(async () => (await waiting()).length === 1);
  });

  it('tries again after a start that failed, and leaves no row of it', async () => {
    machine.setFailing(true);
    const pool = open();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await pool.launches()).toEqual([]);
    machine.setFailing(false);
    clock += 60_000;
    pool.poke();
    await until(holds(2));
  });

  it('removes its hosts when it is closed, but none that was claimed', async () => {
    const pool = open();
    await until(holds(2));
    const claimed = await pool.claim(await session());
    await pool.close();
    expect([...machine.running.keys()]).toEqual([claimed?.launchId]);
    expect(await pool.launches()).toEqual([]);
  });

  it('holds no handle of a host that is gone or somebody else’s', async () => {
    const one = open();
    await until(holds(2));
    const facts = [...machine.running.values()];
    const two = open();
    await until(() => facts.every(({ handles }) => handles === 2));
    const claimed = await one.claim(await session());
    two.poke();
    await until(() => machine.running.get(claimed?.launchId ?? '')?.handles === 1);
    claimed?.host?.close();
    await Promise.all([one.close(), two.close()]);
    expect(facts.map(({ handles }) => handles)).toEqual([0, 0]);
  });
});
