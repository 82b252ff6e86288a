import { describe, expect, it } from '@jest/globals';
import { scriptParts, solutionOf } from './solution.ts';

const SCRIPT = `#!/bin/bash
cd ~

# task write
echo a > a
# a comment
# task read check
cat a

# task empty
`;

describe('scriptParts', () => {
  it('divides a script at its marks, and keeps what stands before the first', () => {
    expect(scriptParts(SCRIPT)).toEqual([
      { tasks: [], text: '#!/bin/bash\ncd ~\n' },
      { tasks: ['write'], text: 'echo a > a\n# a comment\n' },
      { tasks: ['read', 'check'], text: 'cat a\n' },
      { tasks: ['empty'], text: '\n' },
    ]);
  });

  it.each(['  # task a', '# task', '# task A', '# tasks a', '# task a, b'])(
    'sees no mark in %j',
    (line) => expect(scriptParts(`${line}\ntrue\n`).flatMap(({ tasks }) => tasks)).toEqual([]),
  );

  it('makes nothing of an empty script', () => expect(scriptParts('\n \n')).toEqual([]));
});

describe('solutionOf', () => {
  it('has the part of each task that has one', () => {
    const solution = solutionOf(SCRIPT);
    expect([...solution.keys()]).toEqual(['write', 'read', 'check']);
    expect(solution.get('read')).toBe(solution.get('check'));
  });
});
