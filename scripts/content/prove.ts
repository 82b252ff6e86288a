/** `content test`: a lab's scripts in real lab hosts, told so that an author sees what the checks said. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskStatus, Verdict } from '../../protocol/grading.ts';
import { readMistake } from '../../server/labs/content/mistake.ts';
import { inventory, restlessFiles } from '../../test/support/inventory.ts';
import { createLabRunner, type LabRunner } from '../../test/support/lab-runner.ts';
import { startTestSandbox } from '../../test/support/sandbox.ts';
import { formatDuration, messageOf, paint, say } from '../lib/output.mjs';
import { complaintOf, type Trial } from './rules.ts';
import { scriptsIn } from './validate.ts';

export interface Selection {
  untouched: boolean;
  solution: boolean;
  /** Names of scripts, with or without `.sh`. */
  alternative: readonly string[];
  mistake: readonly string[];
}

/** Runs what is selected, or everything. Whether all was as it should be. */
export async function proveLab(root: string, lab: string, selection: Selection): Promise<boolean> {
  const folder = join(root, 'labs', lab);
  if (!existsSync(join(folder, 'lab.md'))) throw new Error(`There is no lab ${lab} in labs/.`);
  const trials = await trialsOf(folder, selection);
  say('Getting the lab images and a lab host ready …');
  const sandbox = await startTestSandbox();
  try {
    const runner = await createLabRunner(sandbox.sandbox);
    try {
      let wrong = 0;
      for (const trial of trials) if (!(await tell(runner, folder, lab, trial))) wrong += 1;
      say(`\n${trials.length - wrong} passed, ${wrong} failed`);
      return wrong === 0;
    } finally {
      await runner.close();
    }
  } finally {
    await sandbox.close();
  }
}

async function trialsOf(folder: string, selection: Selection): Promise<Trial[]> {
  const { untouched, solution, alternative, mistake } = selection;
  const named = (kind: string, names: readonly string[]): Trial[] =>
    names.map((name) => `${kind}/${name.replace(/\.sh$/, '')}.sh`);
  const chosen = [
    ...(untouched ? ['untouched'] : []),
    ...(solution ? ['solution.sh'] : []),
    ...named('alternatives', alternative),
    ...named('mistakes', mistake),
  ];
  for (const trial of chosen) {
    if (trial === 'untouched' || existsSync(join(folder, trial))) continue;
    throw new Error(`There is no ${trial} in this lab.`);
  }
  if (chosen.length > 0) return chosen;
  return [
    'untouched',
    'solution.sh',
    ...(await scriptsIn(folder, 'alternatives')),
    ...(await scriptsIn(folder, 'mistakes')),
  ];
}

/** One trial in a lab host of its own, and what came of it. */
async function tell(
  runner: LabRunner,
  folder: string,
  lab: string,
  trial: Trial,
): Promise<boolean> {
  say(`\n${paint('bold', trial)}`);
  const began = Date.now();
  try {
    const text = trial === 'untouched' ? '' : await readFile(join(folder, trial), 'utf8');
    const mistake = trial.startsWith('mistakes/') ? readMistake(text) : undefined;
    const { tasks, trace } = await runner.withLab(lab, async (run) => {
      await run.script(text, mistake === undefined ? {} : { mistake: mistake.task });
      const restless = await restlessFiles(run.host);
      const before = await inventory(run.host, restless);
      const statuses = await run.check();
      return { tasks: statuses, trace: before === (await inventory(run.host, restless)) };
    });
    for (const task of tasks) say(line(task));
    const complaint =
      complaintOf(trial, tasks, mistake) ?? (trace ? null : 'The check changed the lab.');
    const took = formatDuration(Date.now() - began);
    say(
      complaint === null
        ? `  ${paint('green', 'as it should be')} (${took})`
        : `  ${paint('red', complaint)}`,
    );
    return complaint === null;
  } catch (error) {
    say(`  ${paint('red', messageOf(error))}`);
    return false;
  }
}

function line({ id, done, live, checked }: TaskStatus): string {
  const mark = done ? paint('green', '✓') : paint('red', '✗');
  const verdict = checked?.verdict ?? live;
  return [`  ${mark} ${id}`, ...(verdict === null ? [] : said(verdict))].join('\n      ');
}

function said(verdict: Verdict): string[] {
  switch (verdict.kind) {
    case 'pass':
      return [verdict.evidence];
    case 'fail':
      return [verdict.reason, `expected: ${verdict.expected}`, `found: ${verdict.found}`];
    case 'waiting':
      return [`waiting: ${verdict.what}`];
    case 'interrupted':
      return [`interrupted: ${verdict.what}`];
    case 'fault':
      return [`a fault of the grader: ${verdict.message}`];
  }
}
