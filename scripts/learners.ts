/** `npm run learners`: whom there is, what is kept of one, and its end. Also while the server runs. */
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../server/errors.ts';
import { eraseLearner, exportLearner } from '../server/learners/data.ts';
import { type LearnerSummary, listLearners } from '../server/learners/list.ts';
import { openExisting, type Store } from '../server/store/open.ts';
import { dataDir, fileArgument, runCommand, usage } from './data/command.ts';

const USAGE = `npm run learners -- list                 all, oldest first
npm run learners -- export ID [FILE]     what is kept of one, as JSON; without FILE on the console
npm run learners -- delete ID [--yes]    all of it, and the learner's labs; --yes does not ask`;

async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openExisting(dataDir());
  try {
    await work(store);
  } finally {
    await store.destroy();
  }
}

const day = (at: Date | null): string => at?.toISOString().slice(0, 10) ?? 'never';

function describe(learner: LearnerSummary): string {
  const { id, createdAt, lastSeen, lessonsDone, tasksDone, labs } = learner;
  return `${id}  since ${day(createdAt)}  last seen ${day(lastSeen).padEnd(10)}  ${lessonsDone} lessons, ${tasksDone} tasks done, ${labs} labs`;
}

async function find(store: Store, id: string): Promise<LearnerSummary> {
  const found = (await listLearners(store)).find((learner) => learner.id === id);
  if (found === undefined) throw new AppError('notFound', `There is no learner ${id}.`);
  return found;
}

async function list(store: Store): Promise<void> {
  for (const learner of await listLearners(store)) console.log(describe(learner));
}

async function exportOne(store: Store, id: string, file: string | undefined): Promise<void> {
  await find(store, id);
  const pieces = Readable.from(exportLearner(store, id, new Date()));
  if (file === undefined) await pipeline(pieces, process.stdout, { end: false });
  // What somebody has typed in a lab is theirs.
  else await pipeline(pieces, createWriteStream(fileArgument(file), { mode: 0o600 }));
}

async function deleteOne(store: Store, id: string, agreed: boolean): Promise<void> {
  console.log(describe(await find(store, id)));
  if (!agreed && !(await mayDelete())) return;
  await eraseLearner(store, id);
  console.log(
    'Deleted. The labs are removed by the server within five minutes, or when it next starts.',
  );
}

async function mayDelete(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.log('Nothing is deleted without --yes.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question('Delete all of this? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}

/** What is to be done, or undefined when the arguments make no sense. */
function read(args: readonly string[]): ((store: Store) => Promise<void>) | undefined {
  const [command, id, ...rest] = args;
  const [last] = rest;
  if (command === 'list' && id === undefined) return list;
  if (id === undefined || id.startsWith('-') || rest.length > 1) return undefined;
  if (command === 'export') return (store) => exportOne(store, id, last);
  if (command === 'delete' && (last === undefined || last === '--yes')) {
    return (store) => deleteOne(store, id, last === '--yes');
  }
  return undefined;
}

const work = read(process.argv.slice(2));
if (work === undefined) usage(USAGE);
else await runCommand(() => withStore(work));
