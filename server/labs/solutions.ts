/** The solution of a task, to be typed into a terminal of the learner's own lab. */
import type { Place } from '../../protocol/names.ts';
import { AppError } from '../errors.ts';
import type { Grading } from '../grading/grading.ts';
import type { Content } from '../lessons/types.ts';
import type { ScriptPart } from './content/solution.ts';
import type { Sessions } from './sessions.ts';

/** Which one, and for whom. */
export interface AskedSolution {
  learnerId: string;
  sessionId: string;
  /** Of the page that asks. */
  place: Place;
  task: string;
}

export interface Solutions {
  /**
   * As a person would type it, from wherever the shell stands.
   * @throws AppError `task.notFound`
   */
  text(place: Place, task: string): string;
  /**
   * Whether it may be typed there.
   * @throws AppError `session.notFound`, `session.notReady`, `task.notFound`, `task.notOpen`, `grading.busy`
   */
  require(asked: AskedSolution): Promise<void>;
  /** To be called when its turn has come, before the first line is typed: from then on it counts as shown. */
  begin(asked: AskedSolution): Promise<void>;
}

/** A part is written for the home directory, as the checks of labs run it. */
const HOME = 'cd ~\n';

export function createSolutions(parts: {
  sessions: () => Pick<Sessions, 'ready'>;
  content: Pick<Content, 'solution'>;
  grading: Pick<Grading, 'requireOpen' | 'show'>;
}): Solutions {
  const { sessions, content, grading } = parts;

  function find(place: Place, task: string): ScriptPart {
    if (place.kind !== 'lab') throw elsewhere();
    return content.solution(place.slug, task);
  }

  return {
    text: (place, task) => HOME + find(place, task).text,
    async require({ learnerId, sessionId, place, task }) {
      const { session } = await sessions().ready(learnerId, sessionId);
      find(place, task);
      if (session.place.kind !== 'lab' || place.slug !== session.place.slug) throw elsewhere();
      await grading.requireOpen(sessionId, task);
    },
    begin: ({ sessionId, place, task }) => grading.show(sessionId, find(place, task).tasks),
  };
}

const elsewhere = (): AppError =>
  new AppError('task.notFound', 'This task belongs to another lab.');
