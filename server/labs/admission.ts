/** Whether one more lab may run. */
import { AppError } from '../errors.ts';

export interface Limits {
  labsPerLearner: number;
  labs: number;
}

/**
 * Counts are of labs that run or are about to, without the one that asks.
 * @throws AppError `session.limit`, with what the learner can do about it
 */
export function admit(limits: Limits, running: { learner: number; all: number }): void {
  if (running.learner >= limits.labsPerLearner) {
    throw new AppError(
      'session.limit',
      `You have ${running.learner} labs running, which is as many as fit at once. Stop one on the course page, then start this one: a stopped lab keeps everything.`,
    );
  }
  if (running.all >= limits.labs) {
    throw new AppError(
      'session.limit',
      `All ${limits.labs} places for labs on this server are taken. Try again when somebody has stopped theirs; lessons work meanwhile.`,
    );
  }
}
