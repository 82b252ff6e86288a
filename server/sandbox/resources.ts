/** What the machine that labs run on has to spare, as far as it can be seen from here. */
import { readFile, statfs } from 'node:fs/promises';
import os from 'node:os';
import type { Resources } from './types.ts';

const MIB = 1024 * 1024;

/** What an engine says of the machine it runs on. */
export interface EnginePlace {
  /** Bytes. */
  memory: number;
  kernel: string;
  /** Where it keeps its data. */
  root: string;
}

/** An engine in a virtual machine or on another machine has another kernel, or other memory than we see. */
export function isHere({ memory, kernel }: EnginePlace): boolean {
  return process.platform === 'linux' && kernel === os.release() && memory === os.totalmem();
}

/** Null for what cannot be seen: an engine that is elsewhere, a folder we may not look into. */
export async function readResources(place: EnginePlace): Promise<Resources> {
  if (!isHere(place)) return { memoryMiB: null, diskMiB: null };
  const [memory, disk] = await Promise.allSettled([availableMemory(), statfs(place.root)]);
  return {
    memoryMiB: memory.status === 'fulfilled' ? Math.floor(memory.value / MIB) : null,
    // What an ordinary user may still take; ext4 keeps some for root.
    diskMiB:
      disk.status === 'fulfilled' ? Math.floor((disk.value.bavail * disk.value.bsize) / MIB) : null,
  };
}

/**
 * Memory that could be given out, in bytes, as Linux estimates it: page cache that can be dropped counts.
 * @throws Error where there is no /proc/meminfo
 */
export async function availableMemory(): Promise<number> {
  const meminfo = await readFile('/proc/meminfo', 'utf8');
  const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  if (kib === undefined) throw new Error('/proc/meminfo has no MemAvailable');
  return Number(kib) * 1024;
}
