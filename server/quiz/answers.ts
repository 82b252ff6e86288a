/** What learners have answered: the first time and the last, by lesson and question. */
import { z } from 'zod';
import type { Store } from '../store/open.ts';

/** Named by its ids, whose words may be gone from the file by now. */
const StoredAnswer = z.object({ version: z.string(), chosen: z.array(z.string()) });
export type StoredAnswer = z.infer<typeof StoredAnswer>;

export interface AnswerRecord {
  /** How often it was answered. */
  attempts: number;
  last: StoredAnswer & { at: number };
  /** When it was first answered right. */
  rightAt: number | null;
}

export interface AnswerKey {
  learnerId: string;
  lesson: string;
  question: string;
}

export interface Answers {
  /** Of one lesson, by question. */
  forLesson(learnerId: string, lesson: string): Promise<Map<string, AnswerRecord>>;
  record(key: AnswerKey, answer: StoredAnswer, right: boolean): Promise<AnswerRecord>;
}

interface Row {
  attempts: number;
  last_at: number;
  last_answer: string;
  right_at: number | null;
}

const recordOf = (row: Row): AnswerRecord => ({
  attempts: row.attempts,
  last: { ...StoredAnswer.parse(JSON.parse(row.last_answer)), at: row.last_at },
  rightAt: row.right_at,
});

export function createAnswers(parts: { store: Store; now: () => number }): Answers {
  const { store, now } = parts;
  return {
    async forLesson(learnerId, lesson) {
      const rows = await store
        .selectFrom('quiz_answers')
        .selectAll()
        .where('learner_id', '=', learnerId)
        .where('lesson', '=', lesson)
        .execute();
      return new Map(rows.map((row) => [row.question, recordOf(row)]));
    },
    async record({ learnerId, lesson, question }, answer, right) {
      const at = now();
      const last = { last_at: at, last_answer: JSON.stringify(answer), last_right: right ? 1 : 0 };
      const row = await store
        .insertInto('quiz_answers')
        .values({
          learner_id: learnerId,
          lesson,
          question,
          attempts: 1,
          first_at: last.last_at,
          first_answer: last.last_answer,
          first_right: last.last_right,
          ...last,
          right_at: right ? at : null,
        })
        .onConflict((conflict) =>
          conflict.columns(['learner_id', 'lesson', 'question']).doUpdateSet((e) => ({
            ...last,
            attempts: e('quiz_answers.attempts', '+', 1),
            right_at: e.fn.coalesce('quiz_answers.right_at', 'excluded.right_at'),
          })),
        )
        .returningAll()
        .executeTakeFirstOrThrow();
      return recordOf(row);
    },
  };
}
