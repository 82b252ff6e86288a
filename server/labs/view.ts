/** A lab session as the page sees it. */
import type { LabSession } from '../../protocol/session.ts';
import type { Grading } from '../grading/grading.ts';
import type { Terminals } from '../terminals/types.ts';
import type { SessionRecord } from './records.ts';

export type SessionView = (session: SessionRecord) => Promise<LabSession>;

export function createSessionView(parts: {
  grading: Pick<Grading, 'tasks' | 'checkProgress'>;
  terminals: Pick<Terminals, 'list'>;
}): SessionView {
  const { grading, terminals } = parts;
  return async function viewSession(session) {
    const { id, learnerId, place, state, failure, createdAt, changedAt } = session;
    return {
      id,
      place,
      state,
      failure,
      createdAt,
      changedAt,
      tasks: place.kind === 'lab' ? await grading.tasks({ id, learnerId, lab: place.slug }) : [],
      check: grading.checkProgress(id),
      terminals: terminals.list(id),
    };
  };
}
