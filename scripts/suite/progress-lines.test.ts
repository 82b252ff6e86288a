import { expect, it } from '@jest/globals';
import type { EngineStatus, ImagesStatus } from '../../protocol/status.ts';
import { createProgressLines } from './progress-lines.ts';

const engine: EngineStatus = { state: 'ready', version: '20.10.24', apiVersion: '1.41' };
const preparing = (progress: number, step: string): ImagesStatus => ({
  state: 'preparing',
  progress,
  step,
  images: [],
});
const problem = { code: 'x', message: 'The disk is full.', cure: 'Free some space.' };

it('says each step once', () => {
  const lineFor = createProgressLines();
  expect(lineFor({ engine, images: preparing(0.1, 'Base system') })).toBe(' 10 %  Base system');
  expect(lineFor({ engine, images: preparing(0.2, 'Base system') })).toBeNull();
  expect(lineFor({ engine, images: preparing(0.5, 'PostgreSQL 17') })).toBe(' 50 %  PostgreSQL 17');
});

it('says what is wrong and the cure', () => {
  const images = preparing(0.5, 'Base system');
  expect(createProgressLines()({ engine, images: { ...images, state: 'failed', problem } })).toBe(
    'The disk is full.\n  Free some space.',
  );
  expect(
    createProgressLines()({ engine: { state: 'unavailable', problems: [problem] }, images }),
  ).toBe('The disk is full.\n  Free some space.');
});
