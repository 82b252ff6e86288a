/**
 * Lab hosts that are started before anybody asks: whoever begins a lab gets one of them at once. They are
 * nobody's until then. The database says which there are, so that processes may share them; what this process
 * holds of one (connections, a shell at its prompt) is lost with it and made again.
 */
import type { Logger } from 'pino';
import { imageIds } from '../../grading/engine.ts';
import { createTicker } from '../../grading/live.ts';
import { newId } from '../../ids.ts';
import type { LabHost, LaunchId, Sandbox } from '../../sandbox/types.ts';
import { MACHINE } from '../records.ts';
import type { PooledHost, PoolRecords } from './records.ts';
import { DEMAND_MS, type PoolSetting, poolSize } from './size.ts';

export interface ClaimedHost {
  launchId: LaunchId;
  images: Record<string, string>;
  /** Undefined when it has ended since it was last seen. */
  host: LabHost | undefined;
}

export interface Pool {
  /** A waiting host, now the session's (see `PoolRecords.claim`); undefined when none waits. */
  claim(session: { id: string; launchId: LaunchId }): Promise<ClaimedHost | undefined>;
  /** A learner's lab is being started: no host is until the function returned is called. */
  giveWay(): () => void;
  /** Something changed that the pool's size or hosts depend on. */
  poke(): void;
  /** Hosts that this process could hand out now, and that it is starting. */
  counts(): { ready: number; starting: number };
  /** Launches that wait or are being started; for the sweep. */
  launches(): Promise<LaunchId[]>;
  /** Removes the hosts that wait, and resolves when they are gone. */
  close(): Promise<void>;
}

export interface PoolParts {
  sandbox: Pick<Sandbox, 'base' | 'launch' | 'find' | 'remove' | 'resources' | 'onExit'>;
  records: PoolRecords;
  setting: PoolSetting;
  /** Places that no learner's lab has. */
  freePlaces(): Promise<number>;
  /** Memory that the next learners may need. */
  reservedMiB: number;
  now: () => number;
  log: Logger;
}

/** Demand that has passed is noticed this often. */
const LOOK_EVERY_MS = 30_000;
/** A learner's first command comes first; starting another host meanwhile would slow it. */
const REST_AFTER_CLAIM_MS = 1_500;
/** After a host could not be started. */
const REST_AFTER_FAILURE_MS = 15_000;
/** A host is started or given up within a minute; one that still isn't ready was left by a process that died. */
const ABANDONED_MS = 3 * 60_000;

