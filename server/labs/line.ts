/** The line of labs that wait for a place: who is where in it, and who may go now. */
import type { PlaceInLine, WaitReason } from '../../protocol/session.ts';
import { lineUp, type Machine, obstacle } from './admission.ts';
import { isPrepared, type SessionRecord } from './records.ts';

export interface Line {
  /** Lets go whoever may, now; resolves when it has. Never rejects. */
  look(): Promise<void>;
  /** Null for one that isn't in line. */
  placeOf(sessionId: string): PlaceInLine | null;
  close(): Promise<void>;
}

export interface LineParts {
  /** All sessions that aren't removed. */
  current(): Promise<SessionRecord[]>;
  /** What bounds them now; null while labs cannot be started at all. */
  machine(current: readonly SessionRecord[]): Promise<Machine | null>;
  limits: { labs: number };
  /** Its turn has come: it is not `queued` any more when this resolves. */
  go(session: SessionRecord): Promise<void>;
  /** Its place has changed. */
  onChange(sessionId: string): void;
  onError(error: unknown): void;
}

/** Memory becomes free without anybody saying so; while somebody waits for it, it is looked at this often. */
const LOOK_EVERY_MS = 2_000;

export function createLine(parts: LineParts): Line {
  const places = new Map<string, PlaceInLine>();
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  /** One look at a time; all who ask while one is under way share the one after it. */
  function look(): Promise<void> {
    next ??= last.then(() => {
      next = null;
      last = turn();
      return last;
    });
    return next;
  }

  async function turn(): Promise<void> {
    clearTimeout(timer);
    let failed = false;
    await letGo().catch((error: unknown) => {
      failed = true;
      parts.onError(error);
    });
    if (closed || (places.size === 0 && !failed)) return;
    timer = setTimeout(() => void look(), LOOK_EVERY_MS);
    timer.unref();
  }

  async function letGo(): Promise<void> {
    while (!closed) {
      const current = await parts.current();
      const machine = await parts.machine(current);
      const waiting = lineUp(current.flatMap(inLine));
      const reasons = waiting.map((session) => reasonFor(session, machine));
      const free = reasons.indexOf(null);
      if (free === -1) {
        show(waiting, reasons);
        break;
      }
      await parts.go(waiting[free] as SessionRecord);
    }
  }

  function reasonFor(session: SessionRecord, machine: Machine | null): WaitReason | null {
    return machine === null ? 'preparing' : obstacle(parts.limits, machine, !isPrepared(session));
  }

  function show(waiting: readonly SessionRecord[], reasons: readonly (WaitReason | null)[]): void {
    const before = new Map(places);
    places.clear();
    for (const [index, { id }] of waiting.entries()) {
      const reason = reasons[index] ?? 'places';
      places.set(id, { position: index + 1, length: waiting.length, reason });
    }
    for (const { id } of waiting) {
      if (JSON.stringify(before.get(id)) !== JSON.stringify(places.get(id))) parts.onChange(id);
    }
  }

  return {
    look,
    placeOf: (sessionId) => places.get(sessionId) ?? null,
    async close() {
      closed = true;
      clearTimeout(timer);
      await look();
    },
  };
}

/** With the instant at which it came into line. */
function inLine(session: SessionRecord): (SessionRecord & { queuedAt: number })[] {
  if (session.state !== 'queued') return [];
  return [{ ...session, queuedAt: session.queuedAt ?? session.changedAt }];
}
