import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Place } from '../../protocol/names.ts';
import { AppError } from '../errors.ts';
import { createLearners } from '../learners/learners.ts';
import type { LabHost, Sandbox } from '../sandbox/types.ts';
import { openStore } from '../store/open.ts';
import { createSessionRecords, RUNNING } from './records.ts';
import { createSessions, type Sessions } from './sessions.ts';

const lab: Place = { kind: 'lab', slug: 'writable-layer' };
const lesson: Place = { kind: 'lesson', slug: '01-where-data-lives' };
const NEEDS = new Map([
  [lab.slug, ['redis:8']],
  [lesson.slug, ['busybox:1.37']],
]);

/** What labs are launched with at the moment, and the launches so far. */
function createScriptedSandbox() {
  const there = new Set(['busybox:1.37']);
  const launches: (readonly string[])[] = [];
  const host = { close() {} } as LabHost;
  const requireImages = (names: readonly string[]): void => {
    if (names.every((name) => there.has(name))) return;
    throw new AppError('images.preparing', `waiting for ${names.join()}`);
  };
  const sandbox = {
    engineStatus: () => ({ state: 'ready', version: '1', apiVersion: '1.41' }),
    requireImages,
    async launch(_id: string, { needs = [] }: { needs?: readonly string[] }) {
      requireImages(needs);
      launches.push(needs);
      return host;
    },
    resume: async () => host,
    stop: async () => {},
    remove: async () => {},
    list: async () => [],
    onExit: () => () => {},
  } as unknown as Sandbox;
  return { sandbox, there, launches };
}

describe('sessions while images are being prepared', () => {
  let directory: string;
  let close: () => Promise<void>;
  let sessions: Sessions;
  let learner: string;
  let poolFails: boolean;
  let machine: ReturnType<typeof createScriptedSandbox>;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'holdfast-sessions-'));
    const store = await openStore(directory);
    const learners = await createLearners({
      store,
      mode: 'many',
      key: Buffer.alloc(32),
      now: Date.now,
    });
    learner = (await learners.create()).id;
    machine = createScriptedSandbox();
    poolFails = false;
    sessions = createSessions({
      sandbox: machine.sandbox,
      records: createSessionRecords(store),
      pool: {
        claim: async () => {
          if (poolFails) throw new Error('the pool is ill');
          return undefined;
        },
        giveWay: () => () => {},
        poke() {},
        launches: async () => [],
      },
      idling: { begin() {}, end() {}, sign() {} },
      limits: { labsPerLearner: 3, labs: 3, line: 0 },
      capacity: async (current) => ({
        running: current.filter(({ state }) => RUNNING.includes(state)).length,
        starting: 0,
        startsAtOnce: 3,
        pooled: 0,
        memoryMiB: null,
        diskLow: false,
      }),
      keepDays: 0,
      needs: ({ slug }) => NEEDS.get(slug) ?? [],
      prepare: async () => ({ 'busybox:1.37': 'sha256:1' }),
      letGo: async () => {},
      forget: async () => {},
      unrecord: async () => {},
      savePoints: {
        of: async () => [],
        find: async () => {
          throw new Error('there is none');
        },
        keep: async () => {},
        keepBefore: async () => {},
        drop: async () => {},
        forget: async () => {},
      },
      onChange: () => {},
      onFound: () => {},
      now: Date.now,
      log: pino({ level: 'silent' }),
    });
    close = async () => {
      await sessions.close();
      await store.destroy();
    };
  });

  afterEach(async () => {
    await close();
    await rm(directory, { recursive: true });
  });

  async function reaches(id: string, state: 'ready' | 'stopped' | 'failed'): Promise<void> {
    for (;;) {
      const session = await sessions.owned(learner, id);
      if (session.state === state) return;
      if (session.state === 'failed') throw new Error(session.failure?.message);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async function start(place: Place): Promise<{ id: string }> {
    const { id } = await sessions.start(learner, place);
    await reaches(id, 'ready');
    return { id };
  }

  it('starts what has its images, and refuses what has not, without a trace', async () => {
    await start(lesson);
    expect(machine.launches).toEqual([['busybox:1.37']]);
    await expect(sessions.start(learner, lab)).rejects.toMatchObject({ code: 'images.preparing' });
    expect(await sessions.at(learner, lab)).toBeUndefined();
    machine.there.add('redis:8');
    await start(lab);
    expect(machine.launches).toEqual([['busybox:1.37'], ['redis:8']]);
  });

  it('goes on with a stopped lab, whatever images there are now, and does not reset it', async () => {
    machine.there.add('redis:8');
    const { id } = await start(lab);
    await sessions.stop(learner, id);
    await reaches(id, 'stopped');
    machine.there.clear();
    expect((await start(lab)).id).toBe(id);
    await expect(sessions.reset(learner, id, 'hard')).rejects.toMatchObject({
      code: 'images.preparing',
    });
    expect((await sessions.owned(learner, id)).state).toBe('ready');
    expect(machine.launches).toHaveLength(1);
  });

  it('says so when a lab cannot be begun, and begins it at the next attempt', async () => {
    poolFails = true;
    const { id } = await sessions.start(learner, lesson);
    await reaches(id, 'failed');
    poolFails = false;
    expect((await start(lesson)).id).toBe(id);
  });
});
