/** Everything that is kept of one learner: given out as a file, and taken away. */
import type { Kysely } from 'kysely';
import type { Store } from '../store/open.ts';
import type { Tables } from '../store/schema.ts';

interface Belonging<T extends keyof Tables> {
  /** The column that says whose a row is: the learner's id, or that of one of the learner's sessions. */
  by: 'id' | 'learner_id' | 'session_id';
  /** Columns with JSON in them. */
  json?: readonly (keyof Tables[T])[];
  /** Columns that are not given out. */
  secret?: readonly (keyof Tables[T])[];
}

/**
 * Every table, those that others refer to before those that refer to them. Null: it has nothing of a
 * learner's. A table that is missing here does not compile.
 */
export const BELONGINGS: { readonly [T in keyof Tables]: Belonging<T> | null } = {
  settings: null,
  learners: { by: 'id', secret: ['recovery_hash'] },
  lab_sessions: { by: 'learner_id', json: ['images'] },
  pooled_hosts: null,
  save_points: { by: 'session_id', json: ['running'] },
  checked_tasks: { by: 'session_id', json: ['verdict'] },
  history: { by: 'session_id', json: ['entry'] },
  undo: { by: 'session_id' },
  lesson_progress: { by: 'learner_id' },
  quiz_answers: { by: 'learner_id', json: ['first_answer', 'last_answer'] },
  task_progress: { by: 'learner_id' },
  shown_tasks: { by: 'learner_id' },
  lab_touches: { by: 'learner_id' },
  opened_hints: { by: 'learner_id' },
  reports: { by: 'learner_id', json: ['context'] },
};

type Row = Record<string, unknown>;
/** The database with names of tables and columns that are known only when it runs. */
type AnyTables = Kysely<Record<string, Row>>;

interface LearnerTable {
  name: string;
  by: Belonging<keyof Tables>['by'];
  json: readonly string[];
  secret: readonly string[];
}

const learnerTables: readonly LearnerTable[] = Object.entries(BELONGINGS).flatMap(
  ([name, belonging]) =>
    belonging === null
      ? []
      : [{ name, by: belonging.by, json: belonging.json ?? [], secret: belonging.secret ?? [] }],
);

const sessionsOf = async (store: AnyTables, learnerId: string): Promise<string[]> => {
  const rows = await store
    .selectFrom('lab_sessions')
    .select('id')
    .where('learner_id', '=', learnerId)
    .execute();
  return rows.map((row) => String(row.id));
};

/**
 * All of a learner as JSON, in pieces, so that a long history holds up nobody: one object with an array for
 * each table, one row a line. What was kept as JSON is part of it; instants are ISO 8601.
 */
export async function* exportLearner(
  store: Store,
  learnerId: string,
  at: Date,
): AsyncGenerator<string> {
  const tables = store as unknown as AnyTables;
  const sessions = await sessionsOf(tables, learnerId);
  yield `{"exportedAt":${JSON.stringify(at)}`;
  for (const table of learnerTables) {
    yield `,\n${JSON.stringify(table.name)}:[`;
    let separator = '\n';
    for (const owner of table.by === 'session_id' ? sessions : [learnerId]) {
      const rows = await tables
        .selectFrom(table.name)
        .selectAll()
        .where(table.by, '=', owner)
        .execute();
      if (rows.length === 0) continue;
      yield separator + rows.map((row) => JSON.stringify(present(table, row))).join(',\n');
      separator = ',\n';
    }
    yield ']';
  }
  yield '}\n';
}

/** Instants are milliseconds, in columns whose names end so. */
const INSTANT = /(?:^|_)at$/;

function present({ json, secret }: LearnerTable, row: Row): Row {
  const shown = Object.entries(row).filter(([column]) => !secret.includes(column));
  return Object.fromEntries(
    shown.map(([column, value]) => {
      if (json.includes(column) && typeof value === 'string') return [column, JSON.parse(value)];
      if (INSTANT.test(column) && typeof value === 'number') return [column, new Date(value)];
      return [column, value];
    }),
  );
}

/**
 * Deletes every row of a learner's, the learner's own last; all or none.
 * @returns whether there was such a learner
 */
export async function eraseLearner(store: Store, learnerId: string): Promise<boolean> {
  const tables = store as unknown as AnyTables;
  return tables.transaction().execute(async (change) => {
    const sessions = change
      .selectFrom('lab_sessions')
      .select('id')
      .where('learner_id', '=', learnerId);
    let erased = 0n;
    for (const { name, by } of learnerTables.toReversed()) {
      const rows = change.deleteFrom(name);
      const owned =
        by === 'session_id' ? rows.where(by, 'in', sessions) : rows.where(by, '=', learnerId);
      const { numDeletedRows } = await owned.executeTakeFirst();
      if (by === 'id') erased = numDeletedRows;
    }
    return erased > 0n;
  });
}
