import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commandLine } from './spares.ts';

describe('commandLine', () => {
  it('is one line that a shell reads back as the same words, whatever they hold', () => {
    const word = fc
      .string({ unit: 'binary', minLength: 0, maxLength: 20 })
      .map((text) => text.replaceAll(/[\n\0\ud800-\udfff]/g, ' '));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const line = commandLine(words) ?? '';
        expect(line.indexOf('\n')).toBe(line.length - 1);
        const script = `printf '%s\\0' ${line}`;
        const read = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0');
        expect(read.slice(0, -1)).toEqual(words);
      }),
      { numRuns: 40 },
    );
  });

  it('is nothing where a word has several lines', () => {
    expect(commandLine(['sh', '-c', 'one\ntwo'])).toBeUndefined();
  });
});
