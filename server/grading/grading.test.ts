/** What the live checks say of tasks, with a lab in which nothing happens. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { eventually } from '../../test/support/eventually.ts';
import { newId } from '../ids.ts';
import { createSessionRecords } from '../labs/records.ts';
import { createLearners } from '../learners/learners.ts';
import { createProgress, type Progress } from '../progress/progress.ts';
import type { InnerEngine, LabHost } from '../sandbox/types.ts';
import { openStore, type Store } from '../store/open.ts';
import { createGrading, type Grading } from './grading.ts';
import { createWorkerPool } from './pool.ts';
import { createGradingRecords } from './records.ts';

const module = fileURLToPath(new URL('../../test/support/graders/kinds.ts', import.meta.url));
const LAB = 'a-lab';
const session = { id: newId(), launchId: newId(), lab: LAB, images: {} };

/** An engine that has nothing and does nothing. */
const engine: InnerEngine = {
  request: async (_method, path) => ({
    status: 200,
    body: Buffer.from(path.startsWith('/volumes') ? '{}' : '[]'),
    headers: {},
  }),
  async *events({ signal }) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    yield* [];
  },
};
const host = { launchId: session.launchId, engine } as unknown as LabHost;

let dataDir: string;
let store: Store;
let progress: Progress;
let grading: Grading;
let learnerId: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'holdfast-grading-'));
  store = await openStore(dataDir);
  const now = Date.now;
  const learners = await createLearners({ store, mode: 'many', key: Buffer.alloc(32), now });
  ({ id: learnerId } = await learners.create());
  const place = { kind: 'lab', slug: LAB } as const;
  const row = { ...session, learnerId, place, machine: 'local', at: now() };
  await createSessionRecords(store).add(row);
  progress = createProgress({ store, now });
  const task = (id: string, kind: 'observe' | 'experiment', needs: string[] = []) => ({
    id,
    title: `Do ${id}`,
    needs,
    observe: kind === 'observe',
    experiment: kind === 'experiment',
  });
  grading = createGrading({
    labs: {
      graded: () => ({
        tasks: [
          task('passes', 'observe', ['hangs']),
          task('experiment-only', 'experiment', ['hangs']),
        ],
        grader: { module, version: '1' },
      }),
    },
    records: createGradingRecords(store),
    progress,
    livePool: createWorkerPool(1),
    experimentPool: createWorkerPool(1),
    now,
    onChange: () => undefined,
    log: pino({ level: 'silent' }),
  });
  await grading.attach({ ...session, learnerId }, host);
});
afterEach(async () => {
  await grading.detach(session.id);
  await grading.close();
  await store.destroy();
  await rm(dataDir, { recursive: true, force: true });
});

const statusOf = async (id: string) =>
  (await grading.tasks({ ...session, learnerId })).find((task) => task.id === id);

describe('a live check', () => {
  it('says what comes first, and takes it back when that is done', async () => {
    await eventually(async () => (await statusOf('experiment-only'))?.live?.kind === 'waiting');
    expect((await statusOf('passes'))?.live).toEqual({ kind: 'waiting', what: 'First: hangs.' });

    await progress.earnTask(learnerId, LAB, 'hangs');
    const command = { sessionId: session.id, terminalId: 'one', line: 'true', exitCode: 0 };
    grading.commandEnded(command);
    await eventually(async () => (await statusOf('experiment-only'))?.live === null);
    expect(await statusOf('passes')).toMatchObject({ done: true, live: { kind: 'pass' } });
    expect((await statusOf('experiment-only'))?.done).toBe(false);
  }, 30_000);

  it('earns nothing for what was shown, and goes on behind it', async () => {
    await grading.show(session.id, ['passes']);
    await progress.earnTask(learnerId, LAB, 'hangs');
    expect(await statusOf('passes')).toMatchObject({ done: false, shownAt: expect.any(Number) });
    grading.check(session.id);
    await eventually(async () => grading.checkProgress(session.id)?.state === 'finished');
    expect(await statusOf('passes')).toMatchObject({ done: false, checked: null });
    expect(await statusOf('experiment-only')).toMatchObject({ done: true });
    const { tasks } = await progress.forLearner(learnerId);
    expect(new Set(tasks.get(LAB)?.keys())).toEqual(new Set(['hangs', 'experiment-only']));
  }, 30_000);

  it('earns nothing for what is shown while it is looked at', async () => {
    await eventually(async () => (await statusOf('experiment-only'))?.live?.kind === 'waiting');
    await progress.earnTask(learnerId, LAB, 'hangs');
    const { forLearner } = progress;
    let asked = 0;
    const seen = new Promise<void>((resolve) => {
      progress.forLearner = async (id) => {
        asked += 1;
        // The first is for the whole look, the second after the task was seen to be right.
        if (asked === 2) {
          await progress.showTasks(learnerId, LAB, ['passes']);
          resolve();
        }
        return forLearner(id);
      };
    });
    grading.commandEnded({ sessionId: session.id, terminalId: 'one', line: '', exitCode: 0 });
    await seen;
    await grading.detach(session.id);
    expect((await forLearner(learnerId)).tasks.get(LAB)?.has('passes')).toBe(false);
  }, 30_000);

  it('may be had again in a lab that begins anew, and only there', async () => {
    await grading.show(session.id, ['passes']);
    await progress.earnTask(learnerId, LAB, 'hangs');
    await grading.attach({ ...session, learnerId }, host);
    expect((await statusOf('passes'))?.shownAt).not.toBeNull();
    await createSessionRecords(store).relaunch(session.id, 'another', 'starting', Date.now());
    await grading.attach({ ...session, launchId: 'another', learnerId }, host);
    await eventually(async () => (await statusOf('passes'))?.done === true);
    expect((await statusOf('passes'))?.shownAt).toBeNull();
  }, 30_000);

  it('is shown no longer when its lab goes back to before that', async () => {
    await grading.show(session.id, ['passes']);
    const at = (await statusOf('passes'))?.shownAt ?? 0;
    await grading.detach(session.id);
    await grading.rewind({ ...session, learnerId }, at);
    expect((await statusOf('passes'))?.shownAt).toBe(at);
    await grading.rewind({ ...session, learnerId }, at - 1);
    expect((await statusOf('passes'))?.shownAt).toBeNull();
  }, 30_000);

  it('may be shown in its turn, again too, but not what is done', async () => {
    const refused = (task: string) => expect(grading.requireOpen(session.id, task)).rejects;
    await refused('experiment-only').toMatchObject({ code: 'task.notOpen' });
    await grading.requireOpen(session.id, 'passes');
    await grading.show(session.id, ['passes']);
    await grading.requireOpen(session.id, 'passes');
    await grading.requireOpen(session.id, 'experiment-only');
    grading.check(session.id);
    await refused('experiment-only').toMatchObject({ code: 'grading.busy' });
    await eventually(async () => grading.checkProgress(session.id)?.state === 'finished');
    await progress.earnTask(learnerId, LAB, 'experiment-only');
    await refused('experiment-only').toMatchObject({ code: 'task.notOpen' });
    await grading.detach(session.id);
    await refused('passes').toMatchObject({ code: 'session.notReady' });
  }, 30_000);

  it('does not decide what only an experiment can', async () => {
    await progress.earnTask(learnerId, LAB, 'hangs');
    grading.check(session.id);
    await eventually(async () => grading.checkProgress(session.id)?.state === 'finished');
    expect(await statusOf('experiment-only')).toMatchObject({
      done: true,
      live: null,
      checked: { verdict: { kind: 'pass', evidence: 'tried' } },
    });
  }, 30_000);
});
