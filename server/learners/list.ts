/** All learners, for whoever runs the server. */
import { sql } from 'kysely';
import type { Store } from '../store/open.ts';

export interface LearnerSummary {
  id: string;
  createdAt: Date;
  /** When they last opened a lesson, began a lab or earned a task; null when they never have. */
  lastSeen: Date | null;
  lessonsDone: number;
  tasksDone: number;
  /** Labs that are there, running or stopped. */
  labs: number;
}

/** Oldest first. */
export async function listLearners(store: Store): Promise<LearnerSummary[]> {
  const rows = await store
    .selectFrom('learners')
    .select((e) => [
      'learners.id',
      'learners.created_at',
      e
        .selectFrom('lesson_progress')
        .select(({ fn }) => fn.max('touched_at').as('at'))
        .whereRef('learner_id', '=', 'learners.id')
        .as('read'),
      e
        .selectFrom('lab_touches')
        .select(({ fn }) => fn.max('touched_at').as('at'))
        .whereRef('learner_id', '=', 'learners.id')
        .as('started'),
      e
        .selectFrom('task_progress')
        .select(({ fn }) => fn.max('done_at').as('at'))
        .whereRef('learner_id', '=', 'learners.id')
        .as('earned'),
      e
        .selectFrom('lesson_progress')
        .select(sql<number>`count(*)`.as('n'))
        .whereRef('learner_id', '=', 'learners.id')
        .where('done_at', 'is not', null)
        .as('lessons'),
      e
        .selectFrom('task_progress')
        .select(sql<number>`count(*)`.as('n'))
        .whereRef('learner_id', '=', 'learners.id')
        .as('tasks'),
      e
        .selectFrom('lab_sessions')
        .select(sql<number>`count(*)`.as('n'))
        .whereRef('learner_id', '=', 'learners.id')
        .where('state', '!=', 'removed')
        .as('labs'),
    ])
    .orderBy('created_at')
    .execute();
  return rows.map(({ id, created_at, read, started, earned, lessons, tasks, labs }) => {
    const seen = Math.max(read ?? 0, started ?? 0, earned ?? 0);
    return {
      id,
      createdAt: new Date(created_at),
      lastSeen: seen > 0 ? new Date(seen) : null,
      lessonsDone: Number(lessons ?? 0),
      tasksDone: Number(tasks ?? 0),
      labs: Number(labs ?? 0),
    };
  });
}
