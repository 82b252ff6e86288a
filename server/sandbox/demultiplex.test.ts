import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createDemultiplexer } from './demultiplex.ts';

function frame(stream: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** Cuts bytes at the given places, in whatever order they come. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
    (a, b) => a - b,
  );
  return [0, ...ends].map((start, index) => bytes.subarray(start, ends[index] ?? bytes.length));
}

describe('createDemultiplexer', () => {
  it('gives back what was framed, however the bytes are cut', () => {
    const frames = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 40 })));
    fc.assert(
      fc.property(frames, fc.array(fc.nat(500)), (written, places) => {
        const read = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
        const demultiplex = createDemultiplexer((stream, bytes) => read[stream].push(bytes));
        const whole = Buffer.concat(written.map(([stream, payload]) => frame(stream, payload)));
        for (const chunk of cut(whole, places)) demultiplex(chunk);

        const sent = (wanted: number) =>
          Buffer.concat(written.filter(([stream]) => stream === wanted).map(([, bytes]) => bytes));
        expect(Buffer.concat(read.stdout)).toEqual(sent(1));
        expect(Buffer.concat(read.stderr)).toEqual(sent(2));
      }),
    );
  });

  it('hands on a part of a frame before the rest has come', () => {
    const read: string[] = [];
    const demultiplex = createDemultiplexer((_stream, bytes) => read.push(bytes.toString()));
    demultiplex(frame(1, Buffer.from('hello')).subarray(0, 10));
    expect(read).toEqual(['he']);
  });

  it.each([
    ['a terminal’s output', Buffer.from('root@docker-host:~# ')],
    ['an unknown stream', frame(3, Buffer.from('x'))],
  ])('refuses %s', (_what, bytes) => {
    const demultiplex = createDemultiplexer(() => {});
    expect(() => demultiplex(bytes)).toThrow('not a frame');
  });
});
