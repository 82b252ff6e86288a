import { afterEach, describe, expect, it } from '@jest/globals';
import Docker from 'dockerode';
import { pino } from 'pino';
import { ImagesStatus, type Problem } from '../../protocol/status.ts';
import { AppError } from '../errors.ts';
import type { Machine } from './machine.ts';
import {
  createPreparation,
  type ImagesProgress,
  type LabBase,
  type LabImages,
  type Preparation,
} from './preparation.ts';

const machine: Machine = {
  docker: new Docker({ socketPath: '/nowhere', host: undefined }),
  version: '1',
  apiVersion: '1.41',
  appArmor: false,
  place: { memory: 0, kernel: '', root: '/nowhere' },
};
const baseWith = (...names: string[]): LabBase => ({
  hostImage: 'sha256:1',
  goldenVolume: `golden-${names.length}`,
  images: names.map((name) => ({ name })),
});
const base = baseWith('a', 'b');
const progress: ImagesProgress = {
  progress: 0.5,
  step: 'Installing',
  images: [
    { name: 'a', state: 'preparing', detail: 'Downloading' },
    { name: 'b', state: 'waiting' },
  ],
};
const problem: Problem = { code: 'disk', message: 'Full.', cure: 'Make room.' };
const failure = () => new AppError('images.failed', problem.message, { details: { problem } });

type Prepare = LabImages['prepare'];

describe('createPreparation', () => {
  let preparation: Preparation | undefined;
  let happened = () => {};

  function create(prepare: Prepare, verdict: Array<Problem | undefined> = []): Preparation {
    preparation = createPreparation({
      images: { names: ['a', 'b'], prepare, tidy: async () => {} },
      log: pino({ level: 'silent' }),
      onStatus() {
        ImagesStatus.parse(preparation?.status());
        happened();
      },
      check: async () => verdict.shift(),
    });
    return preparation;
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        happened = resolve;
      });
    }
  }

  afterEach(() => preparation?.close());

  it('waits for an engine, then prepares and says what to launch from', async () => {
    const it = create(async function* ({ onProgress }) {
      onProgress(progress);
      yield base;
    });
    expect(it.status()).toMatchObject({ state: 'waiting', launchable: false });
    expect(it.base()).toBeUndefined();
    it.begin(machine);
    await until(() => it.status().state === 'ready');
    expect(it.base()).toEqual(base);
    expect(it.status()).toEqual({
      state: 'ready',
      launchable: true,
      progress: 1,
      step: 'Ready',
      images: [
        { name: 'a', state: 'ready' },
        { name: 'b', state: 'ready' },
      ],
    });
  });

  it('launches from the first images while the others are being prepared', async () => {
    let goOn = () => {};
    const it = create(async function* ({ onProgress }) {
      onProgress(progress);
      yield baseWith('a');
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      yield base;
    });
    it.begin(machine);
    await until(() => it.base() !== undefined);
    expect(it.status()).toMatchObject({
      state: 'preparing',
      launchable: true,
      images: [
        { name: 'a', state: 'ready' },
        { name: 'b', state: 'waiting' },
      ],
    });
    await new Promise((resolve) => setImmediate(resolve));
    goOn();
    await until(() => it.status().state === 'ready');
    expect(it.base()).toEqual(base);
  });

  it('goes on with what there is when some images could not be had, and tries again', async () => {
    let attempts = 0;
    const it = create(async function* ({ onProgress }) {
      onProgress(progress);
      yield baseWith('a');
      if (++attempts > 1) {
        yield base;
        return;
      }
      onProgress({
        ...progress,
        images: [
          { name: 'a', state: 'waiting' },
          { name: 'b', state: 'failed', detail: 'Full.', problem },
        ],
      });
      throw failure();
    });
    it.begin(machine);
    await until(() => it.status().state === 'incomplete');
    expect(it.base()).toEqual(baseWith('a'));
    expect(it.status()).toMatchObject({
      launchable: true,
      problem,
      images: [
        { name: 'a', state: 'ready' },
        { name: 'b', state: 'failed', problem },
      ],
    });
    // The pause after a failure begins once the failure has been told.
    await new Promise((resolve) => setImmediate(resolve));
    it.retry();
    await until(() => it.status().state === 'ready');
    expect(it.base()).toEqual(base);
  });

  it('keeps the problem of a failed attempt, and tries again when told to', async () => {
    let attempts = 0;
    const it = create(async function* () {
      if (++attempts === 1) throw failure();
      yield base;
    });
    it.begin(machine);
    await until(() => it.status().state === 'failed');
    expect(it.status()).toMatchObject({ problem, launchable: false });
    await new Promise((resolve) => setImmediate(resolve));
    it.retry();
    await until(() => it.base() !== undefined);
    expect(attempts).toBe(2);
  });

  it('says something useful of a failure that nobody foresaw', async () => {
    const it = create(() => {
      throw new TypeError('x is undefined');
    });
    it.begin(machine);
    await until(() => it.status().state === 'failed');
    expect(it.status().problem).toMatchObject({ code: 'images.failed' });
    expect(JSON.stringify(it.status())).not.toContain('undefined');
  });

  it('does not launch from images that are no use on this machine', async () => {
    let ended = false;
    const it = create(
      async function* () {
        try {
          yield base;
          yield base;
        } finally {
          ended = true;
        }
      },
      [problem],
    );
    it.begin(machine);
    await until(() => it.status().state === 'failed');
    expect(it.status().problem).toEqual(problem);
    expect(it.base()).toBeUndefined();
    expect(ended).toBe(true);
  });

  it('begins again when what was prepared is gone', async () => {
    let attempts = 0;
    const it = create(async function* () {
      attempts++;
      yield base;
    });
    it.begin(machine);
    await until(() => it.status().state === 'ready');
    it.restart();
    expect(it.base()).toBeUndefined();
    await until(() => it.base() !== undefined);
    expect(attempts).toBe(2);
  });

  it('ends an attempt when it is closed', async () => {
    let signal: AbortSignal | undefined;
    const it = create(async function* (request) {
      signal = request.signal;
      await new Promise((_resolve, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason));
      });
    });
    it.begin(machine);
    await it.close();
    expect(signal?.aborted).toBe(true);
    expect(it.status().state).toBe('waiting');
  });
});
