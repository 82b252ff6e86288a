import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ImageState } from '../../../protocol/status.ts';
import type { ImagesProgress } from '../preparation.ts';
import { createProgress } from './progress.ts';

const STEPS = [
  { id: 'system', text: 'Installing the lab host', weight: 3 },
  { id: 'redis:8', weight: 1 },
];

function start(names: string[] = []) {
  const seen: ImagesProgress[] = [];
  const progress = createProgress(STEPS, names, (now) => seen.push(now));
  return { progress, seen };
}

describe('createProgress', () => {
  it('weighs steps by their length', () => {
    const { progress, seen } = start();
    progress.advance('system', 0.5);
    expect(seen.at(-1)).toMatchObject({ progress: 0.375, step: 'Installing the lab host' });
    progress.finish('system');
    expect(seen.at(-1)?.progress).toBe(0.75);
  });

  it('tells how far an image is while it is under way, and leaves the step’s text alone', () => {
    const { progress, seen } = start(['redis:8']);
    progress.advance('system', 0.1);
    progress.image('redis:8', { state: 'preparing', detail: 'Downloading' });
    progress.advance('redis:8', 0.257);
    expect(seen.at(-1)).toMatchObject({
      step: 'Installing the lab host',
      images: [{ name: 'redis:8', state: 'preparing', detail: 'Downloading', progress: 0.25 }],
    });
    progress.obtained('redis:8', true);
    expect(seen.at(-1)?.images).toEqual([
      { name: 'redis:8', state: 'preparing', detail: 'Waiting for the others', standIn: true },
    ]);
  });

  it('names an image that cannot be had with its reason, and goes on with the others', () => {
    const { progress, seen } = start(['redis:8', 'node:20']);
    const problem = { code: 'images.failed', message: 'It failed.', cure: 'Look.' };
    progress.fail('redis:8', problem);
    expect(seen.at(-1)?.images).toEqual([
      { name: 'redis:8', state: 'failed', detail: 'It failed.', problem },
      { name: 'node:20', state: 'waiting' },
    ]);
    expect(seen.at(-1)?.progress).toBe(0.25);
  });

  it('tells a change once', () => {
    const { progress, seen } = start();
    progress.advance('system', 0.5);
    progress.advance('system', 0.5);
    progress.advance('system', 0.500001);
    progress.say('Waiting');
    progress.say('Waiting');
    expect(seen).toHaveLength(2);
  });

  it('never goes back and never leaves 0…1, whatever is reported', () => {
    const report = fc.record({
      id: fc.constantFrom('system', 'redis:8'),
      fraction: fc.double({ min: -1, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(report), (reports) => {
        const { progress, seen } = start(['redis:8']);
        progress.image('redis:8', { state: 'preparing' });
        for (const { id, fraction } of reports) progress.advance(id, fraction);
        const values = seen.map((now) => now.progress);
        expect(values).toEqual([...values].sort((a, b) => a - b));
        expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
        for (const { images } of seen) for (const image of images) ImageState.parse(image);
      }),
    );
  });
});
