import { describe, expect, it } from '@jest/globals';
import { countResults } from './jest.mjs';

const none = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('countResults', () => {
  it('counts what passed and failed', () => {
    expect(countResults({ ...none, numPassedTests: 7, numFailedTests: 2 })).toEqual({
      passed: 7,
      failed: 2,
    });
  });

  it('counts suites that could not be loaded, and tests that were left out, as failed', () => {
    expect(
      countResults({ ...none, numRuntimeErrorTestSuites: 1, numPendingTests: 2, numTodoTests: 4 }),
    ).toEqual({ passed: 0, failed: 7 });
  });
});
