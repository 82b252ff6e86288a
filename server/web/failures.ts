/** Turns whatever was thrown into what may be shown: an AppError as it is, the rest as an id to quote. */
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { core } from 'zod';
import type { Failure } from '../../protocol/failure.ts';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import { storeFailure } from '../store/failures.ts';

/** What a request's or event's failure tells the learner; the log gets the whole of it. */
export function describeFailure(
  thrown: unknown,
  log: Logger,
  context: Record<string, unknown>,
): { status: number; failure: Failure } {
  const failed = storeFailure(thrown);
  if (failed !== undefined) return describeFailure(failed, log, context);
  if (thrown instanceof AppError) {
    if (thrown.status >= 500) log.warn({ err: thrown, ...thrown.details, ...context }, thrown.code);
    return { status: thrown.status, failure: { code: thrown.code, message: thrown.message } };
  }
  if (thrown instanceof core.$ZodError) {
    const [issue] = thrown.issues;
    const where = issue?.path.join('.') ?? '';
    const message = `This request isn't understood${where === '' ? '' : ` (${where})`}: ${issue?.message ?? 'invalid'}.`;
    return { status: 400, failure: { code: 'request.invalid', message } };
  }
  const known = bodyParserFailure(thrown);
  if (known !== undefined) return known;
  const id = newId().slice(0, 8);
  log.error({ err: thrown, id, ...context }, 'unexpected error');
  return {
    status: 500,
    failure: {
      code: 'internal',
      message: `Something went wrong on our side. Try again; if it stays, quote ${id}.`,
      id,
    },
  };
}

/** Express and its body parser throw errors of their own with a status. */
function bodyParserFailure(thrown: unknown): { status: number; failure: Failure } | undefined {
  if (!(thrown instanceof Error) || !('status' in thrown)) return undefined;
  if (thrown.status === 413) {
    const message = 'This request is too large.';
    return { status: 413, failure: { code: 'request.tooLarge', message } };
  }
  if (typeof thrown.status === 'number' && thrown.status >= 400 && thrown.status < 500) {
    const message = "This request isn't understood.";
    return { status: 400, failure: { code: 'request.invalid', message } };
  }
  return undefined;
}

/** The one error handler of the HTTP half. */
export function failureHandler(log: Logger): ErrorRequestHandler {
  return function handleFailure(thrown, req, res, next) {
    if (res.headersSent) return next(thrown);
    const { status, failure } = describeFailure(thrown, log, {
      method: req.method,
      path: req.path,
    });
    res.status(status).json({ error: failure });
  };
}
