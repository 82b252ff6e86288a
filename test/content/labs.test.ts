/**
 * Every lab proves itself in real lab hosts: untouched it passes nothing, its solution and every other
 * correct way pass everything, each mistake fails its task for its reason, and checks leave no trace.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TaskStatus } from '../../protocol/grading.ts';
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

/** How long what a script has started may take until there is something to judge, ms. */
const STARTING_MS = 120_000;

/**
 * Checks until `isEnough` holds of what was said, as a person presses again while a server is still starting.
 * After the time for that it is what it is.
 */
async function checkUntil(
  run: LabRun,
  isEnough: (tasks: readonly TaskStatus[]) => boolean,
): Promise<TaskStatus[]> {
  const end = Date.now() + STARTING_MS;
  for (;;) {
    const tasks = await run.check();
    if (isEnough(tasks) || Date.now() > end) return tasks;
  }
}

const isWaiting = ({ done, checked: last }: TaskStatus): boolean =>
  !done && last?.verdict.kind === 'waiting';

/** The verdicts of one check, and that the lab is as it was. */
async function checked(
  run: LabRun,
  isEnough: (tasks: readonly TaskStatus[]) => boolean = () => true,
): Promise<Record<string, { done: boolean; said: string }>> {
  const restless = await restlessFiles(run.host);
  const before = await inventory(run.host, restless);
  const tasks = await checkUntil(run, isEnough);
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
      const tasks = await checked(run, (all) => !all.some(isWaiting));
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
      const isJudged = (all: readonly TaskStatus[]) =>
        !all.some((one) => one.id === mistake.task && isWaiting(one));
      const tasks = await checkUntil(run, isJudged);
      const task = tasks.find(({ id }) => id === mistake.task);
      // As text, so that what was said instead can be read.
      expect(JSON.stringify(task?.checked?.verdict)).toContain(
        JSON.stringify({ kind: 'fail', reason: mistake.reason }).slice(1, -1),
      );
      expect(task?.done).toBe(false);
    }),
  );
});
