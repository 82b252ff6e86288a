/**
 * A learner's lab sessions: start, stop, resume, reset, remove. The database says whose a lab is and how
 * it stands; the lab hosts say what runs. What an older launch answers late is ignored.
 */
import type { Logger } from 'pino';
import type { Id, Place } from '../../protocol/names.ts';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { LabHost, Sandbox } from '../sandbox/types.ts';
import { storeFailure } from '../store/failures.ts';
import { insist } from '../store/insist.ts';
import { admit, type Limits } from './admission.ts';
import { RUNNING, type SessionRecord, type SessionRecords } from './records.ts';

export interface Sessions {
  /** The learner's session of a place: as it is, resumed, or a new one. Starting goes on in the background. */
  start(learnerId: string, place: Place): Promise<SessionRecord>;
  stop(learnerId: string, id: Id): Promise<SessionRecord>;
  /** A new lab host in place of the old one: everything in it is back at the start. */
  reset(learnerId: string, id: Id): Promise<SessionRecord>;
  remove(learnerId: string, id: Id): Promise<SessionRecord>;
  /** @throws AppError `session.notFound`, also for another learner's */
  owned(learnerId: string, id: Id): Promise<SessionRecord>;
  /** @throws AppError `session.notFound`, `session.notReady` */
  ready(learnerId: string, id: Id): Promise<{ session: SessionRecord; host: LabHost }>;
  at(learnerId: string, place: Place): Promise<SessionRecord | undefined>;
  list(learnerId: string): Promise<SessionRecord[]>;
  /** Brings rows and lab hosts together after a restart, or when the engine came (back), and sweeps. */
  reconcile(): Promise<void>;
  /** Resolves when no lab is being started, stopped or removed by this process. */
  idle(): Promise<unknown>;
  /** Begins nothing more and waits for what is under way; the labs and their shells go on. */
  close(): Promise<void>;
}

export interface SessionsParts {
  sandbox: Sandbox;
  records: SessionRecords;
  limits: Limits;
  /** Names of the images that a lab host of this place has to have. */
  needs(place: Place): readonly string[];
  /**
   * What a new or found lab needs: its starting state when it is fresh, a recorder. Called before it is shown
   * as ready. A host for which it failed, or was cut off, is replaced by another, never prepared twice.
   */
  prepare(
    session: SessionRecord,
    host: LabHost,
    options: { fresh: boolean; signal: AbortSignal },
  ): Promise<void>;
  /** Its host is about to stop, or has gone: end the terminals and the recorder. */
  letGo(sessionId: string): Promise<void>;
  /** Forgets what was said of a session's earlier launch. */
  forget(sessionId: string): Promise<void>;
  onChange(sessionId: string): void;
  now: () => number;
  log: Logger;
}

/** Names this machine in `lab_sessions`; there is one so far. */
const MACHINE = 'local';
/** What a crash of ours may have left is looked for this often. */
const SWEEP_EVERY_MS = 5 * 60_000;

/** Whether its host has been prepared to the end; then the images that it came with are known. */
const isPrepared = (session: SessionRecord): boolean => Object.keys(session.images).length > 0;

/** A session as it is worked on by this process. */
interface Work {
  host: LabHost | null;
  /** The step under way; steps of one session never overlap. */
  step: Promise<void>;
  abort: AbortController;
}

