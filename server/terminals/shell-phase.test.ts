import { describe, expect, it } from '@jest/globals';
import { createPhaseTracker, type PhaseTracker } from './shell-phase.ts';

const type = (tracker: PhaseTracker, text: string) => tracker.typed(Buffer.from(text));

function atPrompt(): PhaseTracker {
  const tracker = createPhaseTracker();
  tracker.mark({ kind: 'prompt' });
  tracker.mark({ kind: 'ready' });
  return tracker;
}

describe('the phase of a shell', () => {
  it('is not known before the first prompt', () => {
    expect(createPhaseTracker().phase).toBe('busy');
    expect(atPrompt().phase).toBe('ready');
  });

  it('is busy from Enter on, before the shell says so', () => {
    const tracker = atPrompt();
    type(tracker, 'ls');
    expect([tracker.phase, tracker.drafted]).toEqual(['ready', true]);
    type(tracker, '\r');
    expect(tracker.phase).toBe('busy');
  });

  it('stays ready while lines are pasted, until Enter is typed', () => {
    const tracker = atPrompt();
    type(tracker, '\x1b[200~one\rtw');
    type(tracker, 'o\r');
    expect(tracker.phase).toBe('ready');
    type(tracker, 'three\x1b[201~');
    expect(tracker.phase).toBe('ready');
    type(tracker, '\r');
    expect(tracker.phase).toBe('busy');
  });

  it('sees Enter behind a paste', () => {
    const tracker = atPrompt();
    type(tracker, '\x1b[200~one\rtwo\x1b[201~\r');
    expect(tracker.phase).toBe('busy');
  });

  it('keeps the draft over a prompt that is only drawn again', () => {
    const tracker = atPrompt();
    type(tracker, 'half');
    tracker.mark({ kind: 'prompt' });
    tracker.mark({ kind: 'ready' });
    expect(tracker.drafted).toBe(true);
    tracker.mark({ kind: 'executing' });
    tracker.mark({ kind: 'finished', exitCode: 0 });
    tracker.mark({ kind: 'ready' });
    expect(tracker.drafted).toBe(false);
  });
});
