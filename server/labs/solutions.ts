/** The solution of a task, to be typed into a terminal of the learner's own lab. */
import type { Place } from '../../protocol/names.ts';
import { AppError } from '../errors.ts';
import type { Grading } from '../grading/grading.ts';
import type { Content } from '../lessons/types.ts';
import type { Sessions } from './sessions.ts';

export interface TypedSolution {
  /** As a person would type it, from wherever the shell stands. */
  text: string;
  /** To be called when its turn has come, before the first line is typed: from then on it counts as shown. */
  begin(): Promise<void>;
}

export interface Solutions {
  /**
   * @param place of the page that asks
   * @throws AppError `session.notFound`, `session.notReady`, `task.notFound`, `task.notOpen`, `grading.busy`
   */
  find(asked: {
    learnerId: string;
    sessionId: string;
    place: Place;
    task: string;
  }): Promise<TypedSolution>;
}

/** A part is written for the home directory, as the checks of labs run it. */
const HOME = 'cd ~\n';

export function createSolutions(parts: {
  sessions: () => Pick<Sessions, 'ready'>;
  content: Pick<Content, 'solution'>;
  grading: Pick<Grading, 'requireOpen' | 'show'>;
}): Solutions {
  const { sessions, content, grading } = parts;
  return {
    async find({ learnerId, sessionId, place, task }) {
      const { session } = await sessions().ready(learnerId, sessionId);
      if (
        place.kind !== 'lab' ||
        place.slug !== session.place.slug ||
        session.place.kind !== 'lab'
      ) {
        throw new AppError('task.notFound', 'This task belongs to another lab.');
      }
      const { text, tasks } = content.solution(place.slug, task);
      await grading.requireOpen(sessionId, task);
      return { text: HOME + text, begin: () => grading.show(sessionId, tasks) };
    },
  };
}
