/** The commands that stand around the lessons run in real lab hosts: those of the cheat sheet and of "Which mount?". */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { VERDICTS } from '../../client/src/features/which-mount/verdicts.ts';
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

/** Those that fail, each with all that was said; in one shell, in the home directory of a fresh host. */
async function failing(setup: string, commands: readonly string[]): Promise<unknown[]> {
  const steps = commands.map((run, at) => `{\n${run}\n} </dev/null || echo "FAILED ${at}"`);
  const script = ['cd ~', 'set -e', setup, 'set +e', ...steps, 'echo ENDED', ''].join('\n');
  const { stdout, stderr } = await runner.withHost((host) =>
    host.run(['bash', '-s'], { stdin: script, timeoutMs: GROUP_TIMEOUT_MS }),
  );
  const said = stdout.toString().split('\n');
  const problems = said.includes('ENDED') ? [] : ['the setup failed'];
  const failed = commands.filter((_, at) => said.includes(`FAILED ${at}`));
  return [...problems, ...failed].map((problem) => ({ problem, stderr: stderr.toString() }));
}

describe.each(groups)('$title', ({ setup, commands }) => {
  it.concurrent('every command ends with 0', async () => {
    const runs = commands.map(({ run }) => run);
    expect(await failing(setup, runs)).toEqual([]);
  });
});

describe('which mount', () => {
  it.concurrent.each(Object.entries(VERDICTS))('%s: its command works', async (_, { command }) => {
    // The one that isn't typed is a line of a Dockerfile.
    const typed = command.startsWith('COPY ')
      ? `printf '%s\\n' 'FROM nginx:1.26' '${command}' > Dockerfile && docker build .`
      : command;
    expect(await failing('mkdir site && touch site/index.html', [typed])).toEqual([]);
  });
});
