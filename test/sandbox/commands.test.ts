/**
 * What documentation and courses tell people to type, in the hope that they cannot tell a lab from a host of
 * their own. Each list starts in a fresh lab; its commands follow one another.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LabHost } from '../../server/sandbox/types.ts';
import { readCommandLists, scriptFor } from '../support/command-lists.ts';
import { inLab } from '../support/lab.ts';
import { LAB_MS, PREPARE_MS, startTestSandbox, type TestSandbox } from '../support/sandbox.ts';

jest.setTimeout(LAB_MS);

const DOCUMENT = readFileSync(new URL('../../docs/lab-host.md', import.meta.url), 'utf8');

const lists = readCommandLists();
let lab: TestSandbox;

beforeAll(async () => {
  lab = await startTestSandbox();
}, PREPARE_MS);

afterAll(() => lab?.close(), LAB_MS);

describe.each(lists)('$title', ({ commands }) => {
  let host: LabHost;

  beforeAll(async () => {
    host = await lab.launch();
  }, LAB_MS);

  afterAll(() => lab.sandbox.remove(host.launchId), LAB_MS);

  it.each(commands)('$run', async (command) => {
    const { code, out, err } = await inLab(host, scriptFor(command), LAB_MS);
    // The whole of it, so that a failure shows what was said.
    const happened = { code, said: `${out}\n${err}`.trim() };
    expect(happened).toEqual({
      code: command.code,
      said: expect.stringMatching(new RegExp(command.says ?? '', 'm')),
    });
  });
});

it('names in docs/lab-host.md whatever cannot work', () => {
  const reasons = lists.flatMap(({ commands }) => commands).map(({ documented }) => documented);
  const missing = reasons.filter((words) => words !== undefined && !DOCUMENT.includes(words));
  expect(missing).toEqual([]);
});
