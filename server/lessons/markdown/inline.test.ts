import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readInline } from './inline.ts';

function read(markdown: string) {
  const problems: string[] = [];
  return { inline: readInline(markdown, (message) => problems.push(message)), problems };
}

describe('readInline', () => {
  it('renders words, code and emphasis, and knows the words alone', () => {
    expect(read('Run **this**: `docker rm -v a&b` & \\*wait* for _it_, ~~not~~')).toEqual({
      inline: {
        html: 'Run <strong>this</strong>: <code>docker rm -v a&amp;b</code> &amp; *wait* for <em>it</em>, <del>not</del>',
        words: 'Run this: docker rm -v a&b & *wait* for it, not',
      },
      problems: [],
    });
  });

  it('takes the lines of a block of YAML for one paragraph', () => {
    expect(read('one\ntwo\n').inline).toEqual({ html: 'one\ntwo', words: 'one\ntwo' });
  });

  it.each([
    ['one\n\ntwo', 'one paragraph'],
    ['', 'one paragraph'],
    ['- a list', 'one paragraph'],
    ['# a heading', 'one paragraph'],
    ['```\ncode\n```', 'one paragraph'],
    ['<div>x</div>', 'one paragraph'],
    ['a <b>bold</b> word', "`<b>` can't stand here"],
    ['see [there](/lessons/x)', "`[there](/lessons/x)` can't stand here"],
    ['see https://example.org', "`https://example.org` can't stand here"],
    ['**see ![it](x.png)**', "`![it](x.png)` can't stand here"],
  ])('refuses %j', (markdown, problem) => {
    const { inline, problems } = read(markdown);
    expect(inline).toBeUndefined();
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  it('never lets anything but its own few elements through', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      '`',
      '*',
      '_',
      '[',
      ']',
      '(',
      ')',
      'a',
      ' ',
      'script',
      '\\',
      'javascript:',
      '/',
      '!',
      '=',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const { inline, problems } = read(parts.join(''));
        expect(inline === undefined).toBe(problems.length > 0);
        const rest = (inline?.html ?? '').replace(/<\/?(?:strong|em|del|code)>/g, '');
        expect(rest).not.toMatch(/[<>]/);
      }),
      { numRuns: 500 },
    );
  });
});
