/** Every command of the cheat sheet runs, in order, after its group's setup, in a real lab host. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CHEAT_SHEET_FILE, readCheatSheet } from '../../server/reference/cheat-sheet-file.ts';
import { createLabRunner, type LabRunner } from '../support/lab-runner.ts';
import { PREPARE_MS, startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { root } from '../support/server.ts';

const GROUP_TIMEOUT_MS = 240_000;
jest.setTimeout(GROUP_TIMEOUT_MS + 60_000);

const groups = readCheatSheet(readFileSync(join(root, CHEAT_SHEET_FILE), 'utf8'), (problem) => {
  throw new Error(problem);
});

let lab: TestSandbox;
let runner: LabRunner;

beforeAll(async () => {
  lab = await startTestSandbox();
  runner = await createLabRunner(lab.sandbox);
}, PREPARE_MS);
afterAll(async () => {
  await runner.close();
  await lab.close();
});

it('there are commands to run', () => {
  expect(groups.length).toBeGreaterThan(0);
});

describe.each(groups)('$title', ({ setup, commands }) => {
  it.concurrent('every command ends with 0', async () => {
    // Each line is told apart from what it prints by the number of its command.
    const steps = commands.map(({ run }, at) => `{\n${run}\n} </dev/null || echo "FAILED ${at}"`);
    const { stdout, stderr } = await runner.withHost((host) =>
      host.run(['bash', '-s'], {
        stdin: ['cd ~', `{ set -e\n${setup}\nset +e\n}`, ...steps, 'echo ENDED', ''].join('\n'),
        timeoutMs: GROUP_TIMEOUT_MS,
      }),
    );
    const said = stdout.toString().split('\n');
    const failed = commands.filter((_, at) => said.includes(`FAILED ${at}`));
    expect({ failed: failed.map(({ run }) => run), ended: said.includes('ENDED') }).toEqual({
      failed: [],
      ended: true,
    });
    expect(stderr.toString()).not.toContain('command not found');
  });
});
