import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FLOW } from '../../protocol/terminal.ts';
import { createFlow } from './flow.ts';
import { createOutputLog } from './log.ts';
import { createCursor, MESSAGE_BYTES } from './viewer.ts';

/** What a holder sends at once. */
const CHUNK = 64 * 1024;

describe('flow control', () => {
  it('has a window that an acknowledgement always opens again', () => {
    expect(2 * FLOW.ACK).toBeLessThanOrEqual(FLOW.WINDOW);
  });

  it('moves the limit in steps, and never back', () => {
    const flow = createFlow({ window: 10, step: 4 });
    expect(flow.update(0)).toBe(10);
    expect(flow.update(3)).toBeUndefined();
    expect(flow.update(4)).toBe(14);
    expect(flow.update(0)).toBeUndefined();
    expect(flow.granted).toBe(14);
  });

  it('lets a shell write on once all is acknowledged, whatever came before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(10 * FLOW.WINDOW)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (levels, share) => {
          const flow = createFlow();
          flow.update(0);
          for (const level of levels) flow.update(level);
          // A shell has written up to its limit or less, and that is what can be acknowledged.
          const written = Math.floor(flow.granted * share);
          flow.update(written);
          expect(flow.granted - written).toBeGreaterThanOrEqual(FLOW.WINDOW - FLOW.ACK);
        },
      ),
    );
  });

  /**
   * A shell, the log, one page: in any order of writing, sending, parsing and acknowledging. The page keeps
   * to the contract: it acknowledges every ACK bytes, and when it has parsed all it has.
   */
  it('delivers every byte with bounded memory, however the steps fall', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), bytes: fc.integer({ min: 1, max: CHUNK }) }),
      fc.record({ kind: fc.constant('parse' as const), bytes: fc.integer({ min: 1, max: CHUNK }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const log = createOutputLog({ capacity: 2 * FLOW.WINDOW });
        const flow = createFlow();
        const cursor = createCursor({ sent: 0, acknowledged: 0 });
        let parsed = 0;

        const deliver = () => {
          flow.update(cursor.acknowledged);
          log.trim(cursor.acknowledged);
          while (cursor.sent < log.end && cursor.room() > 0) {
            cursor.advance(log.read(cursor.sent, cursor.room()).length);
          }
          expect(cursor.sent).toBeGreaterThanOrEqual(log.start);
          expect(cursor.sent - cursor.acknowledged).toBeLessThanOrEqual(
            FLOW.WINDOW + MESSAGE_BYTES,
          );
          expect(log.end - cursor.acknowledged).toBeLessThanOrEqual(FLOW.WINDOW);
        };
        const write = (bytes: number) => {
          log.append(new Uint8Array(Math.min(bytes, flow.granted - log.end)));
          deliver();
        };
        const parse = (bytes: number) => {
          parsed = Math.min(cursor.sent, parsed + bytes);
          if (parsed === cursor.sent || parsed - cursor.acknowledged >= FLOW.ACK) {
            cursor.acknowledge(parsed);
            deliver();
          }
        };

        deliver();
        for (const { kind, bytes } of steps) (kind === 'write' ? write : parse)(bytes);
        for (let rounds = 0; parsed < log.end; rounds++) {
          expect(rounds).toBeLessThan(1000);
          parse(CHUNK);
        }
        expect(flow.granted).toBeGreaterThan(log.end);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a cursor', () => {
  it('takes no acknowledgement of what was not sent, nor one that goes back', () => {
    const cursor = createCursor({ sent: 100, acknowledged: 40 });
    cursor.acknowledge(1e9);
    expect(cursor.acknowledged).toBe(100);
    cursor.acknowledge(50);
    expect(cursor.acknowledged).toBe(100);
  });
});
