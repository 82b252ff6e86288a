/** Why a lab cannot be had at the moment, as errors for a learner. */
import type { EngineStatus, ImagesStatus } from '../../protocol/status.ts';
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

export function imagesNotReady(status: ImagesStatus): AppError {
  if (status.problem !== undefined) {
    return new AppError('images.preparing', `${status.problem.message} ${status.problem.cure}`);
  }
  const percent = Math.floor(status.progress * 100);
  return new AppError(
    'images.preparing',
    `The lab images are still being prepared (${percent} %: ${status.step}). Labs can start as soon as they are there.`,
  );
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
