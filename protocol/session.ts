/** A learner's lab session: one lab host, for one lesson or lab. */
import * as z from 'zod/mini';
import { Failure } from './failure.ts';
import { CheckProgress, TaskStatus } from './grading.ts';
import { Id, Instant, Place } from './names.ts';

/**
 * `queued → starting → ready → stopped → removed`, or `failed` with a reason a person can act on.
 * `stopping` and `resetting` are shown while they last.
 */
export const SessionState = z.enum([
  'queued',
  'starting',
  'ready',
  'resetting',
  'stopping',
  'stopped',
  'removed',
  'failed',
]);
export type SessionState = z.infer<typeof SessionState>;

export const LabSession = z.object({
  id: Id,
  place: Place,
  state: SessionState,
  failure: z.nullable(Failure),
  createdAt: Instant,
  /** When the state was reached. */
  changedAt: Instant,
  /** Only graded labs have tasks. */
  tasks: z.array(TaskStatus),
  check: z.nullable(CheckProgress),
  /** Its open terminals, oldest first. */
  terminals: z.array(z.object({ id: Id, number: z.int() })),
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
