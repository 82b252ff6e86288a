/**
 * A learner's lab sessions: start, stop, resume, reset, remove; who may, and when. The database says whose a lab is
 * and how it stands; the lab hosts say what runs.
 */
import type { Logger } from 'pino';
import type { Id, Place } from '../../protocol/names.ts';
import type { ResetSession } from '../../protocol/save-points.ts';
import type { PlaceInLine, StopReason } from '../../protocol/session.ts';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import { pause } from '../sandbox/deadline.ts';
import type { HostFacts, LabHost, Sandbox } from '../sandbox/types.ts';
import { type Limits, obstacle, refuseAtOnce } from './admission.ts';
import type { Capacity } from './capacity.ts';
import type { Idling } from './idling.ts';
import { keptUntil } from './keeping.ts';
import { createLifecycle, type LifecycleParts } from './lifecycle.ts';
import { createLine } from './line.ts';
import type { Pool } from './pool/pool.ts';
import { isActive, isPrepared, MACHINE, RUNNING, type SessionRecord } from './records.ts';
import type { FoundLab } from './recovery.ts';
import { createSteps } from './steps.ts';

export interface Sessions {
  /**
   * The learner's session of a place: as it is, resumed, or a new one. Starting goes on in the background, in its
   * turn.
   * @throws AppError `session.limit`, `machine.full`, `machine.diskLow`, `engine.unavailable`, `images.preparing`
   */
  start(learnerId: string, place: Place): Promise<SessionRecord>;
  /** Stops one that runs; takes one that waits out of the line, as it was before. */
  stop(learnerId: string, id: Id): Promise<SessionRecord>;
  /** Stops one that nobody uses, unless it is being used after all, or is busy. */
  stopUnused(id: Id): void;
  /** Stops one that takes ever more of the disk. */
  stopOver(id: Id): void;
  /** Its learner is still there: it is not stopped for want of use any time soon. */
  keep(learnerId: string, id: Id): Promise<SessionRecord>;
  /**
   * Everything in it is back at the start: by a new lab host in place of the old one, or `soft`, in the same one,
   * with the terminals open and the save points kept.
   * @throws AppError `session.notReady` for a soft one of a lab that doesn't run
   */
  reset(learnerId: string, id: Id, kind: ResetSession['kind']): Promise<SessionRecord>;
  /** @throws AppError `save.limit`, `save.noRoom`, `save.failed`, `session.notReady` */
  keepPoint(learnerId: string, id: Id, name: string): Promise<SessionRecord>;
  /** @throws AppError `save.notFound`, `session.notReady` */
  rewind(learnerId: string, id: Id, point: Id): Promise<SessionRecord>;
  /** @throws AppError `save.notFound` */
  dropPoint(learnerId: string, id: Id, point: Id): Promise<SessionRecord>;
  remove(learnerId: string, id: Id): Promise<SessionRecord>;
  /** @throws AppError `session.notFound`, also for another learner's */
  owned(learnerId: string, id: Id): Promise<SessionRecord>;
  /** @throws AppError `session.notFound`, `session.notReady` */
  ready(learnerId: string, id: Id): Promise<{ session: SessionRecord; host: LabHost }>;
  at(learnerId: string, place: Place): Promise<SessionRecord | undefined>;
  list(learnerId: string): Promise<SessionRecord[]>;
  /** Null for one that doesn't wait. */
  placeInLine(id: string): PlaceInLine | null;
  /** Labs may have become possible: whoever waits is looked at. */
  poke(): void;
  /** Brings rows and lab hosts together after a restart, or when the engine came (back), and sweeps. */
  reconcile(): Promise<void>;
  /** Resolves when no lab is being started, stopped or removed by this process. */
  idle(): Promise<unknown>;
  /** Begins nothing more and waits for what is under way; the labs and their shells go on. */
  close(): Promise<void>;
}

