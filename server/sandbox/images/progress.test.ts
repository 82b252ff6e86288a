import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ImagesStatus } from '../../../protocol/status.ts';
import { createProgress } from './progress.ts';

const STEPS = [
  { id: 'base', text: 'Installing Debian', weight: 3 },
  { id: 'load', text: 'Giving the labs their images', weight: 1 },
];

function start(names: string[] = []) {
  const seen: ImagesStatus[] = [];
  const progress = createProgress(STEPS, names, (status) => seen.push(status));
  return { progress, seen };
}

describe('createProgress', () => {
  it('weighs steps by their length', () => {
    const { progress, seen } = start();
    progress.advance('base', 0.5);
    expect(seen.at(-1)).toMatchObject({
      state: 'preparing',
      progress: 0.375,
      step: 'Installing Debian',
    });
    progress.finish('base');
    expect(seen.at(-1)?.progress).toBe(0.75);
  });

  it('is complete only when it is said to be ready', () => {
    const { progress, seen } = start(['busybox:1.37']);
    progress.image('busybox:1.37', { state: 'preparing', detail: 'Downloading', standIn: true });
    progress.ready();
    expect(seen.at(-1)).toEqual({
      state: 'ready',
      progress: 1,
      step: 'Ready',
      images: [{ name: 'busybox:1.37', state: 'ready', standIn: true }],
    });
  });

  it('fails the images under way and leaves the others as they were', () => {
    const { progress, seen } = start(['a', 'b']);
    progress.image('a', { state: 'preparing' });
    const problem = { code: 'images.failed', message: 'It failed.', cure: 'Look.' };
    progress.fail(problem);
    expect(seen.at(-1)).toMatchObject({
      state: 'failed',
      problem,
      images: [
        { name: 'a', state: 'failed' },
        { name: 'b', state: 'waiting' },
      ],
    });
  });

  it('tells a change once', () => {
    const { progress, seen } = start();
    progress.advance('base', 0.5);
    progress.advance('base', 0.5);
    progress.advance('base', 0.500001);
    progress.say('Waiting');
    progress.say('Waiting');
    expect(seen).toHaveLength(2);
  });

  it('never goes back and never leaves 0…1, whatever is reported', () => {
    const report = fc.record({
      id: fc.constantFrom('base', 'load'),
      fraction: fc.double({ min: -1, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(report), (reports) => {
        const { progress, seen } = start();
        for (const { id, fraction } of reports) progress.advance(id, fraction);
        const values = seen.map((status) => ImagesStatus.parse(status).progress);
        expect(values).toEqual([...values].sort((a, b) => a - b));
      }),
    );
  });
});
