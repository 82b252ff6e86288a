import { describe, expect, it } from '@jest/globals';
import type { LabSession } from '../../../../protocol/session.ts';
import { latest, progressChanged } from './latest.ts';

const session = (over: Partial<LabSession>): LabSession => ({
  id: 'a'.repeat(20),
  place: { kind: 'lab', slug: 'writable-layer' },
  state: 'ready',
  failure: null,
  createdAt: 100,
  changedAt: 200,
  line: null,
  stopReason: null,
  stopsAt: null,
  disk: null,
  engineAway: false,
  keptUntil: null,
  tasks: [],
  check: null,
  savePoints: [],
  terminals: [],
  ...over,
});

describe('latest', () => {
  it('takes the first thing it hears', () => {
    const first = session({});
    expect(latest(null, first)).toBe(first);
  });

  it('keeps what was reached later when an older answer comes after it', () => {
    const ready = session({ changedAt: 300 });
    expect(latest(ready, session({ state: 'starting', changedAt: 250 }))).toBe(ready);
  });

  it('takes news of the same state, such as a task done', () => {
    const news = session({ tasks: [] });
    expect(latest(session({}), news)).toBe(news);
  });

  it('holds nothing after a removal', () => {
    expect(latest(session({}), session({ state: 'removed', changedAt: 400 }))).toBeNull();
  });

  it('lets a late removal of an old session not hide the new one', () => {
    const fresh = session({ id: 'b'.repeat(20), createdAt: 500, changedAt: 500 });
    expect(latest(fresh, session({ state: 'removed', changedAt: 600 }))).toBe(fresh);
    expect(latest(session({}), fresh)).toBe(fresh);
  });
});

describe('progressChanged', () => {
  const task = (done: boolean) => ({
    id: 't',
    done,
    doneAt: null,
    live: null,
    checked: null,
    shownAt: null,
    hintsOpened: 0,
  });
  it('is about tasks that are newly done', () => {
    const none = session({ tasks: [task(false)] });
    const one = session({ tasks: [task(true)] });
    expect(progressChanged(none, one)).toBe(true);
    expect(progressChanged(null, one)).toBe(true);
    expect(progressChanged(one, one)).toBe(false);
    expect(progressChanged(one, none)).toBe(false);
    expect(progressChanged(one, null)).toBe(false);
  });
  it('is about tasks that are newly shown, or no longer', () => {
    const none = session({ tasks: [task(false)] });
    const one = session({ tasks: [{ ...task(false), shownAt: 5 }] });
    expect(progressChanged(none, one)).toBe(true);
    expect(progressChanged(one, none)).toBe(true);
    expect(progressChanged(one, one)).toBe(false);
    expect(progressChanged(one, null)).toBe(false);
  });
});