export interface SessionsParts extends Omit<LifecycleParts, 'steps' | 'onFreed'> {
  sandbox: Sandbox;
  pool: Pick<Pool, 'claim' | 'giveWay' | 'poke' | 'launches'>;
  idling: Pick<Idling, 'begin' | 'end' | 'sign'>;
  limits: Limits;
  capacity: Capacity;
  /** Days that a lab which doesn't run is kept; 0: for good. */
  keepDays: number;
  /** Told which labs run that this process has found, and is taking over. */
  onFound(found: readonly FoundLab[]): void;
  log: Logger;
}

/** What a crash of ours may have left is looked for this often. */
const SWEEP_EVERY_MS = 5 * 60_000;
/** A host that waited is ready in some ten milliseconds: worth the wait, so that the first answer says so. */
const ANSWER_WITHIN_MS = 500;

const HOST_GONE = {
  code: 'lab.startFailed',
  message:
    'The Docker host of this lab has been removed from the machine, with all that was in it. Start the lab again to get a new one.',
} as const;

type ContainerState = HostFacts['container'] | undefined;

export function createSessions(parts: SessionsParts): Sessions {
  const { sandbox, records, pool, limits, capacity, idling, savePoints, onChange, now, log } =
    parts;
  const steps = createSteps();
  let closed = false;

  const lifecycle = createLifecycle({
    ...parts,
    steps,
    onFreed() {
      pool.poke();
      void line.look();
    },
  });
  const line = createLine({
    current: () => records.current(),
    machine: capacity,
    limits,
    async go(session) {
      // Unless it has left the line meanwhile.
      if (!(await lifecycle.move(session, 'starting'))) return;
      if (isPrepared(session)) lifecycle.resume(session);
      else await lifecycle.begin(session);
    },
    onChange,
    onError: (error) => log.error({ err: error }, 'the line of those who wait'),
  });

  const owned = async (learnerId: string, id: Id): Promise<SessionRecord> => {
    const session = await records.get(id);
    if (session === undefined || session.learnerId !== learnerId || session.state === 'removed') {
      throw new AppError('session.notFound', 'This lab is not there any more. Start it again.');
    }
    return session;
  };

  const fresh = async (id: Id): Promise<SessionRecord> => {
    const session = await records.get(id);
    if (session === undefined) throw new AppError('session.notFound', 'This lab is gone.');
    return session;
  };

  /** @throws AppError `session.notReady` */
  function requireReady({ id, state }: SessionRecord): LabHost {
    const { host } = steps.of(id);
    if (state === 'ready' && host !== null) return host;
    throw new AppError('session.notReady', 'The lab is not running. Start it first.');
  }

  /** Refuses while there is no engine, before a row is made. */
  function requireEngine(): void {
    const engine = sandbox.engineStatus();
    if (engine.state === 'unavailable') {
      const [problem] = engine.problems;
      throw new AppError(
        'engine.unavailable',
        `${problem?.message ?? 'There is no Docker Engine.'} ${problem?.cure ?? ''}`.trim(),
      );
    }
  }

  /** Refuses one more that would run or wait. `isNew`: it needs a host made. */
  async function admit(learnerId: string, isNew: boolean): Promise<void> {
    const current = await records.current();
    const machine = await capacity(current);
    const active = current.filter(isActive);
    refuseAtOnce(
      limits,
      {
        learner: active.filter((session) => session.learnerId === learnerId).length,
        waiting: active.filter(({ state }) => state === 'queued').length,
      },
      machine === null ? null : obstacle(limits, machine, isNew),
    );
  }

  /** Starts of one learner, one after another: two clicks must not make two labs. */
  const starts = new Map<string, Promise<unknown>>();
  function inTurn<T>(learnerId: string, task: () => Promise<T>): Promise<T> {
    const turn = (starts.get(learnerId) ?? Promise.resolve()).then(task, task);
    starts.set(learnerId, turn);
    const leave = (): void => {
      if (starts.get(learnerId) === turn) starts.delete(learnerId);
    };
    turn.then(leave, leave);
    return turn;
  }

  async function startNow(learnerId: string, place: Place): Promise<SessionRecord> {
    let existing = await records.at(learnerId, place);
    if (existing?.state === 'stopping') {
      // Its learner came back while it was being stopped.
      await steps.of(existing.id).step;
      existing = await records.at(learnerId, place);
    }
    if (existing !== undefined && isActive(existing)) return existing;
    requireEngine();
    const resumable = existing !== undefined && (await isResumable(existing));
    // One that goes on has its images; a new one gets those that there are now.
    if (!resumable) sandbox.requireImages(parts.needs(place));
    await admit(learnerId, !resumable);
    const id = existing?.id ?? newId();
    const at = now();
    if (existing === undefined) {
      await records.add({ id, learnerId, place, launchId: newId(), machine: MACHINE, at });
    } else if (resumable) {
      await lifecycle.move(existing, 'queued', { queuedAt: at });
    } else {
      await lifecycle.renew(existing, 'queued');
    }
    return whenBegun(id);
  }

  /** One that waits is let in, or shown its place; one whose host waited is ready at once. */
  async function whenBegun(id: string): Promise<SessionRecord> {
    await line.look();
    const work = steps.of(id);
    if (work.quick) await Promise.race([work.step, pause(ANSWER_WITHIN_MS)]);
    return fresh(id);
  }

  /** A lab that failed keeps its files as long as its host is there: nothing of the learner's is thrown away. */
  async function isResumable(session: SessionRecord): Promise<boolean> {
    if (session.state === 'stopped') return true;
    if (!isPrepared(session)) return false;
    const facts = (await sandbox.list()).find((host) => host.launchId === session.launchId);
    return facts?.volume === true && facts.container !== 'absent';
  }

  const unExit = sandbox.onExit((launchId) => {
    void (async () => {
      const session = (await records.current()).find((one) => one.launchId === launchId);
      if (session?.state === 'ready') lifecycle.ended(session);
    })().catch((error: unknown) => log.error({ err: error }, 'a lab host ended'));
  });

  /** Labs that were not started for so long that they are not kept any more. */
  async function removeOutdated(): Promise<void> {
    for (const session of await records.current()) {
      const until = keptUntil(session, parts.keepDays);
      if (until === null || until > now()) continue;
      log.info({ session: session.id, stopped: session.changedAt }, 'a lab is kept no longer');
      await inTurn(session.learnerId, async () => {
        // It may have been started meanwhile.
        const latest = await fresh(session.id);
        if (keptUntil(latest, parts.keepDays) === until) await lifecycle.remove(latest);
      });
    }
  }

  /** Lets go of labs whose learner has been deleted, rows and all, by somebody at the console. */
  async function letGoOfErased(): Promise<void> {
    for (const id of steps.known()) {
      if ((await records.get(id)) === undefined) await lifecycle.letGoOfErased(id);
    }
  }

  async function sweep(): Promise<void> {
    await letGoOfErased();
    if (closed || sandbox.engineStatus().state !== 'ready') return;
    await removeOutdated();
    const { removed } = await sandbox.sweep(async () => {
      // A host goes from the pool to a session, never back: in this order none is missed on its way.
      const waiting = await pool.launches();
      const sessions = await records.current();
      return new Set([...waiting, ...sessions.map((session) => session.launchId)]);
    });
    if (removed.length > 0) log.info({ removed }, 'swept what no session names');
  }
  const sweeper = setInterval(() => {
    sweep().catch((error: unknown) => log.warn({ err: error }, 'sweeping'));
  }, SWEEP_EVERY_MS);
  sweeper.unref();

  /** What became of one session while nobody watched. */
  async function recover(session: SessionRecord, container: ContainerState): Promise<void> {
    if (!steps.isAtRest(session.id)) return;
    const gone = container === undefined || container === 'absent';
    switch (session.state) {
      case 'starting':
      case 'resetting':
      case 'rewinding':
        if (isPrepared(session)) lifecycle.resume(session);
        // It was cut off before it was all there, and holds nothing of the learner's.
        else await lifecycle.renew(session, 'queued');
        return;
      case 'stopped':
        if (gone) await lifecycle.move(session, 'failed', { failure: HOST_GONE });
        return;
      case 'stopping':
        return lifecycle.stop(session);
      case 'ready':
        if (steps.of(session.id).host !== null) return;
        if (gone) await lifecycle.move(session, 'failed', { failure: HOST_GONE });
        else if (container === 'running') lifecycle.takeOver(session);
        else await lifecycle.move(session, 'stopped', { stopReason: 'ended' });
    }
  }

  /** Stops a lab that runs, unless something is being done with it. */
  function stopFor(id: Id, reason: StopReason): void {
    if (!steps.isAtRest(id)) return;
    (async () => {
      const session = await records.get(id);
      if (session?.state !== 'ready') return;
      log.info({ session: id, reason }, 'a lab is stopped');
      await lifecycle.stop(session, reason);
    })().catch((error: unknown) => log.error({ err: error, session: id }, 'stopping a lab'));
  }

  return {
    start: (learnerId, place) => inTurn(learnerId, () => startNow(learnerId, place)),
    stop(learnerId, id) {
      return inTurn(learnerId, async () => {
        const session = await owned(learnerId, id);
        if (session.state === 'stopped' || session.state === 'failed') return session;
        if (session.state === 'queued') {
          if (isPrepared(session)) await lifecycle.move(session, 'stopped', { queuedAt: null });
          else await lifecycle.remove(session);
          return fresh(id);
        }
        if (session.state !== 'ready') {
          throw new AppError('session.busy', 'The lab is busy. Stop it when it is ready.');
        }
        await lifecycle.stop(session);
        return fresh(id);
      });
    },
    stopUnused: (id) => stopFor(id, 'idle'),
    stopOver: (id) => stopFor(id, 'disk'),
    async keep(learnerId, id) {
      const session = await owned(learnerId, id);
      idling.sign(id);
      return session;
    },
    reset(learnerId, id, kind) {
      return inTurn(learnerId, async () => {
        const session = await owned(learnerId, id);
        if (kind === 'soft') {
          requireReady(session);
          await lifecycle.clear(session);
          return fresh(id);
        }
        requireEngine();
        sandbox.requireImages(parts.needs(session.place));
        const has = RUNNING.includes(session.state);
        if (!isActive(session)) await admit(learnerId, false);
        await lifecycle.renew(session, has ? 'resetting' : 'queued');
        return whenBegun(id);
      });
    },
    async keepPoint(learnerId, id, name) {
      const session = await owned(learnerId, id);
      requireReady(session);
      await lifecycle.keepPoint(session, name);
      return fresh(id);
    },
    rewind(learnerId, id, pointId) {
      return inTurn(learnerId, async () => {
        const session = await owned(learnerId, id);
        requireReady(session);
        await lifecycle.rewind(session, await savePoints.find(session.launchId, pointId));
        return fresh(id);
      });
    },
    async dropPoint(learnerId, id, pointId) {
      const session = await owned(learnerId, id);
      await savePoints.find(session.launchId, pointId);
      await savePoints.drop(session.launchId, [pointId]);
      onChange(id);
      return session;
    },
    async remove(learnerId, id) {
      // In turn, so that no host is handed to it meanwhile.
      const { gone } = await inTurn(learnerId, async () =>
        lifecycle.remove(await owned(learnerId, id)),
      );
      await gone;
      return fresh(id);
    },
    owned,
    async ready(learnerId, id) {
      const session = await owned(learnerId, id);
      return { session, host: requireReady(session) };
    },
    at: (learnerId, place) => records.at(learnerId, place),
    list: (learnerId) => records.current(learnerId),
    placeInLine: line.placeOf,
    poke: () => void line.look(),
    async reconcile() {
      const facts = new Map((await sandbox.list()).map((host) => [host.launchId, host]));
      const found: FoundLab[] = [];
      for (const session of await records.current()) {
        const container = facts.get(session.launchId)?.container;
        await recover(session, container);
        if (container !== 'running') continue;
        const { id: sessionId, learnerId } = session;
        found.push({ learnerId, sessionId, taken: steps.of(sessionId).step });
      }
      parts.onFound(found);
      await sweep();
      pool.poke();
      await line.look();
    },
    idle: () => steps.idle(),
    async close() {
      closed = true;
      clearInterval(sweeper);
      unExit();
      await line.close();
      await steps.close();
    },
  };
}
