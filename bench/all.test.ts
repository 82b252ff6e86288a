import { expect, it } from '@jest/globals';
import { section } from './all.ts';

it('a benchmark’s figures become a section of the file', () => {
  expect(section('start', '\nStart of a lab\n\n# Part\n\n| a |\n')).toBe(
    '## start\n\nStart of a lab\n\n### Part\n\n| a |\n',
  );
});
