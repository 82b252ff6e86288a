import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Machine } from './admission.ts';
import { createLine, type Line } from './line.ts';
import type { SessionRecord } from './records.ts';

const lines: Line[] = [];
afterEach(async () => {
  await Promise.all(lines.splice(0).map((line) => line.close()));
});

function session(id: string, over: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id,
    learnerId: id,
    place: { kind: 'lab', slug: 'any' },
    state: 'queued',
    launchId: id,
    failure: null,
    stopReason: null,
    queuedAt: 0,
    images: {},
    createdAt: 0,
    changedAt: 0,
    ...over,
  };
}

/** A house with so many places, and whoever wants in. */
function createHouse(labs: number) {
  const sessions: SessionRecord[] = [];
  const changed: string[] = [];
  let most = 0;
  let ready = true;
  let failing = false;
  const running = () => sessions.filter(({ state }) => state === 'ready').length;
  const line = createLine({
    current: async () => sessions.map((one) => ({ ...one })),
    machine: async (): Promise<Machine | null> =>
      ready
        ? {
            running: running(),
            starting: 0,
            startsAtOnce: 99,
            pooled: 0,
            memoryMiB: null,
            diskLow: false,
          }
        : null,
    limits: { labs },
    async go({ id }) {
      if (failing) throw new Error('no answer');
      await Promise.resolve();
      const mine = sessions.find((one) => one.id === id);
      if (mine?.state !== 'queued') return;
      mine.state = 'ready';
      most = Math.max(most, running());
    },
    onChange: (id) => changed.push(id),
    onError(error) {
      if (!failing) throw error;
    },
  });
  lines.push(line);
  return {
    sessions,
    line,
    changed,
    most: () => most,
    come: (...ids: string[]) =>
      ids.forEach((id) => {
        sessions.push(session(id, { queuedAt: sessions.length }));
      }),
    leave(id: string) {
      sessions.splice(
        sessions.findIndex((one) => one.id === id),
        1,
      );
    },
    setFailing(next: boolean) {
      failing = next;
    },
    setReady(next: boolean) {
      ready = next;
    },
  };
}

describe('the line', () => {
  it('lets in who has a place and shows the others theirs', async () => {
    const { line, come, sessions, changed } = createHouse(1);
    come('a', 'b', 'c');
    await line.look();
    expect(sessions.map(({ state }) => state)).toEqual(['ready', 'queued', 'queued']);
    expect(line.placeOf('a')).toBeNull();
    expect(line.placeOf('b')).toEqual({ position: 1, length: 2, reason: 'places' });
    expect(line.placeOf('c')).toEqual({ position: 2, length: 2, reason: 'places' });
    expect(changed).toEqual(['b', 'c']);
  });

  it('tells those whose place has changed, and nobody else', async () => {
    const { line, come, leave, changed } = createHouse(1);
    come('a', 'b', 'c');
    await line.look();
    await line.look();
    expect(changed).toHaveLength(2);
    leave('b');
    await line.look();
    expect(changed.slice(2)).toEqual(['c']);
    expect(line.placeOf('b')).toBeNull();
  });

  it('waits while no lab can be started at all', async () => {
    const { line, come, sessions, setReady } = createHouse(1);
    setReady(false);
    come('a');
    await line.look();
    expect(line.placeOf('a')).toEqual({ position: 1, length: 1, reason: 'preparing' });
    setReady(true);
    await line.look();
    expect(sessions[0]?.state).toBe('ready');
  });

  it('looks again by itself after one that failed', async () => {
    jest.useFakeTimers();
    try {
      const { line, come, sessions, setFailing } = createHouse(1);
      setFailing(true);
      come('a');
      await line.look();
      setFailing(false);
      await jest.runOnlyPendingTimersAsync();
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      expect(sessions[0]?.state).toBe('ready');
    } finally {
      jest.useRealTimers();
    }
  });

  it('never lets in more than there is room for, however many look at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.boolean(), { maxLength: 12 }),
        async (labs, events) => {
          const house = createHouse(labs);
          const looks: Promise<void>[] = [];
          for (const [index, comes] of events.entries()) {
            const inside = house.sessions.find(({ state }) => state === 'ready');
            if (comes || inside === undefined) house.come(`s${index}`);
            else house.leave(inside.id);
            looks.push(house.line.look());
            if (index % 3 === 0) await Promise.resolve();
          }
          await Promise.all(looks);
          expect(house.most()).toBeLessThanOrEqual(labs);
          const waiting = house.sessions.filter(({ state }) => state === 'queued').length;
          const inside = house.sessions.length - waiting;
          // Nobody waits beside a free place.
          if (waiting > 0) expect(inside).toBe(labs);
        },
      ),
    );
  });
});
