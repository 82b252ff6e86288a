/**
 * How long a lab takes from one state of rest to the next, and what the time went into. Watches from outside:
 * the sessions' records say when a journey begins and ends, the sandbox and the preparation what is under way.
 */
import type { Logger } from 'pino';
import type { LabHost, LaunchId, Sandbox } from '../sandbox/types.ts';
import type { SessionRecord, SessionRecords } from './records.ts';
import type { SessionsParts } from './sessions.ts';

export const JOURNEYS = ['start', 'resume', 'reset', 'rewind', 'stop', 'remove'] as const;
export type JourneyKind = (typeof JOURNEYS)[number];

/** Stretches of time, in the order in which they come; a journey has some of them. */
export const PHASES = [
  'waiting',
  'create',
  'start',
  'engine',
  'prepare',
  'stop',
  'remove',
] as const;
export type Phase = (typeof PHASES)[number];

export type JourneyEnd = 'done' | 'failed' | 'overtaken';

export interface Journey {
  session: string;
  launch: LaunchId;
  kind: JourneyKind;
  end: JourneyEnd;
  /** Why it failed. */
  code: string | null;
  /** Milliseconds. */
  total: number;
  /** Milliseconds of each phase; what is missing to the total went into the database and into waiting. */
  phases: Partial<Record<Phase, number>>;
}

/** One that is under way. */
interface Trip {
  session: string;
  launch: LaunchId;
  kind: JourneyKind;
  began: number;
  phases: Partial<Record<Phase, number>>;
}

export interface Journeys {
  /** The same parts; what passes through records, sandbox and preparation is noticed. */
  watch(parts: SessionsParts): SessionsParts;
}

/**
 * @param now monotonic, ms
 * @param report told of every journey that has ended
 */
export function createJourneys(parts: {
  now: () => number;
  report(journey: Journey): void;
}): Journeys {
  const { now, report } = parts;
  /** By session. */
  const trips = new Map<string, Trip>();

  function begin(session: string, launch: LaunchId, kind: JourneyKind): void {
    end(session, 'overtaken');
    trips.set(session, { session, launch, kind, began: now(), phases: {} });
  }

  function end(session: string, how: JourneyEnd, code: string | null = null): void {
    const trip = trips.get(session);
    if (trip === undefined) return;
    trips.delete(session);
    const { launch, kind, began, phases } = trip;
    report({ session, launch, kind, end: how, code, total: now() - began, phases });
  }

  function note(trip: Trip | undefined, phase: Phase, since: number): void {
    if (trip !== undefined) trip.phases[phase] = (trip.phases[phase] ?? 0) + now() - since;
  }

  const of = (launchId: LaunchId): Trip | undefined =>
    [...trips.values()].find(({ launch }) => launch === launchId);

  /** Times `work`, also when it fails, for the journey that `launchId` is on now. */
  async function timed<T>(launchId: LaunchId, phase: Phase, work: () => Promise<T>): Promise<T> {
    const trip = of(launchId);
    const since = now();
    try {
      return await work();
    } finally {
      note(trip, phase, since);
    }
  }

  function moved(
    id: string,
    launchId: LaunchId,
    state: SessionRecord['state'],
    code: string | null,
  ): void {
    const trip = trips.get(id);
    if (trip !== undefined) trip.launch = launchId;
    if (state === 'queued') begin(id, launchId, 'resume');
    else if (state === 'stopping') begin(id, launchId, 'stop');
    else if (state === 'resetting') begin(id, launchId, 'reset');
    else if (state === 'rewinding') begin(id, launchId, 'rewind');
    else if (state === 'starting') note(trip, 'waiting', trip?.began ?? 0);
    else if (state === 'failed') end(id, 'failed', code);
    else if (state === 'ready' || state === 'stopped') end(id, 'done');
    else if (state === 'removed') begin(id, launchId, 'remove');
  }

  const watchRecords = (records: SessionRecords): SessionRecords => ({
    ...records,
    async add(record) {
      await records.add(record);
      begin(record.id, record.launchId, 'start');
    },
    async move(id, launchId, state, at, ...rest) {
      const [more] = rest;
      const current = await records.move(id, launchId, state, at, ...rest);
      if (current) moved(id, launchId, state, more?.failure?.code ?? null);
      return current;
    },
    async relaunch(id, launchId, state, ...rest) {
      await records.relaunch(id, launchId, state, ...rest);
      begin(id, launchId, state === 'resetting' ? 'reset' : 'start');
    },
  });

  const watchSandbox = (sandbox: Sandbox): Sandbox => ({
    ...sandbox,
    launch: (launchId, options = {}) =>
      inPhases(launchId, (enter) =>
        sandbox.launch(launchId, {
          ...options,
          onPhase(phase) {
            enter(phase);
            options.onPhase?.(phase);
          },
        }),
      ),
    resume: (launchId, options) =>
      timed(launchId, 'engine', () => sandbox.resume(launchId, options)),
    stop: (launchId) => timed(launchId, 'stop', () => sandbox.stop(launchId)),
    async remove(launchId) {
      const trip = of(launchId);
      const leave = (how: JourneyEnd): void => {
        if (trip?.kind === 'remove') end(trip.session, how);
      };
      try {
        await timed(launchId, 'remove', () => sandbox.remove(launchId));
        leave('done');
      } catch (error) {
        leave('failed');
        throw error;
      }
    },
  });

  /** A host that waited is the session's launch from then on. */
  const watchPool = (pool: SessionsParts['pool']): SessionsParts['pool'] => ({
    ...pool,
    async claim(session) {
      const claimed = await pool.claim(session);
      const trip = trips.get(session.id);
      if (trip !== undefined && claimed !== undefined) trip.launch = claimed.launchId;
      return claimed;
    },
  });

  return {
    watch: (parts) => ({
      ...parts,
      pool: watchPool(parts.pool),
      records: watchRecords(parts.records),
      sandbox: watchSandbox(parts.sandbox),
      prepare: (session, ...rest) =>
        timed(session.launchId, 'prepare', () => parts.prepare(session, ...rest)),
    }),
  };

  /** Each phase lasts until the next one is entered, the last until the host is there. */
  async function inPhases(
    launchId: LaunchId,
    work: (enter: (phase: Phase) => void) => Promise<LabHost>,
  ): Promise<LabHost> {
    const trip = of(launchId);
    let current: { phase: Phase; since: number } | undefined;
    const enter = (phase: Phase | undefined): void => {
      if (current !== undefined) note(trip, current.phase, current.since);
      current = phase === undefined ? undefined : { phase, since: now() };
    };
    try {
      return await work(enter);
    } finally {
      enter(undefined);
    }
  }
}

/** Says in the log what a journey came to. `load` finds whose it was; a deleted learner's is nobody's. */
export async function logJourney(
  journey: Journey,
  load: (session: string) => Promise<SessionRecord | undefined>,
  log: Logger,
): Promise<void> {
  const { session, launch, kind, end, code, total, phases } = journey;
  const record = await load(session);
  const line = {
    session,
    launch,
    learner: record?.learnerId ?? null,
    place: record === undefined ? null : `${record.place.kind}/${record.place.slug}`,
    end,
    ...(code === null ? {} : { code }),
    ms: Math.round(total),
    phases: Object.fromEntries(
      Object.entries(phases).map(([phase, ms]) => [phase, Math.round(ms)]),
    ),
  };
  if (end === 'failed') log.warn(line, `lab ${kind}`);
  else log.info(line, `lab ${kind}`);
}
