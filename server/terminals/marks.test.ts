import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMarkReader, type Mark } from './marks.ts';

function read(...pieces: (string | Uint8Array)[]): Mark[] {
  const marks: Mark[] = [];
  const reader = createMarkReader((mark) => marks.push(mark));
  for (const piece of pieces) reader.push(Buffer.from(piece as string));
  return marks;
}

/** As the lab's bash escapes a command line. */
const escapeLine = (line: string) =>
  line
    .replaceAll('\\', '\\\\')
    .replace(
      /[;\p{Cc}]/gu,
      (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );

describe('marks of shell integration', () => {
  it('are read in their order', () => {
    expect(
      read(
        '\x1b]133;A\x07$ \x1b]133;B\x07ls\r\n\x1b]633;E;ls\x07\x1b]133;C\x07file\r\n\x1b]133;D;0\x07',
      ),
    ).toEqual([
      { kind: 'prompt' },
      { kind: 'ready' },
      { kind: 'command', line: 'ls' },
      { kind: 'executing' },
      { kind: 'finished', exitCode: 0 },
    ]);
  });

  it.each([
    ['\x1b]133;D\x07', [{ kind: 'finished', exitCode: null }]],
    ['\x1b]133;D;130\x1b\\', [{ kind: 'finished', exitCode: 130 }]],
    ['\x1b]133;D;-1\x07', [{ kind: 'finished', exitCode: null }]],
    ['\x1b]633;G\x07', [{ kind: 'continuation' }]],
    ['\x1b]633;E;a\\x3bb\\x0ac\\\\x3b;nonce\x07', [{ kind: 'command', line: 'a;b\nc\\x3b' }]],
    ['\x1b]0;133;A\x07\x1b]133\x07\x1b]633;Z;x\x07]133;A', []],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('brings back every command line, cut anywhere, even within a character', () => {
    fc.assert(
      fc.property(
        // Half of a surrogate pair is no text and has no UTF-8; C1 controls are not escaped by bash.
        fc.string({ unit: 'grapheme' }).filter((line) => !/[\u0080-\u009f]/.test(line)),
        fc.nat(),
        (line, at) => {
          const bytes = Buffer.from(`\x1b]633;E;${escapeLine(line)}\x07`);
          const cut = at % bytes.length;
          expect(read(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual([
            { kind: 'command', line },
          ]);
        },
      ),
    );
  });

  it('survives any output', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (chunks) => {
        expect(() => read(...chunks)).not.toThrow();
      }),
    );
  });
});