export function createSessions(parts: SessionsParts): Sessions {
  const { sandbox, records, limits, onChange, now, log } = parts;
  const works = new Map<string, Work>();
  let closed = false;

  const workOf = (id: string): Work => {
    const work = works.get(id) ?? {
      host: null,
      step: Promise.resolve(),
      abort: new AbortController(),
    };
    works.set(id, work);
    return work;
  };

  const move = async (
    session: Pick<SessionRecord, 'id' | 'launchId'>,
    state: SessionRecord['state'],
    failure?: { code: string; message: string },
  ): Promise<boolean> => {
    const current = await records.move(session.id, session.launchId, state, now(), failure);
    if (current) onChange(session.id);
    return current;
  };

  /** Puts a step behind the session's others; what it throws makes the session `failed`. */
  function enqueue(session: SessionRecord, step: (work: Work) => Promise<void>): void {
    const work = workOf(session.id);
    work.step = work.step.then(async () => {
      if (closed) return;
      const { signal } = work.abort;
      try {
        await step(work);
      } catch (error) {
        if (signal.aborted || closed) return;
        const known = error instanceof AppError ? error : storeFailure(error);
        const failure =
          known !== undefined
            ? { code: known.code, message: known.message }
            : {
                code: 'lab.startFailed',
                message: 'The lab could not be started. Try again; the reason is in the log.',
              };
        log.warn({ err: error, session: session.id, launch: session.launchId }, 'a lab failed');
        await insist(() => move(session, 'failed', failure), signal).catch((cause: unknown) =>
          log.error({ err: cause, session: session.id }, 'keeping that a lab failed'),
        );
      }
    });
  }

  /** Takes back what is under way, so that the next step is not waited for. */
  function interrupt(id: string): void {
    const work = workOf(id);
    work.abort.abort();
    work.abort = new AbortController();
  }

  async function becomeReady(
    session: SessionRecord,
    work: Work,
    host: LabHost,
    fresh: boolean,
  ): Promise<void> {
    work.host?.close();
    work.host = host;
    await parts.prepare(session, host, { fresh, signal: work.abort.signal });
    await move(session, 'ready');
  }

  async function letGo(work: Work, sessionId: string): Promise<void> {
    await parts.letGo(sessionId);
    work.host?.close();
    work.host = null;
  }

  function launch(session: SessionRecord): void {
    enqueue(session, async (work) => {
      const { signal } = work.abort;
      if (!(await move(session, 'starting'))) return;
      const needs = parts.needs(session.place);
      const host = await sandbox.launch(session.launchId, { needs, signal });
      await becomeReady(session, work, host, true);
    });
  }

  function resume(session: SessionRecord): void {
    enqueue(session, async (work) => {
      const { signal } = work.abort;
      if (!(await move(session, 'starting'))) return;
      const host = await sandbox.resume(session.launchId, { signal });
      await becomeReady(session, work, host, false);
    });
  }

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

  async function admitOne(learnerId: string, except?: string): Promise<void> {
    const running = (await records.current()).filter(
      (session) => session.id !== except && RUNNING.includes(session.state),
    );
    const learner = running.filter((session) => session.learnerId === learnerId).length;
    admit(limits, { learner, all: running.length });
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
    const existing = await records.at(learnerId, place);
    if (existing !== undefined && RUNNING.includes(existing.state)) return existing;
    requireEngine();
    await admitOne(learnerId, existing?.id);
    if (existing !== undefined && (await isResumable(existing))) {
      await move(existing, 'queued');
      resume(existing);
      return fresh(existing.id);
    }
    // One that goes on has its images; a new one gets those that there are now.
    sandbox.requireImages(parts.needs(place));
    if (existing !== undefined) return relaunch(existing, 'queued');
    const id = newId();
    await records.add({
      id,
      learnerId,
      place,
      launchId: newId(),
      machine: MACHINE,
      at: now(),
    });
    const session = await fresh(id);
    launch(session);
    return session;
  }

  /** A lab that failed keeps its files as long as its host is there: nothing of the learner's is thrown away. */
  async function isResumable(session: SessionRecord): Promise<boolean> {
    if (session.state === 'stopped') return true;
    if (!isPrepared(session)) return false;
    const facts = (await sandbox.list()).find((host) => host.launchId === session.launchId);
    return facts?.volume === true && facts.container !== 'absent';
  }

  /** Removes the lab host of the old launch and starts another. */
  async function relaunch(
    session: SessionRecord,
    state: 'queued' | 'resetting',
  ): Promise<SessionRecord> {
    interrupt(session.id);
    await records.relaunch(session.id, newId(), state, now());
    const next = await fresh(session.id);
    onChange(session.id);
    enqueue(next, async (work) => {
      await letGo(work, session.id);
      await parts.forget(session.id);
      await sandbox.remove(session.launchId);
    });
    launch(next);
    return next;
  }

  const unExit = sandbox.onExit((launchId) => {
    void (async () => {
      const session = (await records.current()).find((one) => one.launchId === launchId);
      if (session?.state !== 'ready') return;
      enqueue(session, async (work) => {
        await letGo(work, session.id);
        await move(session, 'stopped');
      });
    })().catch((error: unknown) => log.error({ err: error }, 'a lab host ended'));
  });

  /** Lets go of labs whose learner has been deleted, rows and all, by somebody at the console. */
  async function letGoOfErased(): Promise<void> {
    for (const [id, work] of works) {
      if ((await records.get(id)) !== undefined) continue;
      interrupt(id);
      await work.step;
      await letGo(work, id);
      works.delete(id);
    }
  }

  async function sweep(): Promise<void> {
    await letGoOfErased();
    if (closed || sandbox.engineStatus().state !== 'ready') return;
    const keep = new Set((await records.current()).map((session) => session.launchId));
    const { removed } = await sandbox.sweep(keep);
    if (removed.length > 0) log.info({ removed }, 'swept what no session names');
  }
  const sweeper = setInterval(() => {
    sweep().catch((error: unknown) => log.warn({ err: error }, 'sweeping'));
  }, SWEEP_EVERY_MS);
  sweeper.unref();

  /** What became of one session while nobody watched. */
  async function recover(session: SessionRecord, facts: { state: string } | undefined) {
    if (facts === undefined) {
      const lost = session.state !== 'failed' && session.state !== 'queued';
      if (session.state === 'queued') launch(session);
      else if (lost) {
        await move(session, 'failed', {
          code: 'lab.startFailed',
          message: "This lab's container is gone. Start it again to get a new one.",
        });
      }
      return;
    }
    if (session.state === 'stopped' || session.state === 'failed') return;
    if (session.state === 'stopping') {
      enqueue(session, async () => {
        await sandbox.stop(session.launchId);
        await move(session, 'stopped');
      });
      return;
    }
    if (!isPrepared(session)) {
      await relaunch(session, 'queued');
      return;
    }
    enqueue(session, async (work) => {
      if (work.host !== null && session.state === 'ready') return;
      const host = facts.state === 'running' ? await sandbox.find(session.launchId) : undefined;
      if (host !== undefined) await becomeReady(session, work, host, false);
      else await move(session, 'stopped');
    });
  }

  return {
    start: (learnerId, place) => inTurn(learnerId, () => startNow(learnerId, place)),
    async stop(learnerId, id) {
      const session = await owned(learnerId, id);
      if (session.state === 'stopped' || session.state === 'failed') return session;
      if (session.state !== 'ready') {
        throw new AppError('session.busy', 'The lab is busy. Stop it when it is ready.');
      }
      await move(session, 'stopping');
      enqueue(session, async (work) => {
        await letGo(work, id);
        await sandbox.stop(session.launchId);
        await move(session, 'stopped');
      });
      return fresh(id);
    },
    async reset(learnerId, id) {
      const session = await owned(learnerId, id);
      requireEngine();
      sandbox.requireImages(parts.needs(session.place));
      if (!RUNNING.includes(session.state)) await admitOne(learnerId, id);
      return relaunch(session, 'resetting');
    },
    async remove(learnerId, id) {
      const session = await owned(learnerId, id);
      interrupt(id);
      const work = workOf(id);
      await move(session, 'removed');
      onChange(id);
      work.step = work.step
        .then(async () => {
          await letGo(work, id);
          await sandbox.remove(session.launchId);
        })
        .catch((error: unknown) => log.warn({ err: error, session: id }, 'removing a lab'))
        .finally(() => works.delete(id));
      await work.step;
      return fresh(id);
    },
    owned,
    async ready(learnerId, id) {
      const session = await owned(learnerId, id);
      const host = works.get(id)?.host ?? null;
      if (session.state !== 'ready' || host === null) {
        throw new AppError('session.notReady', 'The lab is not running. Start it first.');
      }
      return { session, host };
    },
    at: (learnerId, place) => records.at(learnerId, place),
    list: (learnerId) => records.current(learnerId),
    async reconcile() {
      const facts = new Map((await sandbox.list()).map((host) => [host.launchId, host]));
      for (const session of await records.current()) {
        const host = facts.get(session.launchId);
        const known = host === undefined ? undefined : { state: host.container };
        await recover(session, known);
      }
      await sweep();
    },
    idle: () => Promise.all([...works.values()].map((work) => work.step)),
    async close() {
      closed = true;
      clearInterval(sweeper);
      unExit();
      for (const work of works.values()) work.abort.abort();
      await Promise.all([...works.values()].map((work) => work.step));
    },
  };
}
