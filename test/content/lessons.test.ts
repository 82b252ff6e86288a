/** Every command of every lesson runs, in order, in a real lab host, and does what the lesson says. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Block } from '../../protocol/course.ts';
import type { LabHost } from '../../server/sandbox/types.ts';
import { firstMissing } from '../support/expected.ts';
import { createLabRunner, type LabRunner } from '../support/lab-runner.ts';
import { PREPARE_MS, startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { root } from '../support/server.ts';

const LESSON_TIMEOUT_MS = 240_000;
jest.setTimeout(LESSON_TIMEOUT_MS + 60_000);

const lessons = readdirSync(join(root, 'lessons')).filter((name) => /^\d\d-/.test(name));

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

const MARK = '@@holdfast-block@@';

/** One shell for the whole lesson, as in a terminal: variables and directories stay from block to block. */
function script(blocks: readonly Block[]): string {
  const steps = blocks.map(({ kind, index, text, file = '' }) => {
    if (kind === 'run') {
      return `{\n${text}\n} </dev/null 2>&1\nprintf '\\n%s %s %s\\n' '${MARK}' ${index} $?`;
    }
    const encoded = Buffer.from(text).toString('base64');
    return `mkdir -p "$HOME/${dirname(file)}" && echo ${encoded} | base64 -d > "$HOME/${file}"`;
  });
  return ['cd ~', ...steps, ''].join('\n');
}

/** For each run block what it printed and how it ended. */
async function runAll(
  host: LabHost,
  blocks: readonly Block[],
): Promise<Map<number, { output: string; exitCode: number }>> {
  const runnable = blocks.filter(({ kind }) => kind === 'run' || kind === 'file');
  const { stdout } = await host.run(['bash', '-s'], {
    stdin: script(runnable),
    timeoutMs: LESSON_TIMEOUT_MS,
    maxBytes: 8 * 1024 * 1024,
  });
  const results = new Map<number, { output: string; exitCode: number }>();
  let output = '';
  for (const line of stdout.toString().split('\n')) {
    const [mark, index, exitCode] = line.split(' ');
    if (mark === MARK) {
      results.set(Number(index), { output, exitCode: Number(exitCode) });
      output = '';
    } else {
      output += `${line}\n`;
    }
  }
  return results;
}

it('there are lessons to run', () => {
  expect(lessons.length).toBeGreaterThan(0);
});

describe.each(lessons)('%s', (slug) => {
  it.concurrent('does what it says', async () => {
    const { document } = await runner.content.lesson(slug);
    const { blocks } = document;
    const results = await runner.withHost((host) => runAll(host, blocks));
    const wrong: unknown[] = [];
    for (const [at, { kind, index, text }] of blocks.entries()) {
      if (kind !== 'run') continue;
      const result = results.get(index);
      const next = blocks[at + 1];
      if (result === undefined) wrong.push({ index, text, problem: 'it was never reached' });
      else if (next?.kind === 'expect') {
        const missing = firstMissing(next.text, result.output);
        if (missing !== null) wrong.push({ index, text, missing, output: result.output });
      } else if (result.exitCode !== 0) wrong.push({ index, text, ...result });
    }
    expect(wrong).toEqual([]);
  });
});
