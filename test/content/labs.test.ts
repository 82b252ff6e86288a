/**
 * Every lab proves itself in real lab hosts: untouched it passes nothing, its solution and every other
 * correct way pass everything, each mistake fails its task for its reason, and checks leave no trace.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readMistake } from '../../server/labs/content/mistake.ts';
import { inventory, restlessFiles } from '../support/inventory.ts';
import { createLabRunner, type LabRun, type LabRunner } from '../support/lab-runner.ts';
import { PREPARE_MS, startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { root } from '../support/server.ts';

jest.setTimeout(8 * 60_000);

const labsDir = join(root, 'labs');
const labs = readdirSync(labsDir).filter((name) => existsSync(join(labsDir, name, 'lab.md')));
const scripts = (lab: string, folder: string): string[] => {
  const path = join(labsDir, lab, folder);
  return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.sh')) : [];
};
const read = (...path: string[]): string => readFileSync(join(labsDir, ...path), 'utf8');

let lab: TestSandbox;
let runner: LabRunner;

beforeAll(async () => {
  // Not a server's: its sweep would take labs that its database doesn't name.
  lab = await startTestSandbox();
  runner = await createLabRunner(lab.sandbox);
}, PREPARE_MS);
afterAll(async () => {
  await runner.close();
  await lab.close();
});

/** The verdicts of one check, and that the lab is as it was. */
async function checked(run: LabRun): Promise<Record<string, { done: boolean; said: string }>> {
  const restless = await restlessFiles(run.host);
  const before = await inventory(run.host, restless);
  const tasks = await run.check();
  expect(await inventory(run.host, restless)).toBe(before);
  return Object.fromEntries(
    tasks.map(({ id, done, checked: last }) => [id, { done, said: JSON.stringify(last?.verdict) }]),
  );
}

it('there are labs to prove', () => {
  expect(labs.length).toBeGreaterThan(0);
});

describe.each(labs)('%s', (lab) => {
  it.concurrent('untouched, passes nothing', () =>
    runner.withLab(lab, async (run) => {
      const tasks = await checked(run);
      for (const [id, { done, said }] of Object.entries(tasks)) {
        expect([id, done, said]).toEqual([id, false, expect.stringMatching(/"(waiting|fail)"/)]);
      }
    }));

  const solutions = [
    'solution.sh',
    ...scripts(lab, 'alternatives').map((name) => join('alternatives', name)),
  ];
  it.concurrent.each(solutions)('%s passes everything', (name) =>
    runner.withLab(lab, async (run) => {
      await run.script(read(lab, name));
      const tasks = await checked(run);
      const open = Object.entries(tasks).filter(([, { done }]) => !done);
      expect(open).toEqual([]);
    }),
  );

  it.concurrent.each(scripts(lab, 'mistakes'))('mistakes/%s fails for its reason', (name) =>
    runner.withLab(lab, async (run) => {
      const script = read(lab, 'mistakes', name);
      const mistake = readMistake(script);
      if (mistake === undefined)
        throw new Error('the first line must be: # fails TASK with REASON');
      await run.script(script, { mistake: mistake.task });
      const tasks = await run.check();
      const task = tasks.find(({ id }) => id === mistake.task);
      expect(task?.checked?.verdict).toMatchObject({ kind: 'fail', reason: mistake.reason });
      expect(task?.done).toBe(false);
    }),
  );
});
