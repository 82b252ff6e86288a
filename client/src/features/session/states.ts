/** What a session's state is called, and what can be done in it. */
import type { LabSession } from '../../../../protocol/session.ts';

export type SessionAction = 'start' | 'resume' | 'retry' | 'stop' | 'reset' | 'remove';

interface StateWords {
  label: string;
  /** `busy`: something is under way. */
  tone: 'on' | 'busy' | 'off' | 'bad';
  /** The first is the obvious one. */
  actions: readonly SessionAction[];
}

const STATES: Record<LabSession['state'], StateWords> = {
  queued: { label: 'In line', tone: 'busy', actions: ['remove'] },
  starting: { label: 'Starting', tone: 'busy', actions: ['remove'] },
  ready: { label: 'Running', tone: 'on', actions: ['stop', 'reset', 'remove'] },
  resetting: { label: 'Resetting', tone: 'busy', actions: [] },
  stopping: { label: 'Stopping', tone: 'busy', actions: [] },
  stopped: { label: 'Stopped', tone: 'off', actions: ['resume', 'reset', 'remove'] },
  removed: { label: 'Not started', tone: 'off', actions: ['start'] },
  failed: { label: 'Failed', tone: 'bad', actions: ['retry', 'reset', 'remove'] },
};

const NONE: StateWords = { label: 'Not started', tone: 'off', actions: ['start'] };

export const stateWords = (session: LabSession | null): StateWords =>
  session ? STATES[session.state] : NONE;
