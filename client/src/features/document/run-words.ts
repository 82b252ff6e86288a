import type { BlockRun } from '../terminal/api.ts';

/** Whether a run still goes on, so that another would only wait behind it. */
export const isUnderWay = ({ state }: BlockRun): boolean =>
  state === 'starting' || state === 'waiting' || state === 'running';

/** How a run stands, in two or three words beside its button. */
export function runWords({ state, exitCode, terminal }: BlockRun): string {
  const where = terminal === null ? '' : ` in terminal ${terminal}`;
  switch (state) {
    case 'starting':
      return 'Starting the lab';
    case 'waiting':
      return `Waiting${where}`;
    case 'running':
      return `Running${where}`;
    case 'succeeded':
      return 'Done';
    case 'failed':
      return exitCode === null ? 'Failed' : `Exit code ${exitCode}`;
    case 'lost':
      return 'Ended without an answer';
    case 'refused':
      return 'Not run';
  }
}
