import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SessionState } from '../../protocol/session.ts';
import { keptUntil } from './keeping.ts';

const DAY = 86_400_000;

describe('keptUntil', () => {
  it('is so many days after a lab was stopped, or failed', () => {
    expect(keptUntil({ state: 'stopped', changedAt: 5 }, 30)).toBe(5 + 30 * DAY);
    expect(keptUntil({ state: 'failed', changedAt: 5 }, 1)).toBe(5 + DAY);
  });

  it('is never for what runs, waits or is under way, nor where all is kept', () => {
    const state = fc.constantFrom(...SessionState.options);
    fc.assert(
      fc.property(state, fc.nat(), fc.nat(1000), (any, changedAt, days) => {
        const until = keptUntil({ state: any, changedAt }, days);
        const goes = days > 0 && (any === 'stopped' || any === 'failed');
        expect(until !== null).toBe(goes);
        if (until !== null) expect(until).toBeGreaterThan(changedAt);
      }),
    );
  });
});
