import { expect, it } from '@jest/globals';
import { isSupportedNode } from './node-version.mjs';

it.each([
  ['20.19.0', true],
  ['20.20.2', true],
  ['22.0.0', true],
  ['20.18.9', false],
  ['18.20.4', false],
  ['9.99.99', false],
])('Node %s: %s', (version, expected) => {
  expect(isSupportedNode(version)).toBe(expected);
});
