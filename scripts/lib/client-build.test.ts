import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { digestOf } from './client-build.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-sources-'));
  mkdirSync(join(root, 'client/src'), { recursive: true });
  writeFileSync(join(root, 'client/src/main.tsx'), 'one');
  writeFileSync(join(root, 'package-lock.json'), '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

const digest = () => digestOf(root, ['client', 'package-lock.json']);

it('is the same for the same sources', () => {
  expect(digest()).toBe(digest());
});

it('changes with a content, a name and a further file', () => {
  const seen = new Set([digest()]);
  writeFileSync(join(root, 'client/src/main.tsx'), 'two');
  seen.add(digest());
  renameSync(join(root, 'client/src/main.tsx'), join(root, 'client/src/index.tsx'));
  seen.add(digest());
  writeFileSync(join(root, 'client/src/extra.ts'), '');
  seen.add(digest());
  writeFileSync(join(root, 'package-lock.json'), '{ }');
  seen.add(digest());
  expect(seen.size).toBe(5);
});

it('does not care for tests', () => {
  const before = digest();
  writeFileSync(join(root, 'client/src/main.test.tsx'), '');
  expect(digest()).toBe(before);
});
