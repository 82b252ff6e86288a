import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createEscapeScanner, OSC_LIMIT } from './escapes.ts';

/** What the scanner reports of a text, when it comes in these pieces. */
function scan(bytes: Uint8Array, cuts: readonly number[] = []): string[] {
  const seen: string[] = [];
  const scanner = createEscapeScanner({
    csi: (parameters, final) => seen.push(`csi ${parameters}${final}`),
    osc: (content) => seen.push(`osc ${Buffer.from(content).toString('latin1')}`),
    escape: (final) => seen.push(`esc ${final}`),
  });
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let at = 0;
  for (const end of ends) {
    scanner.push(bytes.subarray(at, end));
    at = end;
  }
  return seen;
}

const scanText = (text: string) => scan(Buffer.from(text, 'latin1'));

describe('escape sequences', () => {
  it.each([
    ['\x1b[?25h', ['csi ?25h']],
    ['a\x1b[1;31mb\x1b[m', ['csi 1;31m', 'csi m']],
    ['\x1b]0;title\x07', ['osc 0;title']],
    ['\x1b]0;title\x1b\\after', ['osc 0;title', 'esc \\']],
    ['\x1b]0;cut\x1b[m', ['osc 0;cut', 'csi m']],
    ['\x1bc\x1b=', ['esc c', 'esc =']],
    ['\x1b(B', ['esc B']],
    ['\x1b[12\x18h', []],
    ['\x1b]0;no\x1a\x1b[m', ['csi m']],
    ['\x1bPq\x1b]not one\x07\x1b\\', ['osc not one', 'esc \\']],
    ['\x1b[1\x1b[2h', ['csi 2h']],
    ['\x1b[1\n2h', ['csi 12h']],
    ['plain [?25h text', []],
  ])('finds %j', (text, expected) => {
    expect(scanText(text)).toEqual(expected);
  });

  it('gives up on a command that does not end in time, and goes on after it', () => {
    const long = `\x1b]0;${'x'.repeat(OSC_LIMIT)}\x07\x1b]0;short\x07`;
    expect(scanText(long)).toEqual(['osc 0;short']);
  });

  it('finds the same, however the text is cut', () => {
    const piece = fc.oneof(
      fc.constantFrom('\x1b', '[', ']', '\x07', '\x18', '\\', 'P', '?25', ';', 'h', 'text', '\n'),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (pieces, cuts) => {
          const bytes = Buffer.from(pieces.join(''));
          expect(scan(bytes, cuts)).toEqual(scan(bytes));
        },
      ),
    );
  });

  it('never keeps a piece of the buffer it was given', () => {
    const seen: string[] = [];
    const scanner = createEscapeScanner({
      osc: (content) => seen.push(Buffer.from(content).toString()),
    });
    const buffer = Buffer.from('\x1b]0;safe');
    scanner.push(buffer);
    buffer.fill(0);
    scanner.push(Buffer.from('\x07'));
    expect(seen).toEqual(['0;safe']);
  });
});
