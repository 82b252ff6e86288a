import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createJsonLines } from './json-lines.ts';

describe('createJsonLines', () => {
  it('gives back every value, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 50 }), (values, size) => {
        const bytes = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
        const split = createJsonLines(100_000);
        const read: unknown[] = [];
        for (let at = 0; at < bytes.length; at += size) {
          read.push(...split(bytes.subarray(at, at + size)));
        }
        expect(JSON.stringify(read)).toBe(JSON.stringify(values));
      }),
    );
  });

  it('skips empty lines', () => {
    expect(createJsonLines(100)(Buffer.from('\n{"a":1}\r\n\n2\n'))).toEqual([{ a: 1 }, 2]);
  });

  it('accepts a line of the limit and refuses a longer one before it has ended', () => {
    const atLimit = createJsonLines(5);
    expect(atLimit(Buffer.from('12345\n'))).toEqual([12345]);
    const over = createJsonLines(5);
    over(Buffer.from('123'));
    expect(() => over(Buffer.from('456'))).toThrow('longer than 5 bytes');
  });

  it('refuses what is no JSON', () => {
    expect(() => createJsonLines(100)(Buffer.from('hello\n'))).toThrow(SyntaxError);
  });
});
