/** Takes in what learners report, with what held at that moment. */
import type { TaskStatus } from '../../protocol/grading.ts';
import type { Place } from '../../protocol/names.ts';
import type { MakeReport, Subject } from '../../protocol/report.ts';
import { AppError } from '../errors.ts';
import type { Content } from '../lessons/types.ts';
import type { ReportContext, ReportRecords } from './records.ts';

/** One learner's in an hour: who reports more has told us that much is wrong. */
export const REPORTS_AN_HOUR = 10;
const HOUR_MS = 3_600_000;

export interface Reports {
  /**
   * @returns its id
   * @throws AppError `report.limit`, `lesson.notFound`, `question.notFound`, `lab.notFound`, `task.notFound`
   */
  take(learnerId: string, report: MakeReport): Promise<string>;
}

export function createReports(parts: {
  records: Pick<ReportRecords, 'add' | 'countSince'>;
  content: Pick<Content, 'require' | 'questions' | 'graded'>;
  /** The learner's lab of a place: the images it came with, and how its tasks stand. */
  labAt(
    learnerId: string,
    place: Place,
  ): Promise<{ images: Record<string, string>; tasks: TaskStatus[] } | undefined>;
  version: string;
  now: () => number;
}): Reports {
  const { records, content, labAt, version, now } = parts;

  /** Also refuses what is about something that isn't there. */
  async function contextOf(learnerId: string, about: Subject): Promise<ReportContext> {
    const context: ReportContext = {
      version,
      question: null,
      live: null,
      checked: null,
      images: null,
    };
    if (about.kind === 'verdict') {
      const place: Place = { kind: 'lab', slug: about.lab };
      if (!content.graded(about.lab).tasks.some(({ id }) => id === about.task)) {
        throw new AppError(
          'task.notFound',
          'This task isn’t in the lab any more. Reload the page.',
        );
      }
      const lab = await labAt(learnerId, place);
      const task = lab?.tasks.find(({ id }) => id === about.task);
      const { live = null, checked = null } = task ?? {};
      return { ...context, live, checked, images: lab?.images ?? null };
    }
    const place: Place = { kind: 'lesson', slug: about.lesson };
    content.require(place);
    if (about.kind === 'question') {
      const questions = await content.questions(about.lesson);
      const question = questions.find(({ id }) => id === about.question);
      if (question === undefined) {
        throw new AppError(
          'question.notFound',
          'This question isn’t in the self-check any more. Reload the page to see the present ones.',
        );
      }
      context.question = question.version;
    }
    return { ...context, images: (await labAt(learnerId, place))?.images ?? null };
  }

  return {
    async take(learnerId, { about, words }) {
      const context = await contextOf(learnerId, about);
      if ((await records.countSince(learnerId, now() - HOUR_MS)) >= REPORTS_AN_HOUR) {
        throw new AppError(
          'report.limit',
          `You have sent ${REPORTS_AN_HOUR} reports within an hour, and no more are taken for now. Keep your words and send them later.`,
        );
      }
      return records.add({ learnerId, about, words, context });
    },
  };
}
