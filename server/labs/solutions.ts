/** The solution of a task, to be typed into a terminal of the learner's own lab. */
import type { Place } from '../../protocol/names.ts';
import { AppError } from '../errors.ts';
import type { Grading } from '../grading/grading.ts';
import type { Content } from '../lessons/types.ts';
import type { Solutions } from '../terminals/types.ts';
import type { ScriptPart } from './content/solution.ts';
import type { Sessions } from './sessions.ts';

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
