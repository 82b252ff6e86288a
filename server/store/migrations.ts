/** The steps that bring any earlier database to the present one. A step that has been released never changes. */
import type { Kysely, Migration } from 'kysely';

const first: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('settings')
      .addColumn('name', 'text', (c) => c.primaryKey())
      .addColumn('value', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('learners')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('recovery_hash', 'text', (c) => c.unique())
      .execute();
    await db.schema
      .createTable('lab_sessions')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('learner_id', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('slug', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('launch_id', 'text', (c) => c.notNull())
      .addColumn('machine', 'text', (c) => c.notNull())
      .addColumn('failure_code', 'text')
      .addColumn('failure_message', 'text')
      .addColumn('images', 'text')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('changed_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex('lab_sessions_learner')
      .on('lab_sessions')
      .columns(['learner_id', 'kind', 'slug'])
      .execute();
    await db.schema
      .createTable('checked_tasks')
      .addColumn('session_id', 'text', (c) => c.notNull().references('lab_sessions.id'))
      .addColumn('task', 'text', (c) => c.notNull())
      .addColumn('checked_at', 'bigint', (c) => c.notNull())
      .addColumn('verdict', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('checked_tasks_key', ['session_id', 'task'])
      .execute();
    await db.schema
      .createTable('history')
      .addColumn('seq', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('session_id', 'text', (c) => c.notNull().references('lab_sessions.id'))
      .addColumn('launch_id', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('entry', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex('history_launch')
      .on('history')
      .columns(['launch_id', 'seq'])
      .execute();
    await db.schema
      .createTable('undo')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('session_id', 'text', (c) => c.notNull().references('lab_sessions.id'))
      .addColumn('launch_id', 'text', (c) => c.notNull())
      .addColumn('container', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('lesson_progress')
      .addColumn('learner_id', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('lesson', 'text', (c) => c.notNull())
      .addColumn('started_at', 'bigint', (c) => c.notNull())
      .addColumn('touched_at', 'bigint', (c) => c.notNull())
      .addColumn('done_at', 'bigint')
      .addPrimaryKeyConstraint('lesson_progress_key', ['learner_id', 'lesson'])
      .execute();
    await db.schema
      .createTable('task_progress')
      .addColumn('learner_id', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('lab', 'text', (c) => c.notNull())
      .addColumn('task', 'text', (c) => c.notNull())
      .addColumn('done_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('task_progress_key', ['learner_id', 'lab', 'task'])
      .execute();
    await db.schema
      .createTable('lab_touches')
      .addColumn('learner_id', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('lab', 'text', (c) => c.notNull())
      .addColumn('touched_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('lab_touches_key', ['learner_id', 'lab'])
      .execute();
    await db.schema
      .createTable('opened_hints')
      .addColumn('learner_id', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('lab', 'text', (c) => c.notNull())
      .addColumn('task', 'text', (c) => c.notNull())
      .addColumn('n', 'integer', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('opened_hints_key', ['learner_id', 'lab', 'task', 'n'])
      .execute();
  },
};

const quizAnswers: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('quiz_answers')
      .addColumn('learner_id', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('lesson', 'text', (c) => c.notNull())
      .addColumn('question', 'text', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('first_at', 'bigint', (c) => c.notNull())
      .addColumn('first_answer', 'text', (c) => c.notNull())
      .addColumn('first_right', 'integer', (c) => c.notNull())
      .addColumn('last_at', 'bigint', (c) => c.notNull())
      .addColumn('last_answer', 'text', (c) => c.notNull())
      .addColumn('last_right', 'integer', (c) => c.notNull())
      .addColumn('right_at', 'bigint')
      .addPrimaryKeyConstraint('quiz_answers_key', ['learner_id', 'lesson', 'question'])
      .execute();
  },
};

const labsThatWait: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('pooled_hosts')
      .addColumn('launch_id', 'text', (c) => c.primaryKey())
      .addColumn('machine', 'text', (c) => c.notNull())
      .addColumn('base', 'text', (c) => c.notNull())
      .addColumn('images', 'text')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema.alterTable('lab_sessions').addColumn('stop_reason', 'text').execute();
    await db.schema.alterTable('lab_sessions').addColumn('queued_at', 'bigint').execute();
  },
};

const savePoints: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('save_points')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('session_id', 'text', (c) => c.notNull().references('lab_sessions.id'))
      .addColumn('launch_id', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('name', 'text')
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('mib', 'integer', (c) => c.notNull())
      .addColumn('running', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex('save_points_launch')
      .on('save_points')
      .column('launch_id')
      .execute();
  },
};

const shownAndReports: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('shown_tasks')
      .addColumn('learner_id', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('lab', 'text', (c) => c.notNull())
      .addColumn('task', 'text', (c) => c.notNull())
      .addColumn('shown_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('shown_tasks_key', ['learner_id', 'lab', 'task'])
      .execute();
    await db.schema
      .createTable('reports')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('learner_id', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('reported_at', 'bigint', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('lesson', 'text')
      .addColumn('lab', 'text')
      .addColumn('task', 'text')
      .addColumn('question', 'text')
      .addColumn('words', 'text', (c) => c.notNull())
      .addColumn('context', 'text', (c) => c.notNull())
      .addColumn('closed_at', 'bigint')
      .execute();
    await db.schema
      .createIndex('reports_learner')
      .on('reports')
      .columns(['learner_id', 'reported_at'])
      .execute();
  },
};

/** In order; the names sort. */
export const migrations: Record<string, Migration> = {
  '0001-first': first,
  '0002-quiz-answers': quizAnswers,
  '0003-labs-that-wait': labsThatWait,
  '0004-save-points': savePoints,
  '0005-shown-and-reports': shownAndReports,
};
