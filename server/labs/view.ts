/** A lab session as the page sees it. */
import type { LabSession } from '../../protocol/session.ts';
import type { Grading } from '../grading/grading.ts';
import type { Terminals } from '../terminals/types.ts';
import type { DiskWatch } from './disk/watch.ts';
import type { Idling } from './idling.ts';
import { keptUntil } from './keeping.ts';
import type { SessionRecord } from './records.ts';
import type { SavePoints } from './save-points/save-points.ts';
import type { Sessions } from './sessions.ts';

export type SessionView = (session: SessionRecord) => Promise<LabSession>;

export function createSessionView(parts: {
  grading: Pick<Grading, 'tasks' | 'checkProgress' | 'isEngineAway'>;
  terminals: Pick<Terminals, 'list'>;
  idling: Pick<Idling, 'stopsAt'>;
  disk: Pick<DiskWatch, 'shareOf'>;
  savePoints: Pick<SavePoints, 'of'>;
  sessions: () => Pick<Sessions, 'placeInLine'>;
  keepDays: number;
}): SessionView {
  const { grading, terminals, idling, disk, keepDays } = parts;
  return async function viewSession(session) {
    const { id, learnerId, place, state, failure, stopReason, createdAt, changedAt } = session;
    return {
      id,
      place,
      state,
      failure,
      createdAt,
      changedAt,
      line: state === 'queued' ? parts.sessions().placeInLine(id) : null,
      stopReason,
      stopsAt: idling.stopsAt(id),
      disk: disk.shareOf(id),
      engineAway: grading.isEngineAway(id),
      keptUntil: keptUntil(session, keepDays),
      tasks: place.kind === 'lab' ? await grading.tasks({ id, learnerId, lab: place.slug }) : [],
      check: grading.checkProgress(id),
      savePoints: await parts.savePoints.of(session.launchId),
      terminals: terminals.list(id),
    };
  };
}
