import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readQuiz } from './quiz-file.ts';

const FILE = `questions:
  - id: after-stop
    kind: single
    text: What does \`docker stop\` end?
    section: lifetime
    options:
      - text: The process
        correct: true
        why: Nothing else.
      - text: The writable layer
        why: It stays.
      - text: Both
        why: Only one of them.
  - id: what-stays
    kind: multiple
    text: What stays?
    section: layers
    options:
      - text: The image
        correct: true
        why: It can't change.
      - text: The volume
        correct: true
        why: It has a life of its own.
      - text: The process
        why: It ends.
`;

const HEADINGS = [
  { id: 'layers', text: 'Layers', level: 2 },
  { id: 'lifetime', text: 'Stop is not remove', level: 2 },
];

function read(text: string) {
  const problems: string[] = [];
  const quiz = readQuiz(text, HEADINGS, (message, line) =>
    problems.push(`${line ?? '-'}: ${message}`),
  );
  return { quiz, problems };
}

function loaded(text: string) {
  const { quiz, problems } = read(text);
  expect(problems).toEqual([]);
  return quiz?.questions ?? [];
}

describe('readQuiz', () => {
  it('gives the questions in order, rendered', () => {
    const [first, second] = loaded(FILE);
    expect(first).toEqual({
      kind: 'single',
      id: 'after-stop',
      version: expect.stringMatching(/^[\w-]{12}$/),
      text: {
        html: 'What does <code>docker stop</code> end?',
        words: 'What does docker stop end?',
      },
      section: { id: 'lifetime', title: 'Stop is not remove' },
      options: [
        {
          id: expect.stringMatching(/^[\w-]{12}$/),
          text: { html: 'The process', words: 'The process' },
          correct: true,
          why: { html: 'Nothing else.', words: 'Nothing else.' },
        },
        expect.objectContaining({ correct: false }),
        expect.objectContaining({ correct: false }),
      ],
    });
    expect(second).toMatchObject({ kind: 'multiple', section: { id: 'layers' } });
  });

  it.each([
    ['questions: []', '1: `questions`: Too small'],
    ['question: 1', '1: There is no field `question`'],
    [FILE.replace('kind: single', 'kind: open'), '3: `questions.0.kind`: must be `single` or'],
    [FILE.replace('    kind: single\n', ''), '2: `questions.0.kind`: must be `single` or'],
    [FILE.replace('id: after-stop', 'id: After stop'), '2: `questions.0.id`: '],
    [FILE.replace('what-stays', 'after-stop'), '14: `questions.1.id`: `after-stop` stands twice.'],
    [FILE.replace('section: layers', 'section: other'), '17: `questions.1.section`: no heading'],
    [FILE.replace('        why: It stays.\n', ''), '10: `questions.0.options.1.why` is missing.'],
    [FILE.replace('text: Both', 'txet: Both'), '12: `questions.0.options.2` has no field `txet`'],
    [FILE.replace('text: Both', 'text: The process'), 'an option before it says the same.'],
    [
      FILE.replace('why: It ends.', 'why: "It [ends](#x)."'),
      "26: `questions.1.options.2.why`: `[ends](#x)` can't stand here",
    ],
    [
      FILE.replace('correct: true', 'correct: false'),
      '7: `questions.0.options`: exactly one must be',
    ],
    [
      FILE.replace('text: Both', 'text: Both\n        correct: true'),
      '7: `questions.0.options`: exactly one must be',
    ],
    [
      FILE.replaceAll('correct: true', 'correct: false'),
      '19: `questions.1.options`: at least one must be',
    ],
    [
      FILE.replace('why: It ends.', 'why: It ends.\n        correct: true'),
      '19: `questions.1.options`: at least one must be',
    ],
    [FILE.replace(/ {6}- text: Both\n.*\n/, ''), '7: `questions.0.options`: Too small'],
    [
      FILE.replace(
        '\n  - id: what-stays',
        '\n      - {text: a, why: a}\n      - {text: b, why: b}\n      - {text: c, why: c}\n      - {text: d, why: d}\n  - id: what-stays',
      ),
      '7: `questions.0.options`: Too big',
    ],
    [`${FILE}  - [`, 'This is not YAML'],
  ])('says what is wrong, and where (%#)', (text, problem) => {
    const { quiz, problems } = read(text);
    expect(quiz).toBeUndefined();
    expect(problems.join('\n')).toContain(problem);
  });
});

describe('readQuiz of anything', () => {
  it('gives a quiz or says why not, and never throws', () => {
    const value = fc.oneof(fc.boolean(), fc.integer(), fc.string(), fc.constant(null));
    const option = fc.record(
      { text: fc.oneof(fc.string(), value), correct: value, why: value },
      { requiredKeys: [] },
    );
    const question = fc.record(
      {
        id: fc.constantFrom('a', 'b', 'A b'),
        kind: fc.constantFrom('single', 'multiple', 'open', 3),
        text: value,
        section: fc.constantFrom('layers', 'none'),
        options: fc.oneof(fc.array(option, { maxLength: 7 }), value),
      },
      { requiredKeys: [] },
    );
    const file = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ questions: fc.array(question, { maxLength: 3 }) })
        .map((it) => JSON.stringify(it)),
    );
    fc.assert(
      fc.property(file, (text) => {
        const { quiz, problems } = read(text);
        expect(quiz === undefined).toBe(problems.length > 0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what a question and its options are known by', () => {
  const [before] = loaded(FILE);
  const ids = (question: typeof before) => question?.options.map((option) => option.id) ?? [];

  it('is not touched by order, marks or reasons', () => {
    const shuffled = FILE.replace(
      /( {6}- text: The writable layer\n.*\n)( {6}- text: Both\n.*\n)/,
      '$2$1',
    );
    const judgedAnew = FILE.replace('        correct: true\n', '')
      .replace('text: Both', 'text: Both\n        correct: true')
      .replace('It stays.', 'It stays on the disk.');
    for (const [after] of [loaded(shuffled), loaded(judgedAnew)]) {
      expect(after?.version).toBe(before?.version);
      expect(ids(after).sort()).toEqual(ids(before).sort());
    }
    expect(ids(loaded(shuffled)[0])).not.toEqual(ids(before));
  });

  it('changes with the words', () => {
    for (const text of [
      FILE.replace('The writable layer', 'Its writable layer'),
      FILE.replace('What does', 'Whatever does'),
      FILE.replace('kind: single', 'kind: multiple'),
    ]) {
      expect(loaded(text)[0]?.version).not.toBe(before?.version);
    }
  });
});
