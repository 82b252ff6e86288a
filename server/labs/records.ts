/** Lab sessions in the database. */
import { z } from 'zod';
import type { Failure } from '../../protocol/failure.ts';
import { Place } from '../../protocol/names.ts';
import { SessionState, StopReason } from '../../protocol/session.ts';
import type { Store } from '../store/open.ts';

const Row = z
  .object({
    id: z.string(),
    learner_id: z.string(),
    kind: z.string(),
    slug: z.string(),
    state: SessionState,
    launch_id: z.string(),
    failure_code: z.string().nullable(),
    failure_message: z.string().nullable(),
    stop_reason: z.nullable(StopReason),
    queued_at: z.number().nullable(),
    images: z.string().nullable(),
    created_at: z.number(),
    changed_at: z.number(),
  })
  .transform((row) => ({
    id: row.id,
    learnerId: row.learner_id,
    place: Place.parse({ kind: row.kind, slug: row.slug }),
    state: row.state,
    launchId: row.launch_id,
    failure:
      row.failure_code === null
        ? null
        : { code: row.failure_code, message: row.failure_message ?? '' },
    stopReason: row.stop_reason,
    /** When it came into line; kept until it is ready. */
    queuedAt: row.queued_at,
    images: Images.parse(JSON.parse(row.images ?? '{}')),
    createdAt: row.created_at,
    changedAt: row.changed_at,
  }));

/** Names and ids of the images that a lab host came with. */
export const Images = z.record(z.string(), z.string());

/** A lab session as it stands in the database. */
export type SessionRecord = z.infer<typeof Row>;

/** Names this machine in the database; there is one so far. */
export const MACHINE = 'local';

/** States in which a lab host takes memory, or is about to. */
export const RUNNING: readonly SessionState[] = [
  'starting',
  'ready',
  'resetting',
  'rewinding',
  'stopping',
];

/** Whether it runs, is about to, or waits for its turn. */
export const isActive = ({ state }: Pick<SessionRecord, 'state'>): boolean =>
  state === 'queued' || RUNNING.includes(state);

/** Whether it has been all there once: then what is in its host is the learner's. */
export const isPrepared = ({ images }: Pick<SessionRecord, 'images'>): boolean =>
  Object.keys(images).length > 0;

export interface SessionRecords {
  add(record: {
    id: string;
    learnerId: string;
    place: Place;
    launchId: string;
    machine: string;
    at: number;
  }): Promise<void>;
  get(id: string): Promise<SessionRecord | undefined>;
  /** All that aren't removed, newest first; of one learner if asked. */
  current(learnerId?: string): Promise<SessionRecord[]>;
  /** The learner's session of a place that isn't removed. */
  at(learnerId: string, place: Place): Promise<SessionRecord | undefined>;
  /**
   * Moves a session of launch `launchId` to a state; false when the session has another launch by now, or
   * is removed: then whoever asks is late and must let go. `images` are set when the lab is all there: one
   * without them was cut off while it was being made.
   */
  move(
    id: string,
    launchId: string,
    state: SessionState,
    at: number,
    more?: {
      failure?: Failure;
      stopReason?: StopReason;
      queuedAt?: number | null;
      images?: Record<string, string>;
    },
  ): Promise<boolean>;
  /** Begins another launch of a session, unless it is removed. */
  relaunch(
    id: string,
    launchId: string,
    state: SessionState,
    at: number,
    queuedAt?: number | null,
  ): Promise<void>;
  /** Sessions by state, of those that aren't removed. */
  counts(): Promise<ReadonlyMap<SessionState, number>>;
}

export function createSessionRecords(store: Store): SessionRecords {
  const all = () => store.selectFrom('lab_sessions').selectAll();
  return {
    async add({ id, learnerId, place, launchId, machine, at }) {
      await store
        .insertInto('lab_sessions')
        .values({
          id,
          learner_id: learnerId,
          kind: place.kind,
          slug: place.slug,
          state: 'queued',
          launch_id: launchId,
          machine,
          failure_code: null,
          failure_message: null,
          stop_reason: null,
          queued_at: at,
          images: null,
          created_at: at,
          changed_at: at,
        })
        .execute();
    },
    async get(id) {
      const row = await all().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : Row.parse(row);
    },
    async current(learnerId) {
      const rows = await all()
        .where('state', '!=', 'removed')
        .$if(learnerId !== undefined, (q) => q.where('learner_id', '=', learnerId ?? ''))
        .orderBy('created_at', 'desc')
        .execute();
      return rows.map((row) => Row.parse(row));
    },
    async at(learnerId, place) {
      const row = await all()
        .where('learner_id', '=', learnerId)
        .where('kind', '=', place.kind)
        .where('slug', '=', place.slug)
        .where('state', '!=', 'removed')
        .orderBy('created_at', 'desc')
        .executeTakeFirst();
      return row === undefined ? undefined : Row.parse(row);
    },
    async move(id, launchId, state, at, more = {}) {
      const { failure, stopReason, queuedAt, images } = more;
      const result = await store
        .updateTable('lab_sessions')
        .set({
          state,
          changed_at: at,
          failure_code: failure?.code ?? null,
          failure_message: failure?.message ?? null,
          stop_reason: stopReason ?? null,
          ...(queuedAt === undefined ? {} : { queued_at: queuedAt }),
          ...(images === undefined ? {} : { images: JSON.stringify(images) }),
        })
        .where('id', '=', id)
        .where('launch_id', '=', launchId)
        .where('state', '!=', 'removed')
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    async relaunch(id, launchId, state, at, queuedAt = null) {
      await store
        .updateTable('lab_sessions')
        .set({
          launch_id: launchId,
          state,
          changed_at: at,
          failure_code: null,
          failure_message: null,
          stop_reason: null,
          queued_at: queuedAt,
          images: null,
        })
        .where('id', '=', id)
        .where('state', '!=', 'removed')
        .execute();
    },
    async counts() {
      const rows = await store
        .selectFrom('lab_sessions')
        .select(['state', (e) => e.fn.countAll().as('count')])
        .where('state', '!=', 'removed')
        .groupBy('state')
        .execute();
      return new Map(rows.map(({ state, count }) => [SessionState.parse(state), Number(count)]));
    },
  };
}
