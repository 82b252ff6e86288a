/** The tables as Kysely sees them. Instants are milliseconds since 1970; JSON columns are text. */
import type { Generated } from 'kysely';

export interface Tables {
  settings: { name: string; value: string };
  learners: {
    id: string;
    role: string;
    created_at: number;
    /** SHA-256 of the recovery code, hex. */
    recovery_hash: string | null;
  };
  lab_sessions: {
    id: string;
    learner_id: string;
    kind: string;
    slug: string;
    state: string;
    /** The launch that its lab host belongs to; another one after a reset. */
    launch_id: string;
    /** The machine that the lab host is on. */
    machine: string;
    failure_code: string | null;
    failure_message: string | null;
    /** When it came into line, for as long as it isn't ready. */
    queued_at: number | null;
    /** A `StopReason` of the protocol. */
    stop_reason: string | null;
    /** Names and ids of the images that the lab host came with: JSON object. */
    images: string | null;
    created_at: number;
    changed_at: number;
  };
  /** Lab hosts that wait for a learner: launches that no session has yet. */
  pooled_hosts: {
    launch_id: string;
    machine: string;
    /** What it was made from and with; one of another base is not given out. */
    base: string;
    /** As in `lab_sessions`; null until it is ready. */
    images: string | null;
    created_at: number;
  };
  /** Copies of a lab in its own volume; `running` is JSON. */
  save_points: {
    id: string;
    session_id: string;
    launch_id: string;
    /** A `SavePointKind` of the protocol. */
    kind: string;
    name: string | null;
    at: number;
    mib: number;
    running: string;
  };
  /** The last **Check my work** of a session, task by task. */
  checked_tasks: { session_id: string; task: string; checked_at: number; verdict: string };
  /** What happened in a launch, in order: JSON of a HistoryEntry. */
  history: {
    seq: Generated<number>;
    session_id: string;
    launch_id: string;
    at: number;
    entry: string;
  };
  /** What an experiment must undo if it is cut off: a paused container of the learner's. */
  undo: { id: string; session_id: string; launch_id: string; container: string };
  lesson_progress: {
    learner_id: string;
    lesson: string;
    started_at: number;
    touched_at: number;
    done_at: number | null;
  };
  task_progress: { learner_id: string; lab: string; task: string; done_at: number };
  /** Tasks whose solution was typed for the learner, in the lab that there is or was last. */
  shown_tasks: { learner_id: string; lab: string; task: string; shown_at: number };
  /** Answers to the questions of lessons; `…_answer` is JSON, `…_right` 0 or 1. */
  quiz_answers: {
    learner_id: string;
    lesson: string;
    question: string;
    attempts: number;
    first_at: number;
    first_answer: string;
    first_right: number;
    last_at: number;
    last_answer: string;
    last_right: number;
    /** When it was first answered right. */
    right_at: number | null;
  };
  lab_touches: { learner_id: string; lab: string; touched_at: number };
  opened_hints: { learner_id: string; lab: string; task: string; n: number; at: number };
  /** What learners find wrong with the course; `context` is JSON, see server/reports. */
  reports: {
    id: string;
    learner_id: string;
    reported_at: number;
    kind: string;
    lesson: string | null;
    lab: string | null;
    task: string | null;
    question: string | null;
    words: string;
    context: string;
    closed_at: number | null;
  };
}
