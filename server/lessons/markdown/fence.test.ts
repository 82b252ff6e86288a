import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isHomePath, readFence } from './fence.ts';

describe('readFence', () => {
  it.each([
    ['', { language: 'text', kind: 'plain' }],
    ['sh', { language: 'sh', kind: 'plain' }],
    ['bash run', { language: 'sh', kind: 'run' }],
    ['sh run terminal=2', { language: 'sh', kind: 'run', terminal: 2 }],
    ['sh terminal=4  run', { language: 'sh', kind: 'run', terminal: 4 }],
    ['yaml file=site/compose.yaml', { language: 'yaml', kind: 'file', file: 'site/compose.yaml' }],
    ['text expect', { language: 'text', kind: 'expect' }],
  ])('reads `%s`', (info, fence) => {
    expect(readFence(info)).toEqual({ fence, problems: [] });
  });

  it.each([
    ['perl', 'no language `perl`'],
    ['constructor', 'no language `constructor`'],
    ['sh go', 'no flag `go`'],
    ['sh run=yes', 'no flag `run=yes`'],
    ['yaml run', 'Only `sh` blocks can `run`'],
    ['sh run expect', 'one of `run`, `file=` and `expect`'],
    ['sh terminal=2', '`terminal=` goes with `run`'],
    ['sh run terminal=5', '1, 2, 3 or 4'],
    ['sh run terminal=two', '1, 2, 3 or 4'],
    ['yaml file=../compose.yaml', 'no path below the home directory'],
    ['yaml file=', 'no path below the home directory'],
  ])('refuses `%s`', (info, problem) => {
    expect(readFence(info).problems).toEqual([expect.stringContaining(problem)]);
  });
});

describe('isHomePath', () => {
  it('takes only paths that stay below the home directory and need no quoting', () => {
    const part = fc.constantFrom(
      'a',
      '.',
      '..',
      '',
      '.env',
      'b c',
      '~',
      '$HOME',
      "q'",
      'x.yaml',
      '*',
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const good = parts.every((one) => ['a', '.env', 'x.yaml'].includes(one));
        expect(isHomePath(parts.join('/'))).toBe(good);
      }),
    );
  });
});
