/**
 * What becomes of one session's lab host: begun, resumed, stopped, replaced, removed. Each is a step that goes on
 * in the background; the database says how the session stands. What an older launch answers late is ignored.
 */
import type { Logger } from 'pino';
import type { Place } from '../../protocol/names.ts';
import type { StopReason } from '../../protocol/session.ts';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { LabHost, Sandbox } from '../sandbox/types.ts';
import { storeFailure } from '../store/failures.ts';
import { insist } from '../store/insist.ts';
import { clearLab } from './clearing.ts';
import type { Idling } from './idling.ts';
import type { ClaimedHost, Pool } from './pool/pool.ts';
import type { SessionRecord, SessionRecords } from './records.ts';
import type { SavePointRecord } from './save-points/records.ts';
import { startAgain } from './save-points/running.ts';
import type { SavePoints } from './save-points/save-points.ts';
import type { Steps, Work } from './steps.ts';

/** In these nothing has become free yet. */
const BEGINS: readonly SessionRecord['state'][] = [
  'starting',
  'resetting',
  'rewinding',
  'stopping',
];

export interface LifecycleParts {
  sandbox: Pick<Sandbox, 'launch' | 'resume' | 'find' | 'stop' | 'remove' | 'rewindTo'>;
  records: SessionRecords;
  /** Hosts that wait started. */
  pool: Pick<Pool, 'claim' | 'giveWay'>;
  idling: Pick<Idling, 'begin' | 'end'>;
  steps: Steps;
  /** Names of the images that a lab host of this place has to have. */
  needs(place: Place): readonly string[];
  /**
   * What a new or found lab needs: its starting state when it is fresh, a recorder. Called before it is shown as
   * ready; returns the images that its host came with, which a fresh session knows only if its host waited in the
   * pool. A host for which it failed, or was cut off, is replaced by another, never prepared twice.
   */
  prepare(
    session: SessionRecord,
    host: LabHost,
    options: { fresh: boolean; signal: AbortSignal },
  ): Promise<SessionRecord['images']>;
  /** Its host is about to stop, or has gone: end the terminals and the recorder. */
  letGo(sessionId: string): Promise<void>;
  /** Ends the recorder and forgets what it told, from an instant on (ms) or all of it; the terminals go on. */
  unrecord(session: SessionRecord, from?: number): Promise<void>;
  /** Forgets what was said of a session's earlier launch. */
  forget(sessionId: string): Promise<void>;
  savePoints: SavePoints;
  onChange(sessionId: string): void;
  /** A place, memory or the processors may have become free. */
  onFreed(): void;
  now: () => number;
  log: Logger;
}

export interface Lifecycle {
  /** Moves a session to a state; false when it has another launch by now, or is removed. */
  move(
    session: Pick<SessionRecord, 'id' | 'launchId'>,
    state: SessionRecord['state'],
    more?: Parameters<SessionRecords['move']>[4],
  ): Promise<boolean>;
  /** A host for a session that has none: one that waits, else a new one. */
  begin(session: SessionRecord): Promise<void>;
  resume(session: SessionRecord): void;
  /** Takes over a host that runs already. */
  takeOver(session: SessionRecord): void;
  stop(session: SessionRecord, reason?: StopReason): Promise<void>;
  /** Its host has ended by itself. */
  ended(session: SessionRecord): void;
  /**
   * Gives the session another launch, and removes the host of the one before. `queued`: the host of the new one
   * is begun when its turn comes, else at once.
   */
  renew(session: SessionRecord, state: 'queued' | 'starting' | 'resetting'): Promise<void>;
  /**
   * Makes a save point of a session that is ready, after what is under way for it.
   * @throws AppError `save.limit`, `save.noRoom`, `save.failed`
   */
  keepPoint(session: SessionRecord, name: string): Promise<void>;
  /** Back to a save point. */
  rewind(session: SessionRecord, point: SavePointRecord): Promise<void>;
  /** Back to the start in the same host; the terminals go on. */
  clear(session: SessionRecord): Promise<void>;
  /** Its row is gone: lets go of what this process holds of it. The sweep removes its host. */
  letGoOfErased(id: string): Promise<void>;
  /** It is nobody's from now on; `gone` resolves when its host is. */
  remove(session: SessionRecord): Promise<{ gone: Promise<void> }>;
}

