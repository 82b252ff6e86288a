import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type Access, createWorkerPool, GraderError, InterruptedError } from './pool.ts';

const module = fileURLToPath(new URL('../../test/support/graders/kinds.ts', import.meta.url));
const pool = createWorkerPool(1);

const run = (task: string, access: Access = async () => null, deadlineMs = 20_000) =>
  pool.run({ module, version: '1', task, step: 'observe', history: [], access, deadlineMs });

describe('createWorkerPool', () => {
  afterAll(() => pool.close());

  it('gives back what the check says', async () => {
    expect(await run('passes')).toEqual({ kind: 'pass', evidence: 'as it should be' });
  }, 30_000);

  it('asks the server for what the check wants to know', async () => {
    const asked: unknown[] = [];
    const access: Access = async (method, args) => {
      asked.push(method, args);
      return { name: 'found' };
    };
    expect(await run('asks', access)).toEqual({ kind: 'pass', evidence: 'found' });
    expect(asked).toEqual(['volume', ['data']]);
  });

  it('tells a check that threw from one that was interrupted, and goes on after both', async () => {
    await expect(run('throws')).rejects.toThrow(GraderError);
    const interrupted: Access = async () => {
      throw new InterruptedError('changed meanwhile');
    };
    await expect(run('asks', interrupted)).rejects.toThrow(InterruptedError);
    expect(await run('passes')).toMatchObject({ kind: 'pass' });
  }, 30_000);

  it('ends a check that hangs, and one that never gives its thread back', async () => {
    await expect(run('hangs', undefined, 50)).rejects.toThrow(/50 ms/);
    await expect(run('spins', undefined, 3000)).rejects.toThrow(/3000 ms/);
    expect(await run('passes')).toMatchObject({ kind: 'pass' });
  }, 60_000);

  it('has nothing to say of a step that the task has not', async () => {
    expect(await run('experiment-only')).toBeNull();
  }, 30_000);

  it('runs waiting checks one after another', async () => {
    const outcomes = await Promise.all([run('passes'), run('passes'), run('passes')]);
    expect(outcomes).toHaveLength(3);
  }, 30_000);
});
