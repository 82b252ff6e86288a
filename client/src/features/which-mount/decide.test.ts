import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressOf, type Decision, decide, type QuestionId, type Step } from './decide.ts';
import { QUESTIONS } from './questions.ts';
import { VERDICTS } from './verdicts.ts';

const MOST_QUESTIONS = 5;
const questions = Object.keys(QUESTIONS) as QuestionId[];

const after = (steps: readonly Step[]): Decision =>
  decide((question) => steps.find((step) => step.question === question)?.option.id ?? null);

/** Every way through the questions, to its end. */
function paths(steps: readonly Step[] = []): Decision[] {
  const decision = after(steps);
  const { at } = decision;
  if ('verdict' in at) return [decision];
  return QUESTIONS[at.ask].options.flatMap((option) =>
    paths([...steps, { question: at.ask, option }]),
  );
}

const answersOf = ({ steps }: Decision): string =>
  steps.map(({ question, option }) => `${question}=${option.id}`).join(' ');

describe('which mount', () => {
  it('gives each combination of answers its one answer', () => {
    const found = paths().map((path) => [
      answersOf(path),
      'verdict' in path.at ? path.at.verdict : null,
    ]);
    expect(Object.fromEntries(found)).toEqual({
      'makes=release': 'image',
      'makes=person where=elsewhere': 'image',
      'makes=person where=here writes=yes': 'bind',
      'makes=person where=here writes=no': 'bind-read-only',
      'makes=program keep=no disk=memory': 'tmpfs',
      'makes=program keep=no disk=disk': 'scratch',
      'makes=program keep=yes who=nobody at-once=yes': 'server',
      'makes=program keep=yes who=nobody at-once=no': 'volume',
      'makes=program keep=yes who=host': 'bind-output',
      'makes=program keep=yes who=machines': 'network',
    });
  });

  it('asks five questions at most, each of them on some way, and has no answer that nobody gets', () => {
    const all = paths();
    expect(Math.max(...all.map(({ steps }) => steps.length))).toBeLessThanOrEqual(MOST_QUESTIONS);
    const asked = new Set(all.flatMap(({ steps }) => steps.map(({ question }) => question)));
    expect([...asked].sort()).toEqual([...questions].sort());
    const given = new Set(all.map(({ at }) => ('verdict' in at ? at.verdict : null)));
    expect([...given].sort()).toEqual(Object.keys(VERDICTS).sort());
  });

  it('makes something of any answers, also of those that no question has', () => {
    const options = questions.flatMap((question) =>
      QUESTIONS[question].options.map(({ id }) => id),
    );
    const answer = fc.option(fc.oneof(fc.constantFrom(...options), fc.string()));
    const answers = fc.record(
      Object.fromEntries(questions.map((question) => [question, answer])) as Record<
        QuestionId,
        typeof answer
      >,
    );
    fc.assert(
      fc.property(answers, (given) => {
        const { steps, at } = decide((question) => given[question]);
        for (const { question, option } of steps) expect(option.id).toBe(given[question]);
        if ('verdict' in at) return;
        const chosen = given[at.ask];
        expect(QUESTIONS[at.ask].options.map(({ id }) => id)).not.toContain(chosen);
      }),
    );
  });

  it('finds every decision again at its address', () => {
    for (const path of paths()) {
      const search = new URLSearchParams(addressOf(path.steps).search);
      expect(decide((question) => search.get(question))).toEqual(path);
    }
  });
});
