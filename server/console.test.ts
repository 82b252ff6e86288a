import { describe, expect, it } from '@jest/globals';
import type { EngineStatus, ImageState, ImagesStatus } from '../protocol/status.ts';
import { createProgressLines } from './console.ts';

const engine: EngineStatus = { state: 'ready', version: '20.10.24', apiVersion: '1.41' };
const preparing = (
  progress: number,
  step: string,
  image?: Omit<ImageState, 'name'>,
): ImagesStatus => ({
  state: 'preparing',
  launchable: false,
  progress,
  step,
  images: image === undefined ? [] : [{ name: 'redis:8', ...image }],
});
const problem = { code: 'x', message: 'The disk is full.', cure: 'Free some space.' };

describe('createProgressLines', () => {
  it('says each step once', () => {
    const linesFor = createProgressLines();
    expect(linesFor({ engine, images: preparing(0.1, 'Base system') })).toEqual([
      ' 10 %  Base system',
    ]);
    expect(linesFor({ engine, images: preparing(0.2, 'Base system') })).toEqual([]);
    expect(linesFor({ engine, images: preparing(0.5, 'Lab host') })).toEqual([' 50 %  Lab host']);
  });

  it('says what becomes of each image, and how far it is in quarters', () => {
    const linesFor = createProgressLines();
    const lines = (image: Omit<ImageState, 'name'>) =>
      linesFor({ engine, images: preparing(0.1, 'Images', image) });
    expect(lines({ state: 'waiting' })).toEqual([' 10 %  Images']);
    expect(lines({ state: 'preparing', detail: 'Downloading' })).toEqual([
      '       redis:8: Downloading',
    ]);
    expect(lines({ state: 'preparing', detail: 'Downloading', progress: 0.2 })).toEqual([]);
    expect(lines({ state: 'preparing', detail: 'Downloading', progress: 0.6 })).toEqual([
      '       redis:8: Downloading (50 %)',
    ]);
    expect(lines({ state: 'failed', detail: problem.message, problem })).toEqual([
      '       redis:8: failed: The disk is full.\n  Free some space.',
    ]);
    expect(lines({ state: 'ready', standIn: true })).toEqual([
      '       redis:8: ready (built from Debian’s packages)',
    ]);
  });

  it('says nothing of an image that was there all along', () => {
    const images = preparing(0.1, 'Images', { state: 'ready', standIn: true });
    expect(createProgressLines()({ engine, images })).toEqual([' 10 %  Images']);
  });

  it.each(['failed', 'incomplete'] as const)('says what is wrong and the cure when %s', (state) => {
    const images = { ...preparing(0.5, 'Base system'), state, problem };
    expect(createProgressLines()({ engine, images })).toEqual([
      'The disk is full.\n  Free some space.',
    ]);
  });

  it('says what is wrong with the engine', () => {
    const status = { engine: { state: 'unavailable' as const, problems: [problem] } };
    expect(createProgressLines()({ ...status, images: preparing(0, '') })).toEqual([
      'The disk is full.\n  Free some space.',
    ]);
  });
});
