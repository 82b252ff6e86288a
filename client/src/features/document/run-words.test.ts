import { describe, expect, it } from '@jest/globals';
import { isUnderWay, runWords } from './run-words.ts';

const run = (over: object) =>
  ({ state: 'running', exitCode: null, terminal: 1, message: '', ...over }) as Parameters<
    typeof runWords
  >[0];

describe('runWords', () => {
  it('names the terminal while it goes on', () => {
    expect(runWords(run({ terminal: 2 }))).toBe('Running in terminal 2');
    expect(runWords(run({ state: 'waiting', terminal: null }))).toBe('Waiting');
  });

  it('names the exit code of a failure when there is one', () => {
    expect(runWords(run({ state: 'failed', exitCode: 125 }))).toBe('Exit code 125');
    expect(runWords(run({ state: 'failed' }))).toBe('Failed');
  });
});

describe('isUnderWay', () => {
  it.each([
    ['starting', true],
    ['waiting', true],
    ['running', true],
    ['succeeded', false],
    ['failed', false],
    ['lost', false],
    ['refused', false],
  ])('%s: %s', (state, expected) => {
    expect(isUnderWay(run({ state }))).toBe(expected);
  });
});
