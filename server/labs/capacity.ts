/** What the machine has for labs at this moment. */
import os from 'node:os';
import type { Logger } from 'pino';
import type { Resources, Sandbox } from '../sandbox/types.ts';
import type { Machine } from './admission.ts';
import { createLatch } from './latch.ts';
import type { Pool } from './pool/pool.ts';
import { RUNNING, type SessionRecord } from './records.ts';

/** Null while labs cannot be started at all: no engine, no images. */
export type Capacity = (current: readonly SessionRecord[]) => Promise<Machine | null>;

/** While dockerd waits for a disk, another start has the processors. */
const STARTS_AT_ONCE = os.availableParallelism() + 1;

export function createCapacity(parts: {
  sandbox: Pick<Sandbox, 'base' | 'resources'>;
  pool: Pick<Pool, 'counts'>;
  /** Disk that is to stay free, MiB. */
  diskReserveMiB: number;
  log: Pick<Logger, 'warn' | 'info'>;
}): Capacity {
  const { sandbox, pool, diskReserveMiB, log } = parts;
  const latch = createLatch(diskReserveMiB);
  let diskLow = false;

  function look({ diskMiB }: Resources): void {
    const before = diskLow;
    diskLow = latch.update(diskMiB);
    if (diskLow === before) return;
    if (diskLow) log.warn({ diskMiB, diskReserveMiB }, 'low on disk: no new labs');
    else log.info({ diskMiB }, 'disk is free again: new labs may start');
  }

  return async function capacity(current) {
    const resources = await sandbox.resources();
    look(resources);
    if (sandbox.base() === undefined) return null;
    return {
      running: current.filter(({ state }) => RUNNING.includes(state)).length,
      starting: current.filter(({ state }) => state === 'starting' || state === 'resetting').length,
      startsAtOnce: STARTS_AT_ONCE,
      pooled: pool.counts().ready,
      memoryMiB: resources.memoryMiB,
      diskLow,
    };
  };
}
