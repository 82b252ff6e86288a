import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createOutputLog } from './log.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('output log', () => {
  it('reads across pages', () => {
    const log = createOutputLog({ capacity: 100, pageBytes: 4 });
    log.append(bytes(1, 2, 3));
    log.append(bytes(4, 5, 6, 7, 8, 9));
    expect(log.read(2, 4)).toEqual(bytes(3, 4, 5, 6));
    expect(log.read(0)).toEqual(bytes(1, 2, 3, 4, 5, 6, 7, 8, 9));
    expect(log.read(9)).toEqual(bytes());
  });

  it('refuses offsets that it does not hold', () => {
    const log = createOutputLog({ capacity: 4, pageBytes: 2 });
    log.append(bytes(1, 2, 3, 4, 5, 6, 7));
    expect(log.start).toBe(2);
    expect(() => log.read(1)).toThrow(RangeError);
    expect(() => log.read(8)).toThrow(RangeError);
  });

  it('holds the last bytes exactly, within its bound, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 12 }),
        (chunks, capacity, pageBytes) => {
          const trimmed: number[] = [];
          const log = createOutputLog({
            capacity,
            pageBytes,
            onTrim: (piece) => trimmed.push(...piece),
          });
          const all: number[] = [];
          for (const chunk of chunks) {
            log.append(chunk);
            all.push(...chunk);
            expect(log.end).toBe(all.length);
            expect(log.end - log.start).toBeGreaterThanOrEqual(Math.min(capacity, all.length));
            expect(log.end - log.start).toBeLessThan(capacity + pageBytes);
          }
          expect([...log.read(log.start)]).toEqual(all.slice(log.start));
          expect(trimmed).toEqual(all.slice(0, log.start));
        },
      ),
    );
  });

  it('gives up the pages before an offset, and never the one that is being filled', () => {
    const trimmed: number[] = [];
    const log = createOutputLog({
      capacity: 100,
      pageBytes: 4,
      onTrim: (piece) => trimmed.push(...piece),
    });
    log.append(bytes(1, 2, 3, 4, 5, 6, 7, 8, 9));
    log.trim(7);
    expect(log.start).toBe(4);
    log.trim(Number.POSITIVE_INFINITY);
    expect([log.start, log.end]).toEqual([8, 9]);
    expect(trimmed).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(log.read(8)).toEqual(bytes(9));
  });

  it('goes on elsewhere', () => {
    const log = createOutputLog({ capacity: 100, pageBytes: 4 });
    log.append(bytes(1, 2, 3));
    log.restart(1000);
    log.append(bytes(4, 5));
    expect(log.read(1000)).toEqual(bytes(4, 5));
    expect(() => log.read(999)).toThrow(RangeError);
  });

  it('never changes what it has handed out', () => {
    const log = createOutputLog({ capacity: 4, pageBytes: 4 });
    log.append(bytes(1, 2));
    const early = log.read(0);
    log.append(bytes(3, 4, 5, 6, 7, 8, 9, 10));
    expect(early).toEqual(bytes(1, 2));
  });
});
