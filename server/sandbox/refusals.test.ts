import { describe, expect, it } from '@jest/globals';
import type { ImageState, ImagesStatus } from '../../protocol/status.ts';
import { imagesNotReady } from './refusals.ts';

const problem = { code: 'x', message: 'The registry has no such image.', cure: 'Check the name.' };

function status(change: Partial<ImagesStatus>, ...images: ImageState[]): ImagesStatus {
  return { state: 'preparing', launchable: true, progress: 0.42, step: 'Step', images, ...change };
}

describe('imagesNotReady', () => {
  it('says how far everything is while no lab can be started', () => {
    const error = imagesNotReady(status({ launchable: false }), ['redis:8']);
    expect(error).toMatchObject({ code: 'images.preparing' });
    expect(error.message).toContain('42 %: Step');
  });

  it('says what is wrong when no lab can be started', () => {
    const { message } = imagesNotReady(status({ launchable: false, problem }), []);
    expect(message).toBe('The registry has no such image. Check the name.');
  });

  it('names the image that is missing and how far it is', () => {
    const redis: ImageState = {
      name: 'redis:8',
      state: 'preparing',
      detail: 'Downloading',
      progress: 0.259,
    };
    const { message } = imagesNotReady(status({}, redis), ['redis:8']);
    expect(message).toBe(
      'This needs the image redis:8, which is still being prepared (25 %: Downloading). Start it again when it is there; labs that need other images can be started now.',
    );
  });

  it('names all images that are missing', () => {
    const images = ['redis:8', 'node:20'].map((name): ImageState => ({ name, state: 'waiting' }));
    const { message } = imagesNotReady(status({}, ...images), ['redis:8', 'node:20']);
    expect(message).toContain('the images redis:8, node:20, which are still being prepared.');
  });

  it('gives the reason for an image that could not be had', () => {
    const failed: ImageState = { name: 'x:1', state: 'failed', problem };
    const { message } = imagesNotReady(status({ state: 'incomplete' }, failed), ['x:1']);
    expect(message).toBe(
      'This needs the image x:1, which could not be prepared on this machine. The registry has no such image. Check the name. It is tried again by itself.',
    );
  });
});
