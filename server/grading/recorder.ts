/**
 * Records what happens in one lab, from its start: the inner engine's events, without the platform's own
 * doings. A gap in the events is recorded as one, so that no check takes silence for absence.
 */
import type { Logger } from 'pino';
import type { LabHost } from '../sandbox/types.ts';
import type { Hidden } from './access.ts';
import type { HistoryEntry } from './contract.ts';
import { container } from './engine.ts';
import {
  type EngineEvent,
  eventKey,
  isOurs,
  type KnownContainer,
  parseEvent,
  toEntry,
} from './history.ts';

/** Pauses between attempts to listen again, ms. */
const RETRY_MS = [100, 250, 500, 1000, 2000] as const;
/** A busy engine takes a second to answer. */
const PING_MS = 5000;
/** Containers and execs that are remembered; the oldest go first. */
const MEMORY = 2000;

export interface Recorder extends Hidden {
  /** Ends the recording; the lab goes on. */
  stop(): Promise<void>;
}

export interface RecorderParts {
  host: LabHost;
  /** When the lab was handed to its learner, ms: what happened before is the platform's doing. */
  from: number;
  /** When the last event was recorded, ms, or null when there was none so far. */
  resumeFrom: number | null;
  /** Keeps an entry; awaited, so that order is kept. */
  record(entry: HistoryEntry): Promise<void>;
  /** Something happened that a live check may depend on. */
  onActivity(): void;
  /** The lab's engine does not answer any more, or does again. */
  onEngine(answers: boolean): void;
  log: Logger;
}

/** A set that forgets its oldest members. */
function boundedSet(): Set<string> & { remember(id: string): void } {
  const set = new Set<string>();
  return Object.assign(set, {
    remember(id: string) {
      set.add(id);
      const [oldest] = set;
      if (set.size > MEMORY && oldest !== undefined) set.delete(oldest);
    },
  });
}

export function startRecorder(parts: RecorderParts): Recorder {
  const { host, record, onActivity, onEngine, log } = parts;
  const stopping = new AbortController();
  const graderContainers = boundedSet();
  const execs = boundedSet();
  const known = new Map<string, KnownContainer>();
  /** For each container the spans of time (ns) in which its events are ours. */
  const hidden: { id: string; from: number; to: number }[] = [];
  const seen = boundedSet();

  const isHidden = (event: EngineEvent): boolean =>
    hidden.some(
      (span) =>
        event.timeNano >= span.from &&
        event.timeNano <= span.to &&
        (event.Actor.ID === span.id || event.Actor.Attributes.container === span.id),
    );

  async function learn(id: string): Promise<KnownContainer | undefined> {
    const before = known.get(id);
    if (before !== undefined) return before;
    const facts = await container(host.engine, id).catch(() => null);
    if (facts === null) return undefined;
    const { mounts, autoRemove, command } = facts;
    known.set(id, { mounts, autoRemove, command });
    const [oldest] = known.keys();
    if (known.size > MEMORY && oldest !== undefined) known.delete(oldest);
    return known.get(id);
  }

  async function take(event: EngineEvent): Promise<void> {
    if (seen.has(eventKey(event))) return;
    if (isOurs(event, graderContainers) || isHidden(event)) return;
    if (event.Action.startsWith('exec_')) {
      const ours = execs.has(event.Actor.Attributes.execID ?? '');
      if (!ours && event.Action === 'exec_die') onActivity();
      return;
    }
    const facts = event.Type === 'container' ? await learn(event.Actor.ID) : undefined;
    const entry = toEntry(event, facts);
    if (entry !== undefined) await record(entry);
    // Not before it is kept: the events are followed anew when that fails, and bring it again.
    seen.remember(eventKey(event));
    onActivity();
  }

  async function listen(): Promise<void> {
    let since = parts.resumeFrom;
    let failures = 0;
    while (!stopping.signal.aborted) {
      let expectOverlap = since !== null;
      try {
        const options = {
          since: Math.floor((since ?? parts.from) / 1000),
          signal: stopping.signal,
        };
        for await (const value of host.engine.events(options)) {
          const event = parseEvent(value);
          if (event === undefined) continue;
          failures = 0;
          const at = event.timeNano / 1e6;
          if (at < parts.from) continue;
          // The engine replays what it still has. Nothing at or before the last known time: some is lost.
          if (expectOverlap && since !== null && Math.floor(at) > since) {
            await record({ kind: 'gap', at: new Date(since) });
          }
          expectOverlap = false;
          since = Math.floor(at);
          await take(event);
        }
      } catch (error) {
        if (!stopping.signal.aborted) log.debug({ err: error }, 'events of a lab broke off');
      }
      await untilAnswering();
      if (stopping.signal.aborted) return;
      await pause(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 2000, stopping.signal);
      failures += 1;
    }
  }

  async function answers(): Promise<boolean> {
    try {
      const { signal } = stopping;
      const { status } = await host.engine.request('GET', '/_ping', { timeoutMs: PING_MS, signal });
      return status === 200;
    } catch {
      return false;
    }
  }

  /** The events end with the engine, and also when only the connection to it did. */
  async function untilAnswering(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      if (await answers()) {
        if (failures > 0) onEngine(true);
        return;
      }
      if (failures === 0 && !stopping.signal.aborted) onEngine(false);
      await pause(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 2000, stopping.signal);
    }
  }

  const listening = listen();

  return {
    hideContainer(id) {
      const span = { id, from: Date.now() * 1e6 - 1e6, to: Number.POSITIVE_INFINITY };
      hidden.push(span);
      if (hidden.length > MEMORY) hidden.shift();
      return () => {
        span.to = Date.now() * 1e6 + 1e6;
      };
    },
    addGraderContainer: (id) => graderContainers.remember(id),
    addExec: (id) => execs.remember(id),
    async stop() {
      stopping.abort();
      await listening;
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
