/** A learner's lab session: one lab host, for one lesson or lab. */
import * as z from 'zod/mini';
import { Failure } from './failure.ts';
import { CheckProgress, TaskStatus } from './grading.ts';
import { Id, Instant, Place } from './names.ts';
import { SavePoint } from './save-points.ts';

/**
 * `queued → starting → ready → stopped → removed`, or `failed` with a reason a person can act on.
 * `stopping`, `resetting` and `rewinding` are shown while they last.
 */
export const SessionState = z.enum([
  'queued',
  'starting',
  'ready',
  'resetting',
  'rewinding',
  'stopping',
  'stopped',
  'removed',
  'failed',
]);
export type SessionState = z.infer<typeof SessionState>;

/**
 * Why a lab is stopped that its learner didn't stop: nobody used it · its host ended by itself · it went on taking
 * disk beyond its share.
 */
export const StopReason = z.enum(['idle', 'ended', 'disk']);
export type StopReason = z.infer<typeof StopReason>;

/**
 * Why a lab waits in line: all places are taken · the machine is short of memory · others are being started · it
 * is low on disk · the engine or the lab images are not ready.
 */
export const WaitReason = z.enum(['places', 'memory', 'starting', 'disk', 'preparing']);
export type WaitReason = z.infer<typeof WaitReason>;

/** A place in the line of those who wait: `position` 1 is next. */
export const PlaceInLine = z.object({
  position: z.int().check(z.positive()),
  length: z.int().check(z.positive()),
  reason: WaitReason,
});
export type PlaceInLine = z.infer<typeof PlaceInLine>;

/** What a lab takes of its share of the disk, once that nears its end. */
export const DiskShare = z.object({
  usedMiB: z.int().check(z.nonnegative()),
  limitMiB: z.int().check(z.positive()),
  /** `full`: programs that go on writing are held until there is room. */
  level: z.enum(['near', 'full']),
  /** Names of some that are held. */
  held: z.array(z.string()),
});
export type DiskShare = z.infer<typeof DiskShare>;

export const LabSession = z.object({
  id: Id,
  place: Place,
  state: SessionState,
  failure: z.nullable(Failure),
  createdAt: Instant,
  /** When the state was reached. */
  changedAt: Instant,
  /** While it is `queued`. */
  line: z.nullable(PlaceInLine),
  /** Null while it isn't stopped, and when its learner stopped it. */
  stopReason: z.nullable(StopReason),
  /** When it is stopped unless it is used; null while that is far. */
  stopsAt: z.nullable(Instant),
  disk: z.nullable(DiskShare),
  /** Its Docker Engine does not answer: it is being started again, or was stopped by its learner. */
  engineAway: z.boolean(),
  /** When it is removed unless it is started; null while it runs, and where labs are kept for good. */
  keptUntil: z.nullable(Instant),
  /** Only graded labs have tasks. */
  tasks: z.array(TaskStatus),
  check: z.nullable(CheckProgress),
  /** Oldest first. */
  savePoints: z.array(SavePoint),
  /** Its open terminals, oldest first; null while a server that has just started looks for them. */
  terminals: z.nullable(z.array(z.object({ id: Id, number: z.int() }))),
});
export type LabSession = z.infer<typeof LabSession>;

/** POST /api/sessions: the learner's session of that place, started or resumed if need be. */
export const StartSession = z.object({ place: Place });
export type StartSession = z.infer<typeof StartSession>;

/** GET /api/sessions?kind=&slug= ; null where the learner has none. */
export const CurrentSession = z.object({ session: z.nullable(LabSession) });
export type CurrentSession = z.infer<typeof CurrentSession>;

/** GET /api/sessions/all: the learner's sessions that aren't removed, newest first. */
export const Sessions = z.object({ sessions: z.array(LabSession) });
export type Sessions = z.infer<typeof Sessions>;
