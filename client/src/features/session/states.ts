/** What a session's state is called, and what can be done in it. */
import type { LabSession } from '../../../../protocol/session.ts';
import { clock } from '../../lib/words.ts';

export type SessionAction =
  | 'start'
  | 'resume'
  | 'retry'
  | 'leave'
  | 'stop'
  | 'save'
  | 'reset'
  | 'remove';

interface StateWords {
  label: string;
  /** `busy`: something is under way. */
  tone: 'on' | 'busy' | 'off' | 'bad';
  /** The first is the obvious one. */
  actions: readonly SessionAction[];
}

const STATES: Record<LabSession['state'], StateWords> = {
  queued: { label: 'In line', tone: 'busy', actions: ['leave'] },
  starting: { label: 'Starting', tone: 'busy', actions: ['remove'] },
  ready: { label: 'Running', tone: 'on', actions: ['stop', 'save', 'reset', 'remove'] },
  resetting: { label: 'Resetting', tone: 'busy', actions: [] },
  rewinding: { label: 'Going back', tone: 'busy', actions: [] },
  stopping: { label: 'Stopping', tone: 'busy', actions: [] },
  stopped: { label: 'Stopped', tone: 'off', actions: ['resume', 'reset', 'remove'] },
  removed: { label: 'Not started', tone: 'off', actions: ['start'] },
  failed: { label: 'Failed', tone: 'bad', actions: ['retry', 'reset', 'remove'] },
};

const NONE: StateWords = { label: 'Not started', tone: 'off', actions: ['start'] };

export function stateWords(session: LabSession | null): StateWords {
  if (!session) return NONE;
  const words = STATES[session.state];
  const { line, stopsAt } = session;
  if (line !== null) return { ...words, label: `In line, ${line.position} of ${line.length}` };
  if (stopsAt !== null) return { ...words, label: `Running, stops at ${clock(stopsAt)}` };
  return words;
}

/** How a lab came to be stopped, and what is kept of it. */
export function stopWords({ stopReason, changedAt }: LabSession): string {
  switch (stopReason) {
    case 'idle':
      return `Nobody used it for a while, so it was stopped at ${clock(changedAt)}. Containers, volumes, images and files are kept; resuming takes about a second.`;
    case 'ended':
      return 'Its Docker host ended by itself: the machine was restarted, or the lab needed more memory than it has. Volumes, images and files are kept, and containers with a restart policy start again when you resume.';
    case 'disk':
      return 'It went on taking disk beyond its share, so it was stopped. Everything in it is kept: resume it and remove what you no longer need, for example with docker system prune.';
    case null:
      return 'Its containers, volumes and files are kept. Resuming takes about a second.';
  }
}
