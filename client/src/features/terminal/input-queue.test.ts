import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { INPUT_LIMIT } from '../../../../protocol/terminal.ts';
import { createInputQueue } from './input-queue.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('typed input', () => {
  it('arrives whole and in order, one large piece at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 50_000 }), { maxLength: 12 }),
        async (sizes) => {
          const arrived: Uint8Array[] = [];
          const answers: (() => void)[] = [];
          let open = 0;
          const take = (data: Uint8Array) => {
            expect(data.length).toBeLessThanOrEqual(INPUT_LIMIT);
            arrived.push(data);
          };
          const queue = createInputQueue({
            send(data) {
              expect(open).toBe(0);
              take(data);
            },
            deliver(data) {
              open += 1;
              expect(open).toBe(1);
              take(data);
              return new Promise<void>((resolve) => {
                answers.push(() => {
                  open -= 1;
                  resolve();
                });
              });
            },
            onRefused(error) {
              throw error;
            },
          });
          const all: Uint8Array[] = [];
          for (const size of sizes) {
            const data = Uint8Array.from({ length: size }, (_, at) => (all.length + at) % 251);
            queue.add(data);
            all.push(data);
          }
          while (answers.length > 0) {
            answers.shift()?.();
            await settle();
          }
          expect(Buffer.concat(arrived).equals(Buffer.concat(all))).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is given up from where it is refused, and goes on with what is typed later', async () => {
    const sent: string[] = [];
    const refusals: unknown[] = [];
    let accept = false;
    const queue = createInputQueue({
      send: (data) => sent.push(String(data.length)),
      deliver: async (data) => {
        if (!accept) throw new Error('busy');
        sent.push(String(data.length));
      },
      onRefused: (error) => refusals.push(error),
    });
    queue.add(new Uint8Array(40_000));
    queue.add(new Uint8Array(5));
    await settle();
    expect(refusals).toHaveLength(1);
    expect(sent).toEqual([]);
    accept = true;
    queue.add(new Uint8Array(3));
    expect(sent).toEqual(['3']);
  });
});
