/** What a learner has done: lessons read, questions answered, tasks earned, hints opened. */
import type { Store } from '../store/open.ts';
import { remember } from '../store/remember.ts';

/** Learners whose progress is kept in memory: with the replies made of it, each takes some ten kilobytes. */
const REMEMBERED = 1000;

export interface LessonRecord {
  startedAt: number;
  touchedAt: number;
  doneAt: number | null;
}

/** Never changed: a new one is made when something is written. */
export interface LearnerProgress {
  lessons: ReadonlyMap<string, LessonRecord>;
  /** For each lesson the questions that were answered right, once at least. */
  answered: ReadonlyMap<string, ReadonlySet<string>>;
  /** For each lab the tasks earned, with the time. */
  tasks: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** For each lab the tasks that aren't earned and whose solution was typed for the learner, with the time. */
  shown: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** For each lab when it was last started. */
  labTouches: ReadonlyMap<string, number>;
}

export interface Progress {
  forLearner(learnerId: string): Promise<LearnerProgress>;
  /** Remembers that a lesson was opened. */
  touchLesson(learnerId: string, lesson: string): Promise<void>;
  setLessonDone(learnerId: string, lesson: string, done: boolean): Promise<LessonRecord>;
  touchLab(learnerId: string, lab: string): Promise<void>;
  /** Earns a task; the first time counts. */
  earnTask(learnerId: string, lab: string, task: string): Promise<void>;
  /** Marks tasks as shown; what is earned stays earned. At least one task. */
  showTasks(learnerId: string, lab: string, tasks: readonly string[]): Promise<void>;
  /**
   * A lab begins anew, or is again as it was at an instant (ms): what was typed in it for the learner since is gone,
   * and so are the marks.
   */
  forgetShown(learnerId: string, lab: string, after?: number): Promise<void>;
  openHint(learnerId: string, lab: string, task: string, n: number): Promise<void>;
  /** For each task of a lab how many hints the learner has opened. */
  openedHints(learnerId: string, lab: string): Promise<Map<string, number>>;
}

export function createProgress(parts: { store: Store; now: () => number }): Progress {
  const { store, now } = parts;

  const touchLesson = async (learnerId: string, lesson: string): Promise<void> => {
    const at = now();
    await store
      .insertInto('lesson_progress')
      .values({ learner_id: learnerId, lesson, started_at: at, touched_at: at, done_at: null })
      .onConflict((c) => c.columns(['learner_id', 'lesson']).doUpdateSet({ touched_at: at }))
      .execute();
  };

  async function load(learnerId: string): Promise<LearnerProgress> {
    const [lessons, answers, tasks, shown, touches] = await Promise.all([
      store.selectFrom('lesson_progress').selectAll().where('learner_id', '=', learnerId).execute(),
      store
        .selectFrom('quiz_answers')
        .select(['lesson', 'question'])
        .where('learner_id', '=', learnerId)
        .where('right_at', 'is not', null)
        .execute(),
      store.selectFrom('task_progress').selectAll().where('learner_id', '=', learnerId).execute(),
      store.selectFrom('shown_tasks').selectAll().where('learner_id', '=', learnerId).execute(),
      store.selectFrom('lab_touches').selectAll().where('learner_id', '=', learnerId).execute(),
    ]);
    const answered = new Map<string, Set<string>>();
    for (const { lesson, question } of answers) {
      const questions = answered.get(lesson) ?? new Set<string>();
      answered.set(lesson, questions.add(question));
    }
    const earned = byLab(tasks.map(({ lab, task, done_at: at }) => ({ lab, task, at })));
    return {
      lessons: new Map(
        lessons.map((row) => [
          row.lesson,
          { startedAt: row.started_at, touchedAt: row.touched_at, doneAt: row.done_at },
        ]),
      ),
      answered,
      tasks: earned,
      shown: byLab(
        shown
          .filter(({ lab, task }) => earned.get(lab)?.has(task) !== true)
          .map(({ lab, task, shown_at: at }) => ({ lab, task, at })),
      ),
      labTouches: new Map(touches.map((row) => [row.lab, row.touched_at])),
    };
  }

  return {
    forLearner: remember({
      store,
      tables: ['lesson_progress', 'quiz_answers', 'task_progress', 'shown_tasks', 'lab_touches'],
      limit: REMEMBERED,
      load,
    }),
    touchLesson,
    async setLessonDone(learnerId, lesson, done) {
      await touchLesson(learnerId, lesson);
      await store
        .updateTable('lesson_progress')
        .set({ done_at: done ? now() : null })
        .where('learner_id', '=', learnerId)
        .where('lesson', '=', lesson)
        .execute();
      const row = await store
        .selectFrom('lesson_progress')
        .selectAll()
        .where('learner_id', '=', learnerId)
        .where('lesson', '=', lesson)
        .executeTakeFirstOrThrow();
      return { startedAt: row.started_at, touchedAt: row.touched_at, doneAt: row.done_at };
    },
    async touchLab(learnerId, lab) {
      const at = now();
      await store
        .insertInto('lab_touches')
        .values({ learner_id: learnerId, lab, touched_at: at })
        .onConflict((c) => c.columns(['learner_id', 'lab']).doUpdateSet({ touched_at: at }))
        .execute();
    },
    async earnTask(learnerId, lab, task) {
      await store
        .insertInto('task_progress')
        .values({ learner_id: learnerId, lab, task, done_at: now() })
        .onConflict((c) => c.columns(['learner_id', 'lab', 'task']).doNothing())
        .execute();
    },
    async showTasks(learnerId, lab, tasks) {
      const at = now();
      await store
        .insertInto('shown_tasks')
        .values(tasks.map((task) => ({ learner_id: learnerId, lab, task, shown_at: at })))
        .onConflict((c) => c.columns(['learner_id', 'lab', 'task']).doNothing())
        .execute();
    },
    async forgetShown(learnerId, lab, after = Number.NEGATIVE_INFINITY) {
      await store
        .deleteFrom('shown_tasks')
        .where('learner_id', '=', learnerId)
        .where('lab', '=', lab)
        .where('shown_at', '>', after)
        .execute();
    },
    async openHint(learnerId, lab, task, n) {
      await store
        .insertInto('opened_hints')
        .values({ learner_id: learnerId, lab, task, n, at: now() })
        .onConflict((c) => c.columns(['learner_id', 'lab', 'task', 'n']).doNothing())
        .execute();
    },
    async openedHints(learnerId, lab) {
      const rows = await store
        .selectFrom('opened_hints')
        .select(['task', (e) => e.fn.max('n').as('n')])
        .where('learner_id', '=', learnerId)
        .where('lab', '=', lab)
        .groupBy('task')
        .execute();
      return new Map(rows.map((row) => [row.task, Number(row.n)]));
    },
  };
}

/** For each lab its tasks, with their time. */
function byLab(
  rows: readonly { lab: string; task: string; at: number }[],
): Map<string, Map<string, number>> {
  const labs = new Map<string, Map<string, number>>();
  for (const { lab, task, at } of rows) {
    const tasks = labs.get(lab) ?? new Map<string, number>();
    labs.set(lab, tasks.set(task, at));
  }
  return labs;
}
