import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createFrameReader, encodeRequest, HELD_BYTES, type HolderListener } from './frames.ts';

/** What is understood of these bytes, when they come in these pieces. */
function read(bytes: Buffer, cuts: readonly number[] = []): unknown[] {
  const heard: unknown[] = [];
  const said = Buffer.alloc(1024 * 1024);
  let offsetOfFirst: number | undefined;
  let length = 0;
  const listener: HolderListener = {
    hello: (hello) => heard.push(['hello', hello]),
    note: (note) => heard.push(['note', Buffer.from(note).toString('hex')]),
    state: ({ prologue, ...state }) =>
      heard.push(['state', { ...state, prologue: Buffer.from(prologue).toString('hex') }]),
    output(offset, piece) {
      offsetOfFirst ??= offset;
      expect(offset).toBe(offsetOfFirst + length);
      length += Buffer.from(piece).copy(said, length);
    },
    taken: (count) => heard.push(['taken', count]),
    ended: (exitCode) => heard.push(['ended', exitCode]),
  };
  const reader = createFrameReader(listener);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let at = 0;
  for (const end of ends) {
    reader(bytes.subarray(at, end));
    at = end;
  }
  return [...heard, ['output', offsetOfFirst, said.toString('hex', 0, length)]];
}

function frame(letter: string, ...parts: (Buffer | Uint8Array | string)[]): Buffer {
  const payload = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const head = Buffer.alloc(4);
  head.write(letter);
  head.writeUIntBE(payload.length, 1, 3);
  return Buffer.concat([head, payload]);
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt16BE(value, 2 * at);
  return bytes;
}

const hello = (start: number, end: number, flags = 0, version = 1) =>
  frame('H', Uint8Array.of(version, flags), u64(start), u64(end));
const state = (offset: number, sizes: [number, number, number][], prologue = '') =>
  frame(
    'S',
    u64(offset),
    u16(sizes.length),
    ...sizes.flatMap(([at, cols, rows]) => [u64(at), u16(cols, rows)]),
    prologue,
  );

const whole = Buffer.concat([
  hello(3, 7, 3),
  frame('N', 'a note'),
  state(
    5,
    [
      [0, 80, 24],
      [4, 100, 30],
    ],
    '\x1b[?25l',
  ),
  frame('O', u64(2 ** 41), 'some '),
  frame('T', u64(77)),
  frame('O', u64(2 ** 41 + 5), 'output'),
  frame('O', u64(2 ** 41 + 11)),
  frame('X', u16(130)),
]);

describe('what a holder says', () => {
  it('is understood', () => {
    expect(read(whole)).toEqual([
      ['hello', { start: 3, end: 7, noted: true, ended: true }],
      ['note', Buffer.from('a note').toString('hex')],
      [
        'state',
        {
          offset: 5,
          sizes: [
            { offset: 0, cols: 80, rows: 24 },
            { offset: 4, cols: 100, rows: 30 },
          ],
          prologue: Buffer.from('\x1b[?25l').toString('hex'),
        },
      ],
      ['taken', 77],
      ['ended', 130],
      ['output', 2 ** 41, Buffer.from('some output').toString('hex')],
    ]);
  });

  it('is understood the same, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), (cuts) => {
        expect(read(whole, cuts)).toEqual(read(whole));
      }),
    );
  });

  it.each([
    ['a letter that is none', frame('?')],
    ['a hello of another version', hello(0, 0, 0, 2)],
    ['a hello that is too short', frame('H', Uint8Array.of(1, 0))],
    ['more held than there can be', hello(0, HELD_BYTES + 1)],
    ['an end before its start', hello(5, 4)],
    ['an offset that no output reaches', hello(2 ** 60, 2 ** 60)],
    ['output without an offset', frame('O', 'abc')],
    ['too long an output', frame('O', Buffer.alloc(9 + 64 * 1024))],
    ['too long a note', frame('N', Buffer.alloc(32 * 1024 + 1))],
    ['a screen that takes all memory', state(0, [[0, 60_000, 60_000]])],
    ['more sizes than it has', frame('S', u64(0), u16(3), u64(0), u16(80, 24))],
    ['more sizes than are remembered', frame('S', u64(0), u16(65), Buffer.alloc(65 * 12, 1))],
    ['too long a prologue', state(0, Array(64).fill([0, 80, 24]), 'x'.repeat(1025))],
  ])('is refused when it is %s', (_what, bytes) => {
    expect(() => read(bytes)).toThrow('no holder says');
  });

  it('may be anything: then it is refused, and memory stays bounded', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 30 }), (chunks) => {
        const nothing = () => {};
        const reader = createFrameReader({
          hello: nothing,
          note: nothing,
          state: nothing,
          output: nothing,
          taken: nothing,
          ended: nothing,
        });
        try {
          for (const chunk of chunks) reader(Buffer.from(chunk));
        } catch (error) {
          expect(String(error)).toContain('no holder says');
        }
      }),
    );
  });
});

describe('what is said to a holder', () => {
  it.each([
    [{ kind: 'follow', offset: 2 ** 40 + 1 }, frame('F', u64(2 ** 40 + 1))],
    [{ kind: 'grant', offset: 7 }, frame('G', u64(7))],
    [{ kind: 'input', data: Buffer.from('ls\r') }, frame('I', 'ls\r')],
    [{ kind: 'resize', cols: 300, rows: 80 }, frame('Z', u16(300, 80))],
    [{ kind: 'note', data: Buffer.from('n') }, frame('N', 'n')],
    [{ kind: 'dismiss' }, frame('Q')],
  ] as const)('is %j as a frame', (request, bytes) => {
    expect(encodeRequest(request)).toEqual(bytes);
  });
});
