/**
 * Runs a lab's scripts in real lab hosts and grades them as the server does: with its recorder, its live
 * checks, its workers and its experiments.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { TaskStatus } from '../../protocol/grading.ts';
import { imageIds } from '../../server/grading/engine.ts';
import { createGrading, type Grading } from '../../server/grading/grading.ts';
import { createWorkerPool } from '../../server/grading/pool.ts';
import { createGradingRecords } from '../../server/grading/records.ts';
import { newId } from '../../server/ids.ts';
import { scriptParts } from '../../server/labs/content/solution.ts';
import { putStartingState } from '../../server/labs/content/starting-state.ts';
import { createSessionRecords } from '../../server/labs/records.ts';
import { createLearners } from '../../server/learners/learners.ts';
import { createContent } from '../../server/lessons/content.ts';
import type { Content } from '../../server/lessons/types.ts';
import { createProgress } from '../../server/progress/progress.ts';
import { LAB_IMAGES } from '../../server/sandbox/images/image-set.ts';
import type { LabHost, Sandbox } from '../../server/sandbox/types.ts';
import { openStore } from '../../server/store/open.ts';
import { eventually, root } from './server.ts';

/** A person's commands may start a database or two. */
const SCRIPT_TIMEOUT_MS = 180_000;
/** How long a live check may take to see what a part of a script has done. */
const LIVE_MS = 25_000;

export interface LabRunner {
  readonly content: Content;
  /** A lab of a learner of its own, as it is after **Start lab**; removed when `use` is over. */
  withLab<T>(lab: string, use: (run: LabRun) => Promise<T>): Promise<T>;
  /** A lesson's ungraded host. */
  withHost<T>(use: (host: LabHost) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface LabRun {
  readonly host: LabHost;
  /**
   * Runs a script as typed by a person: what stands behind `# task ID` is given the time that its live check
   * needs. A command that fails ends it, unless it is a `mistake` in the task of that name: then
   * the live check of that task may also fail.
   */
  script(text: string, options?: { mistake?: string }): Promise<void>;
  /** **Check my work**, to its end. */
  check(): Promise<TaskStatus[]>;
}

export async function createLabRunner(sandbox: Sandbox): Promise<LabRunner> {
  const log = pino({ level: process.env.HOLDFAST_TEST_LOG ?? 'silent' });
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-labs-'));
  const store = await openStore(dataDir);
  const content = await createContent({
    root,
    images: LAB_IMAGES.map((image) => image.name),
    log,
  });
  const progress = createProgress({ store, now: Date.now });
  const changes = new Set<() => void>();
  const grading: Grading = createGrading({
    labs: content,
    records: createGradingRecords(store),
    progress,
    livePool: createWorkerPool(2),
    experimentPool: createWorkerPool(2),
    now: Date.now,
    onChange: () => {
      for (const changed of changes) changed();
    },
    log,
  });
  const learners = await createLearners({
    store,
    mode: 'many',
    key: Buffer.alloc(32),
    now: Date.now,
  });
  const sessions = createSessionRecords(store);

  const withHost = async <T>(use: (host: LabHost, launchId: string) => Promise<T>): Promise<T> => {
    const launchId = newId();
    const host = await sandbox.launch(launchId);
    try {
      return await use(host, launchId);
    } finally {
      host.close();
      await sandbox.remove(launchId);
    }
  };

  return {
    content,
    withHost,
    withLab: (lab, use) =>
      withHost(async (host, launchId) => {
        const { id: learnerId } = await learners.create();
        const id = newId();
        const place = { kind: 'lab', slug: lab } as const;
        await sessions.add({ id, learnerId, place, launchId, machine: 'local', at: Date.now() });
        await putStartingState(host, await content.startingState(lab));
        const images = await imageIds(host.engine);
        await grading.attach({ id, learnerId, launchId, lab, images }, host);
        // As a visible page does: writes and SQL emit no event.
        grading.setVisible(id, true);
        const tasks = () => grading.tasks({ id, learnerId, lab });
        const graded = content.graded(lab).tasks;
        /** What needs an experiment first is not looked at before that. */
        const isSeenLive = (need: string) => !graded.some((t) => t.id === need && t.experiment);
        try {
          return await use({
            host,
            async script(text, { mistake } = {}) {
              for (const part of scriptParts(text)) {
                await runPart(host, part.text, mistake !== undefined);
                for (const task of graded.filter(({ id }) => part.tasks.includes(id))) {
                  if (task.observe && task.needs.every(isSeenLive)) {
                    await seen(tasks, task.id, task.id === mistake);
                  }
                }
              }
            },
            async check() {
              grading.check(id);
              await eventually(
                async () => grading.checkProgress(id)?.state === 'finished',
                300_000,
              );
              return tasks();
            },
          });
        } finally {
          await grading.detach(id);
        }
      }),
    async close() {
      await grading.close();
      await store.destroy();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function runPart(host: LabHost, text: string, tolerant: boolean): Promise<void> {
  const { exitCode, stdout, stderr } = await host.run(['bash', tolerant ? '-s' : '-es'], {
    stdin: `cd ~\n${text}`,
    timeoutMs: SCRIPT_TIMEOUT_MS,
  });
  if (exitCode !== 0 && !tolerant) {
    throw new Error(
      `the script ended with ${exitCode}:\n${stdout.toString()}\n${stderr.toString()}`,
    );
  }
}

/**
 * Waits until the task's live check has passed (or failed, where that will do), but not for ever: what it
 * needs may come later.
 */
async function seen(
  tasks: () => Promise<TaskStatus[]>,
  id: string,
  failureWillDo: boolean,
): Promise<void> {
  const settled = async () => {
    const task = (await tasks()).find((one) => one.id === id);
    const live = task?.live?.kind;
    return task?.done === true || live === 'pass' || (failureWillDo && live === 'fail');
  };
  await eventually(settled, LIVE_MS).catch(() => undefined);
}
