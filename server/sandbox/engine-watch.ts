/** Keeps an eye on the machine's engine: finds it, notices that it goes away and that it comes back. */
import type { Logger } from 'pino';
import { z } from 'zod';
import type { EngineStatus } from '../../protocol/status.ts';
import { createBackOff } from './back-off.ts';
import { pause } from './deadline.ts';
import { createJsonLines } from './json-lines.ts';
import { isLaunchId, LAB_ROLE, LABEL } from './labels.ts';
import type { Discovery, Machine } from './machine.ts';
import type { LaunchId } from './types.ts';

export interface EngineWatch {
  status(): EngineStatus;
  /** The engine while it is there. */
  machine(): Machine | undefined;
  /** Looks now instead of after the pause; resolves when it has looked. */
  recheck(): Promise<void>;
  close(): Promise<void>;
}

export interface EngineWatchOptions {
  installation: string;
  find: () => Promise<Discovery>;
  log: Logger;
  onStatus: () => void;
  /** The engine is there, for the first time or again: what was known of its containers may be stale. */
  onConnected: (machine: Machine) => void;
  /** A lab host's container has ended. */
  onDeath: (launchId: LaunchId) => void;
}

/** Somebody who has just started the engine should not wait; somebody without one costs nothing. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

const MAX_EVENT_BYTES = 1024 * 1024;

const Death = z.object({
  Type: z.literal('container'),
  Action: z.literal('die'),
  Actor: z.object({ Attributes: z.record(z.string(), z.string()) }),
});

export function watchEngine(options: EngineWatchOptions): EngineWatch {
  const { installation, find, log, onStatus, onConnected, onDeath } = options;
  const closing = new AbortController();
  const backOff = createBackOff({ first: FIRST_PAUSE_MS, most: LONGEST_PAUSE_MS });
  let status: EngineStatus = { state: 'checking' };
  let machine: Machine | undefined;
  let wake = new AbortController();
  let looked: Promise<void> = Promise.resolve();

  function set(next: EngineStatus, found: Machine | undefined): void {
    const changed = JSON.stringify(next) !== JSON.stringify(status);
    status = next;
    machine = found;
    if (changed && !closing.signal.aborted) onStatus();
  }

  async function look(): Promise<void> {
    const found = await find();
    if (closing.signal.aborted) return;
    if (found.ok) {
      const { version, apiVersion } = found.machine;
      set({ state: 'ready', version, apiVersion }, found.machine);
    } else {
      set({ state: 'unavailable', problems: found.problems }, undefined);
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      wake = new AbortController();
      looked = look();
      await looked;
      if (machine !== undefined) {
        const began = performance.now();
        await attend(machine);
        // An engine that answers but drops the stream at once must not be asked in a tight loop.
        if (performance.now() - began > LONGEST_PAUSE_MS) backOff.reset();
        else await pause(FIRST_PAUSE_MS, closing.signal);
      } else {
        await pause(backOff.next(), AbortSignal.any([closing.signal, wake.signal]));
      }
    }
  }

  /** Until the engine goes away. */
  async function attend(present: Machine): Promise<void> {
    log.info({ version: present.version, api: present.apiVersion }, 'engine found');
    backOff.reset();
    try {
      const events = await present.docker.getEvents({
        filters: {
          type: ['container'],
          event: ['die'],
          label: [`${LABEL.installation}=${installation}`, `${LABEL.role}=${LAB_ROLE}`],
        },
        abortSignal: closing.signal,
      });
      // From here on no end is missed, so whatever ended before is found by looking.
      onConnected(present);
      const split = createJsonLines(MAX_EVENT_BYTES);
      for await (const chunk of events) {
        for (const event of split(chunk as Buffer)) report(event);
      }
    } catch (error) {
      if (closing.signal.aborted) return;
      log.debug({ err: error }, 'the stream of engine events broke off');
    }
    if (!closing.signal.aborted) log.warn('the connection to the engine ended');
  }

  function report(event: unknown): void {
    const death = Death.safeParse(event);
    const launchId = death.data?.Actor.Attributes[LABEL.launch];
    if (isLaunchId(launchId)) onDeath(launchId);
  }

  const running = run();
  return {
    status: () => status,
    machine: () => machine,
    async recheck() {
      if (machine !== undefined) return;
      wake.abort();
      // `run` goes on in a later turn of the event loop than this one.
      await new Promise((resolve) => setImmediate(resolve));
      await looked;
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}
