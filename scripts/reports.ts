/** `npm run reports`: what learners have found wrong with the course. Also while the server runs. */
import { writeFile } from 'node:fs/promises';
import { AppError } from '../server/errors.ts';
import { createReportRecords, type Report, type ReportRecords } from '../server/reports/records.ts';
import { openExisting } from '../server/store/open.ts';
import { dataDir, fileArgument, runCommand, usage } from './data/command.ts';

const USAGE = `npm run reports -- list              those that are open, oldest first
npm run reports -- export [FILE]     all, as JSON; without FILE on the console
npm run reports -- close ID          one is dealt with`;

async function withRecords(work: (records: ReportRecords) => Promise<void>): Promise<void> {
  const store = await openExisting(dataDir());
  try {
    await work(createReportRecords({ store, now: Date.now }));
  } finally {
    await store.destroy();
  }
}

function placeOf({ about }: Report): string {
  switch (about.kind) {
    case 'lesson':
      return `lesson ${about.lesson}`;
    case 'question':
      return `question ${about.question} of lesson ${about.lesson}`;
    case 'verdict':
      return `task ${about.task} of lab ${about.lab}`;
  }
}

/** A control character in what somebody sent would be a command to this terminal. */
const printable = (words: string): string =>
  words.replace(/[^\P{Cc}\n]/gu, '\uFFFD').replaceAll('\n', '\n    ');

function describe(report: Report): string {
  const { id, learnerId, at, words, context } = report;
  const verdict = context.checked?.verdict ?? context.live;
  const said =
    verdict === null ? '' : `  [${verdict.kind === 'fail' ? verdict.reason : verdict.kind}]`;
  return `${id}  ${at.toISOString()}  learner ${learnerId}\n  ${placeOf(report)}${said}\n    ${printable(words)}`;
}

async function list(records: ReportRecords): Promise<void> {
  const open = (await records.list()).filter(({ closedAt }) => closedAt === null);
  if (open.length === 0) console.log('No report is open.');
  for (const report of open) console.log(describe(report));
}

async function exportAll(records: ReportRecords, file: string | undefined): Promise<void> {
  const json = `${JSON.stringify(await records.list(), null, 2)}\n`;
  if (file === undefined) process.stdout.write(json);
  // It says who has reported what.
  else await writeFile(fileArgument(file), json, { mode: 0o600 });
}

async function close(records: ReportRecords, id: string): Promise<void> {
  if (!(await records.close(id))) throw new AppError('notFound', `There is no open report ${id}.`);
  console.log('Closed.');
}

/** What is to be done, or undefined when the arguments make no sense. */
function read(args: readonly string[]): ((records: ReportRecords) => Promise<void>) | undefined {
  const [command, argument, ...rest] = args;
  if (rest.length > 0 || argument?.startsWith('-')) return undefined;
  if (command === 'list' && argument === undefined) return list;
  if (command === 'export') return (records) => exportAll(records, argument);
  if (command === 'close' && argument !== undefined) return (records) => close(records, argument);
  return undefined;
}

const work = read(process.argv.slice(2));
if (work === undefined) usage(USAGE);
else await runCommand(() => withRecords(work));
