import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ROOT } from '../lib/root.mjs';
import { describeFile } from './reporter.mjs';

const quick = {
  testFilePath: join(ROOT, 'server/x.test.ts'),
  numPassingTests: 3,
  numFailingTests: 0,
  perfStats: { start: 1_000, end: 1_500 },
  failureMessage: null,
};

it('says nothing of what passed quickly', () => {
  expect(describeFile(quick)).toBeNull();
});

it('names what took its time', () => {
  expect(describeFile({ ...quick, perfStats: { start: 0, end: 61_000 } })).toBe(
    'ok    server/x.test.ts (1 min 1 s): 3 passed',
  );
});

it('shows a failure in full, also of a file that could not be loaded', () => {
  const failureMessage = '● Test suite failed to run';
  expect(describeFile({ ...quick, numPassingTests: 0, failureMessage })).toBe(
    'fail  server/x.test.ts (0.5 s)\n● Test suite failed to run',
  );
});
