import { afterEach, describe, expect, it } from '@jest/globals';
import Docker from 'dockerode';
import { pino } from 'pino';
import type { ImagesStatus, Problem } from '../../protocol/status.ts';
import type { Machine } from './machine.ts';
import { createPreparation, type Preparation, type PrepareImages } from './preparation.ts';

const machine: Machine = {
  docker: new Docker({ socketPath: '/nowhere', host: undefined }),
  version: '1',
  apiVersion: '1.41',
  appArmor: false,
};
const base = { hostImage: 'sha256:1', goldenVolume: 'golden' };
const ready: ImagesStatus = { state: 'ready', progress: 1, step: 'Ready', images: [] };
const problem: Problem = { code: 'disk', message: 'Full.', cure: 'Make room.' };

describe('createPreparation', () => {
  let preparation: Preparation | undefined;
  let happened = () => {};

  function create(prepare: PrepareImages, verdict: Array<Problem | undefined> = []): Preparation {
    preparation = createPreparation({
      prepare,
      log: pino({ level: 'silent' }),
      onStatus: () => happened(),
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
    const it = create(async ({ onProgress }) => {
      onProgress(ready);
      return base;
    });
    expect(it.status().state).toBe('waiting');
    expect(it.base()).toBeUndefined();
    it.begin(machine);
    await until(() => it.status().state === 'ready');
    expect(it.base()).toEqual(base);
    expect(it.status()).toEqual(ready);
  });

  it('keeps the problem of a failed attempt, and tries again when told to', async () => {
    let attempts = 0;
    const it = create(async ({ onProgress }) => {
      if (++attempts === 1) {
        onProgress({ ...ready, state: 'failed', problem });
        throw new Error('no room');
      }
      return base;
    });
    it.begin(machine);
    await until(() => it.status().state === 'failed');
    expect(it.status().problem).toEqual(problem);
    // The pause after a failure begins once the failure has been told.
    await new Promise((resolve) => setImmediate(resolve));
    it.retry();
    await until(() => it.base() !== undefined);
    expect(attempts).toBe(2);
  });

  it('says something useful of a failure that nobody foresaw', async () => {
    const it = create(() => Promise.reject(new TypeError('x is undefined')));
    it.begin(machine);
    await until(() => it.status().state === 'failed');
    expect(it.status().problem).toMatchObject({ code: 'images.failed' });
    expect(JSON.stringify(it.status())).not.toContain('undefined');
  });

  it('is not ready before it is known that labs can be launched', async () => {
    const seen: string[] = [];
    const it = create(async ({ onProgress }) => {
      onProgress(ready);
      seen.push(it.status().state);
      return base;
    });
    it.begin(machine);
    await until(() => it.base() !== undefined && it.status().state === 'ready');
    expect(seen).toEqual(['preparing']);
  });

  it('does not launch from images that are no use on this machine', async () => {
    const it = create(async () => base, [problem]);
    it.begin(machine);
    await until(() => it.status().state === 'failed');
    expect(it.status().problem).toEqual(problem);
    expect(it.base()).toBeUndefined();
  });

  it('begins again when what was prepared is gone', async () => {
    let attempts = 0;
    const it = create(async () => {
      attempts++;
      return base;
    });
    it.begin(machine);
    await until(() => it.base() !== undefined);
    it.restart();
    expect(it.base()).toBeUndefined();
    await until(() => it.base() !== undefined);
    expect(attempts).toBe(2);
  });

  it('ends an attempt when it is closed', async () => {
    let signal: AbortSignal | undefined;
    const it = create((request) => {
      signal = request.signal;
      return new Promise((_resolve, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason));
      });
    });
    it.begin(machine);
    await it.close();
    expect(signal?.aborted).toBe(true);
    expect(it.status().state).toBe('waiting');
  });
});
