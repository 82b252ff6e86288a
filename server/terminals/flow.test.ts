import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FLOW } from '../../protocol/terminal.ts';
import { createFlow } from './flow.ts';
import { createOutputLog } from './log.ts';
import { createCursor, MESSAGE_BYTES } from './viewer.ts';

/** What a read from a shell's stream yields at most. */
const CHUNK = 64 * 1024;

describe('flow control', () => {
  it('has levels in their order', () => {
    expect(FLOW.ACK).toBeLessThanOrEqual(FLOW.LOW);
    expect(FLOW.LOW).toBeLessThan(FLOW.HIGH);
  });

  it('pauses above the high level and resumes at the low one', () => {
    const flow = createFlow({ high: 10, low: 4 });
    expect(flow.update(10)).toBe(false);
    expect(flow.update(11)).toBe(true);
    expect(flow.update(5)).toBe(true);
    expect(flow.update(4)).toBe(false);
    expect(flow.update(10)).toBe(false);
  });

  it('always resumes once all is acknowledged, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3 * FLOW.HIGH)), (levels) => {
        const flow = createFlow();
        for (const level of levels) flow.update(level);
        expect(flow.update(0)).toBe(false);
      }),
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
        const log = createOutputLog();
        const flow = createFlow();
        const cursor = createCursor({ sent: 0, acknowledged: 0 });
        let parsed = 0;
        let paused = false;

        const deliver = () => {
          while (cursor.sent < log.end && cursor.room() > 0) {
            cursor.advance(log.read(cursor.sent, cursor.room()).length);
          }
          paused = flow.update(log.end - cursor.acknowledged);
          expect(cursor.sent).toBeGreaterThanOrEqual(log.start);
          expect(cursor.sent - cursor.acknowledged).toBeLessThanOrEqual(FLOW.HIGH + MESSAGE_BYTES);
          expect(log.end - cursor.acknowledged).toBeLessThanOrEqual(FLOW.HIGH + CHUNK);
        };
        const write = (bytes: number) => {
          if (paused) return;
          log.append(new Uint8Array(bytes));
          deliver();
        };
        const parse = (bytes: number) => {
          parsed = Math.min(cursor.sent, parsed + bytes);
          if (parsed === cursor.sent || parsed - cursor.acknowledged >= FLOW.ACK) {
            cursor.acknowledge(parsed);
            deliver();
          }
        };

        for (const { kind, bytes } of steps) (kind === 'write' ? write : parse)(bytes);
        for (let rounds = 0; parsed < log.end; rounds++) {
          expect(rounds).toBeLessThan(1000);
          parse(CHUNK);
        }
        expect(paused).toBe(false);
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
