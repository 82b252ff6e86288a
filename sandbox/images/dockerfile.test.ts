import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesField, fields, text, varintField } from './dockerfile/protobuf.mjs';

const number = fc.integer({ min: 1, max: 2 ** 29 - 1 });

describe('protobuf', () => {
  it('reads the fields that it wrote, in order', () => {
    const field = fc.record({ number, bytes: fc.uint8Array({ maxLength: 300 }) });
    fc.assert(
      fc.property(fc.array(field), (written) => {
        const message = Buffer.concat(
          written.map((each) => bytesField(each.number, Buffer.from(each.bytes))),
        );
        const read = [...fields(message)].map((each) => ({
          number: each.number,
          bytes: Uint8Array.from(each.bytes),
        }));
        expect(read).toEqual(
          written.map((each) => ({ ...each, bytes: Uint8Array.from(each.bytes) })),
        );
      }),
    );
  });

  it('passes over numbers, however large', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 2 ** 40 }), fc.string(), (at, value, word) => {
        const message = Buffer.concat([varintField(at, value), bytesField(at, text(word))]);
        expect([...fields(message)].map(({ bytes }) => bytes.toString('utf8'))).toEqual(['', word]);
      }),
    );
  });

  it('passes over fields of a fixed size', () => {
    const message = Buffer.from([
      ...[0x09, 1, 2, 3, 4, 5, 6, 7, 8],
      ...[0x15, 1, 2, 3, 4],
      ...bytesField(3, text('after')),
    ]);
    expect([...fields(message)].map((field) => field.number)).toEqual([1, 2, 3]);
  });

  it('writes as protobuf’s documentation does', () => {
    expect(varintField(1, 150).toString('hex')).toBe('089601');
    expect(bytesField(2, text('testing')).toString('hex')).toBe('120774657374696e67');
  });

  it('refuses what it does not know', () => {
    expect(() => [...fields(Buffer.from([0x0b]))]).toThrow('unknown kind: 3');
  });
});