export function createPool(parts: PoolParts): Pool {
  const { sandbox, records, now, log } = parts;
  /** Those that wait and that this process has in hand. */
  const hosts = new Map<LaunchId, LabHost>();
  /** Of them, those that nothing more is to be done for. */
  const ready = new Set<LaunchId>();
  /** Handed to sessions of this process. */
  const claimed = new Set<LaunchId>();
  /** Begun and not ready yet, by this process. */
  const starting = new Set<LaunchId>();
  const closing = new AbortController();
  let starts: number[] = [];
  let inTheWay = 0;
  let restUntil = 0;
  let restTimer: NodeJS.Timeout | undefined;

  const ticker = createTicker(() =>
    tend().catch((error: unknown) => {
      log.warn({ err: error }, 'the pool of lab hosts');
      rest(REST_AFTER_FAILURE_MS);
    }),
  );
  ticker.setEvery(LOOK_EVERY_MS);

  /** No host is started for so long. */
  function rest(ms: number): void {
    restUntil = Math.max(restUntil, now() + ms);
    clearTimeout(restTimer);
    restTimer = setTimeout(ticker.poke, restUntil - now() + 1);
    restTimer.unref();
  }

  const unExit = sandbox.onExit((launchId) => {
    if (!hosts.has(launchId)) return;
    discard(launchId).catch((error: unknown) => log.warn({ err: error }, 'a pooled host ended'));
  });

  function letGo(launchId: LaunchId): void {
    hosts.get(launchId)?.close();
    hosts.delete(launchId);
    ready.delete(launchId);
  }

  /** Unless somebody has claimed it meanwhile. */
  async function discard(launchId: LaunchId): Promise<void> {
    letGo(launchId);
    if (!(await records.strike(launchId))) return;
    await sandbox.remove(launchId);
    ticker.poke();
  }

  async function tend(): Promise<void> {
    const base = sandbox.base();
    if (closing.signal.aborted || base === undefined) return;
    let rows = await records.list();
    for (const launchId of hosts.keys()) {
      // Another process's learner has it.
      if (!rows.some((row) => row.launchId === launchId)) letGo(launchId);
    }
    for (const row of rows) if (row.base !== base || isAbandoned(row)) await discard(row.launchId);
    for (const row of rows) if (row.base === base && row.images !== null) await adopt(row.launchId);

    rows = await records.list();
    const size = await wantedSize(rows.length);
    // The newest first: they are the last to be claimed.
    for (const row of rows.slice(size)) await discard(row.launchId);
    if (rows.length >= size || inTheWay > 0 || now() < restUntil) return;
    await startOne(base);
    ticker.poke();
  }

  const isAbandoned = ({ launchId, images, createdAt }: PooledHost): boolean =>
    images === null && !starting.has(launchId) && now() - createdAt > ABANDONED_MS;

  /** Takes a host in hand that another process started, or that this one lost hold of. */
  async function adopt(launchId: LaunchId): Promise<void> {
    if (hosts.has(launchId) || claimed.has(launchId)) return;
    const host = await sandbox.find(launchId);
    if (host === undefined) return discard(launchId);
    if (claimed.has(launchId)) return host.close();
    hosts.set(launchId, host);
    await host.ahead();
    if (hosts.has(launchId)) ready.add(launchId);
  }

  async function wantedSize(waiting: number): Promise<number> {
    starts = starts.filter((at) => now() - at < DEMAND_MS);
    const [freePlaces, { memoryMiB }] = await Promise.all([
      parts.freePlaces(),
      sandbox.resources(),
    ]);
    const { setting, reservedMiB } = parts;
    return poolSize({
      setting,
      demand: starts.length,
      waiting,
      freePlaces,
      memoryMiB,
      reservedMiB,
    });
  }

  async function startOne(base: string): Promise<void> {
    const launchId = newId();
    starting.add(launchId);
    await records.add({ launchId, machine: MACHINE, base, at: now() });
    try {
      const host = await sandbox.launch(launchId, { signal: closing.signal });
      hosts.set(launchId, host);
      const [images] = await Promise.all([imageIds(host.engine), host.ahead()]);
      if (!(await records.ready(launchId, images))) throw new Error('given up meanwhile');
      if (hosts.has(launchId)) ready.add(launchId);
    } catch (error) {
      letGo(launchId);
      await records.strike(launchId);
      await sandbox.remove(launchId);
      if (closing.signal.aborted) return;
      throw error;
    } finally {
      starting.delete(launchId);
    }
  }

  return {
    async claim(session) {
      starts.push(now());
      const base = sandbox.base();
      const row = base === undefined ? undefined : await records.claim(session, base, now());
      rest(REST_AFTER_CLAIM_MS);
      if (row === undefined) return undefined;
      const { launchId } = row;
      claimed.add(launchId);
      const held = hosts.get(launchId);
      hosts.delete(launchId);
      ready.delete(launchId);
      // Whatever is the matter with it, the session has it now.
      const host =
        held ??
        (await sandbox.find(launchId).catch((error: unknown) => {
          log.warn({ err: error, launch: launchId }, 'a host that waited');
          return undefined;
        }));
      return { launchId, images: row.images ?? {}, host };
    },
    giveWay() {
      inTheWay += 1;
      let gone = false;
      return () => {
        if (gone) return;
        gone = true;
        inTheWay -= 1;
        if (inTheWay === 0) ticker.poke();
      };
    },
    poke: ticker.poke,
    counts: () => ({ ready: ready.size, starting: starting.size }),
    launches: async () => (await records.list()).map(({ launchId }) => launchId),
    async close() {
      closing.abort(new Error('the server is closing'));
      clearTimeout(restTimer);
      unExit();
      await ticker.stop();
      await Promise.all([...hosts.keys()].map(discard));
    },
  };
}
