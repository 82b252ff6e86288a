import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lineUp, type Machine, obstacle, refuseAtOnce } from './admission.ts';

const limits = { labsPerLearner: 2, labs: 3, line: 2 };
const idle: Machine = {
  running: 1,
  starting: 0,
  startsAtOnce: 2,
  pooled: 0,
  memoryMiB: 8_000,
  diskLow: false,
};

describe('obstacle', () => {
  it('is nothing while there is room', () => {
    expect(obstacle(limits, idle, true)).toBeNull();
    expect(obstacle(limits, { ...idle, memoryMiB: null }, true)).toBeNull();
  });

  it('is a place when all are taken', () => {
    expect(obstacle(limits, { ...idle, running: 3 }, true)).toBe('places');
    expect(obstacle(limits, { ...idle, running: 3 }, false)).toBe('places');
  });

  it('is memory when a lab’s needs would take what the machine needs', () => {
    expect(obstacle(limits, { ...idle, memoryMiB: 1_024 }, true)).toBeNull();
    expect(obstacle(limits, { ...idle, memoryMiB: 1_023 }, true)).toBe('memory');
    // What others have not taken yet counts as taken.
    expect(obstacle(limits, { ...idle, memoryMiB: 1_080, starting: 1 }, true)).toBe('memory');
  });

  it('is not memory that hosts have which wait for a learner, nor for the first lab of all', () => {
    expect(obstacle(limits, { ...idle, memoryMiB: 1_000, pooled: 1 }, false)).toBeNull();
    expect(obstacle(limits, { ...idle, memoryMiB: 100, running: 0 }, true)).toBeNull();
  });

  it('is the disk for a new lab only', () => {
    expect(obstacle(limits, { ...idle, diskLow: true }, true)).toBe('disk');
    expect(obstacle(limits, { ...idle, diskLow: true }, false)).toBeNull();
  });

  it('is a start under way, except for a lab that takes over a host', () => {
    const busy = { ...idle, starting: 2, running: 2 };
    expect(obstacle(limits, busy, true)).toBe('starting');
    expect(obstacle(limits, { ...busy, pooled: 1 }, true)).toBeNull();
    expect(obstacle(limits, { ...busy, pooled: 1 }, false)).toBe('starting');
  });
});

const waiting = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    learnerId: fc.constantFrom('a', 'b', 'c', 'd'),
    queuedAt: fc.nat(50),
  }),
  { selector: ({ id }) => id, maxLength: 12 },
);

describe('lineUp', () => {
  it('keeps each learner’s labs in the order in which they came, and everybody in line', () => {
    fc.assert(
      fc.property(waiting, (sessions) => {
        const line = lineUp(sessions);
        expect(new Set(line)).toEqual(new Set(sessions));
        for (const learner of ['a', 'b', 'c', 'd']) {
          const times = line.filter((s) => s.learnerId === learner).map((s) => s.queuedAt);
          expect(times).toEqual([...times].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('lets nobody’s next lab go before another’s who has had no turn', () => {
    fc.assert(
      fc.property(waiting, (sessions) => {
        const turns = new Map<string, number>();
        const left = new Map<string, number>();
        for (const { learnerId } of sessions) left.set(learnerId, (left.get(learnerId) ?? 0) + 1);
        for (const { learnerId } of lineUp(sessions)) {
          const had = turns.get(learnerId) ?? 0;
          for (const [other, count] of left) {
            if (count > 0 && other !== learnerId)
              expect(turns.get(other) ?? 0).toBeGreaterThanOrEqual(had);
          }
          turns.set(learnerId, had + 1);
          left.set(learnerId, (left.get(learnerId) ?? 0) - 1);
        }
      }),
    );
  });

  it('moves nobody back whose turn it would have been, when others come later', () => {
    fc.assert(
      fc.property(waiting, fc.constantFrom('a', 'e'), (sessions, learnerId) => {
        const [first] = lineUp(sessions);
        const [still] = lineUp([...sessions, { id: 'later', learnerId, queuedAt: 99 }]);
        if (first !== undefined) expect(still).toBe(first);
      }),
    );
  });
});

describe('refuseAtOnce', () => {
  const none = { learner: 0, waiting: 0 };

  it('lets in who has room, and in line who has not', () => {
    expect(() => refuseAtOnce(limits, none, null)).not.toThrow();
    expect(() => refuseAtOnce(limits, { ...none, waiting: 1 }, 'places')).not.toThrow();
    expect(() => refuseAtOnce(limits, { ...none, waiting: 1 }, null)).not.toThrow();
  });

  it('tells a learner who has too many to stop one of the learner’s own', () => {
    expect(() => refuseAtOnce(limits, { ...none, learner: 2 }, null)).toThrow(/You have 2 labs/);
  });

  it('says so when the line is as long as it may get, or there is none', () => {
    expect(() => refuseAtOnce(limits, { ...none, waiting: 2 }, 'memory')).toThrow(
      /no memory.*in line/,
    );
    expect(() => refuseAtOnce(limits, { ...none, waiting: 2 }, 'places')).toThrow(/in line/);
    expect(() => refuseAtOnce({ ...limits, line: 0 }, none, 'places')).toThrow(/All places/);
    expect(() => refuseAtOnce({ ...limits, line: 0 }, none, null)).not.toThrow();
  });

  it('sends nobody away for what is over in a moment', () => {
    for (const reason of ['starting', 'preparing'] as const) {
      expect(() => refuseAtOnce({ ...limits, line: 0 }, none, reason)).not.toThrow();
    }
  });

  it('refuses where the disk is low, rather than let wait', () => {
    expect(() => refuseAtOnce(limits, none, 'disk')).toThrow(/low on disk/);
  });
});