const notReady = (): AppError =>
  new AppError('session.notReady', 'The lab is not running. Start it first.');

export function createLifecycle(parts: LifecycleParts): Lifecycle {
  const { sandbox, records, pool, idling, steps, savePoints, onChange, now, log } = parts;

  const move: Lifecycle['move'] = async (session, state, more) => {
    const current = await records.move(session.id, session.launchId, state, now(), more);
    if (current) onChange(session.id);
    if (!BEGINS.includes(state)) parts.onFreed();
    return current;
  };

  /** Puts a step behind the session's others; what it throws makes the session `failed`. */
  function enqueue(session: SessionRecord, step: (work: Work) => Promise<void>): void {
    steps.add(session.id, step, (work, error) => fail(session, work, error));
  }

  async function fail(session: SessionRecord, work: Work, error: unknown): Promise<void> {
    const known = error instanceof AppError ? error : storeFailure(error);
    const failure =
      known !== undefined
        ? { code: known.code, message: known.message }
        : {
            code: 'lab.startFailed',
            message: 'The lab could not be started. Try again; the reason is in the log.',
          };
    log.warn({ err: error, session: session.id, launch: session.launchId }, 'a lab failed');
    const { signal } = work.abort;
    await insist(() => move(session, 'failed', { failure }), signal).catch((cause: unknown) =>
      log.error({ err: cause, session: session.id }, 'keeping that a lab failed'),
    );
    try {
      await letGo(work, session.id);
      // Nobody would see it run; what a learner has in it stays.
      await sandbox.stop(session.launchId);
    } catch (cause) {
      log.warn({ err: cause, session: session.id }, 'a lab that failed could not be stopped');
    }
  }

  async function becomeReady(
    session: SessionRecord,
    work: Work,
    host: LabHost,
    fresh: boolean,
  ): Promise<void> {
    work.host?.close();
    work.host = host;
    const { signal } = work.abort;
    const images = await parts.prepare(session, host, { fresh, signal });
    idling.begin(session.id, () => host.traffic());
    await move(session, 'ready', { images, queuedAt: null });
  }

  async function letGo(work: Work, sessionId: string): Promise<void> {
    idling.end(sessionId);
    await parts.letGo(sessionId);
    work.host?.close();
    work.host = null;
  }

  /** While it runs, no host is started for the pool. */
  async function first(work: () => Promise<void>): Promise<void> {
    const goOn = pool.giveWay();
    try {
      await work();
    } finally {
      goOn();
    }
  }

  const isCurrent = async ({ id, launchId }: SessionRecord): Promise<boolean> => {
    const latest = await records.get(id);
    return latest?.launchId === launchId && latest.state !== 'removed';
  };

  function launch(session: SessionRecord): void {
    enqueue(session, (work) =>
      first(async () => {
        const { signal } = work.abort;
        if (!(await isCurrent(session))) return;
        const needs = parts.needs(session.place);
        const host = await sandbox.launch(session.launchId, { needs, signal });
        await becomeReady(session, work, host, true);
      }),
    );
  }

  /** The session goes on in a host that waited, as its row says already. */
  function moveIn(session: SessionRecord, { launchId, images, host }: ClaimedHost): void {
    const mine: SessionRecord = { ...session, launchId, images };
    steps.of(session.id).quick = true;
    onChange(session.id);
    enqueue(mine, async (work) => {
      if (host !== undefined) return becomeReady(mine, work, host, true);
      await renew(mine, 'starting');
    });
  }

  /** Whether one that waited was there. */
  async function claim(session: SessionRecord): Promise<boolean> {
    steps.of(session.id).quick = false;
    const claimed = await pool.claim(session);
    if (claimed !== undefined) moveIn(session, claimed);
    return claimed !== undefined;
  }

  async function renew(
    session: SessionRecord,
    state: 'queued' | 'starting' | 'resetting',
  ): Promise<void> {
    const { id } = session;
    steps.interrupt(id);
    const queuedAt = state === 'queued' ? (session.queuedAt ?? now()) : null;
    const next: SessionRecord = { ...session, launchId: newId(), state, images: {}, queuedAt };
    await records.relaunch(id, next.launchId, state, now(), queuedAt);
    onChange(id);
    enqueue(next, async (work) => {
      await letGo(work, id);
      await parts.forget(id);
    });
    const remove = () => sandbox.remove(session.launchId);
    if (state !== 'queued' && (await claim(next))) {
      // The new one is there; what the old one leaves if this fails, the sweep removes.
      remove().catch((error: unknown) => log.warn({ err: error, session: id }, 'removing a host'));
      return;
    }
    enqueue(next, remove);
    if (state !== 'queued') launch(next);
  }

  return {
    move,
    async begin(session) {
      try {
        if (!(await claim(session))) launch(session);
      } catch (error) {
        enqueue(session, () => Promise.reject(error));
      }
    },
    resume(session) {
      steps.of(session.id).quick = false;
      enqueue(session, (work) =>
        first(async () => {
          const { signal } = work.abort;
          if (!(await isCurrent(session))) return;
          const host = await sandbox.resume(session.launchId, { signal });
          await becomeReady(session, work, host, false);
        }),
      );
    },
    takeOver(session) {
      enqueue(session, async (work) => {
        const host = await sandbox.find(session.launchId);
        if (host === undefined) await move(session, 'stopped', { stopReason: 'ended' });
        else await becomeReady(session, work, host, false);
      });
    },
    async stop(session, stopReason) {
      await move(session, 'stopping');
      enqueue(session, async (work) => {
        await letGo(work, session.id);
        await sandbox.stop(session.launchId);
        await move(session, 'stopped', stopReason === undefined ? {} : { stopReason });
      });
    },
    ended(session) {
      enqueue(session, async (work) => {
        await letGo(work, session.id);
        await move(session, 'stopped', { stopReason: 'ended' });
      });
    },
    renew,
    keepPoint(session, name) {
      return new Promise((resolve, reject) => {
        steps.add(
          session.id,
          async (work) => {
            const { signal } = work.abort;
            // It may have stopped while this waited for its turn.
            if (work.host === null) throw notReady();
            await savePoints
              .keep(session, work.host, name, signal)
              .then(resolve)
              // Its lab is fine: the session doesn't fail.
              .catch(reject);
            onChange(session.id);
          },
          async (_work, error) => reject(error),
        );
      });
    },
    async rewind(session, { id: point, at, running }) {
      await move(session, 'rewinding');
      enqueue(session, async (work) => {
        const { signal } = work.abort;
        if (work.host === null) throw notReady();
        await savePoints.keepBefore(session, work.host, { kind: 'rewind', spare: point }, signal);
        await letGo(work, session.id);
        await sandbox.stop(session.launchId);
        await sandbox.rewindTo(session.launchId, point, { signal });
        const host = await sandbox.resume(session.launchId, { signal });
        await startAgain(host, running, log);
        await parts.unrecord(session, at);
        await becomeReady(session, work, host, false);
      });
    },
    async clear(session) {
      await move(session, 'resetting');
      enqueue(session, async (work) => {
        const { signal } = work.abort;
        const { host } = work;
        if (host === null) throw notReady();
        await savePoints.keepBefore(session, host, { kind: 'reset' }, signal);
        await parts.unrecord(session);
        await clearLab(host, session.images, signal);
        const images = await parts.prepare(session, host, { fresh: true, signal });
        await move(session, 'ready', { images });
      });
    },
    async letGoOfErased(id) {
      steps.interrupt(id);
      const work = steps.of(id);
      await work.step;
      await letGo(work, id);
      steps.forget(id);
    },
    async remove(session) {
      const { id } = session;
      steps.interrupt(id);
      await move(session, 'removed');
      onChange(id);
      steps.add(
        id,
        async (work) => {
          await letGo(work, id);
          await sandbox.remove(session.launchId);
          steps.forget(id);
        },
        async (_work, error) => {
          // The sweep removes it.
          log.warn({ err: error, session: id }, 'removing a lab');
          steps.forget(id);
        },
      );
      return { gone: steps.of(id).step };
    },
  };
}
