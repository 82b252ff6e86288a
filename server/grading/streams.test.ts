import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { demultiplex } from './streams.ts';

function frame(stream: 1 | 2, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

describe('demultiplex', () => {
  it('takes the two streams apart and keeps the order within each', () => {
    const pieces = fc.array(
      fc.tuple(fc.constantFrom<1 | 2>(1, 2), fc.string({ unit: 'grapheme' })),
    );
    fc.assert(
      fc.property(pieces, (frames) => {
        const { stdout, stderr } = demultiplex(Buffer.concat(frames.map(([s, t]) => frame(s, t))));
        const of = (stream: 1 | 2) => frames.filter(([s]) => s === stream).map(([, t]) => t);
        expect(stdout).toBe(of(1).join(''));
        expect(stderr).toBe(of(2).join(''));
      }),
    );
  });

  it('gives what there is of a frame that was cut off', () => {
    expect(demultiplex(frame(1, 'hello').subarray(0, 10)).stdout).toBe('he');
  });
});
