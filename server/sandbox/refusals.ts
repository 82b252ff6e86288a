/** Why a lab cannot be had at the moment, as errors for a learner. */
import type { EngineStatus, ImageState, ImagesStatus } from '../../protocol/status.ts';
import { AppError } from '../errors.ts';

export function engineUnavailable(status: EngineStatus, cause?: unknown): AppError {
  const problem = status.state === 'unavailable' ? status.problems[0] : undefined;
  return new AppError(
    'engine.unavailable',
    problem === undefined
      ? 'Holdfast is looking for Docker on this machine. Try again in a moment.'
      : `${problem.message} ${problem.cure}`,
    { cause },
  );
}

export function engineLost(cause: unknown): AppError {
  return new AppError(
    'engine.unavailable',
    'The connection to this machine’s Docker was lost. Holdfast looks for it again; try once more in a moment.',
    { cause },
  );
}

/** @param missing names of the images that a lab needs and the present set lacks */
export function imagesNotReady(status: ImagesStatus, missing: readonly string[]): AppError {
  if (status.launchable) {
    const images = missing.map((name) => status.images.find((image) => image.name === name));
    const failed = images.find((image) => image?.state === 'failed');
    return new AppError(
      'images.preparing',
      failed === undefined ? stillPreparing(missing, images) : notToBeHad(failed),
    );
  }
  if (status.problem !== undefined) {
    return new AppError('images.preparing', `${status.problem.message} ${status.problem.cure}`);
  }
  const percent = Math.floor(status.progress * 100);
  return new AppError(
    'images.preparing',
    `The lab images are still being prepared (${percent} %: ${status.step}). Labs can start as soon as they are there.`,
  );
}

function notToBeHad({ name, problem }: ImageState): string {
  const why = problem === undefined ? '' : ` ${problem.message} ${problem.cure}`;
  return `This needs the image ${name}, which could not be prepared on this machine.${why} It is tried again by itself.`;
}

function stillPreparing(
  names: readonly string[],
  images: readonly (ImageState | undefined)[],
): string {
  const which = names.length === 1 ? 'the image' : 'the images';
  const are = names.length === 1 ? 'is' : 'are';
  const first = images.find((image) => image?.detail !== undefined) ?? images[0];
  const percent = first?.progress === undefined ? '' : `${Math.floor(first.progress * 100)} %: `;
  const far = first?.detail === undefined ? '' : ` (${percent}${first.detail})`;
  return `This needs ${which} ${names.join(', ')}, which ${are} still being prepared${far}. Start it again when ${names.length === 1 ? 'it is' : 'they are'} there; labs that need other images can be started now.`;
}

export function imagesGone(cause?: unknown): AppError {
  return new AppError(
    'images.preparing',
    'The lab images have disappeared from this machine’s Docker and are being prepared again. Try again in a few minutes.',
    { cause },
  );
}

export function labGone(): AppError {
  return new AppError(
    'lab.startFailed',
    'This lab is no longer on the machine: its container was removed. Reset it to begin afresh.',
  );
}

export function startAborted(): AppError {
  return new AppError('lab.startFailed', 'The lab was ended before it had started.');
}

export function shuttingDown(): AppError {
  return new AppError('engine.unavailable', 'Holdfast is shutting down.');
}

export function pointGone(): AppError {
  return new AppError('save.notFound', 'This save point is not there any more.');
}

/** @param said the copying program's own words, for the log */
export function savingFailed(said: string, cause?: unknown): AppError {
  return new AppError(
    'save.failed',
    'The lab could not be copied, and is as it was. If its disk is full, make room and try again.',
    { details: { said: said.slice(-2000) }, cause },
  );
}

export function savingUnknown(): AppError {
  return new AppError(
    'save.failed',
    'This lab began with an earlier version of Holdfast, which had no save points. Reset it to have them.',
  );
}
