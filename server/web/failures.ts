/** Turns whatever was thrown into what may be shown: an AppError as it is, the rest as an id to quote. */
import type { ErrorRequestHandler, Request } from 'express';
import type { Logger } from 'pino';
import { core } from 'zod';
import type { Failure } from '../../protocol/failure.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import { newId } from '../ids.ts';
import { storeFailure } from '../store/failures.ts';

/** Long enough to be found in a log, short enough to be read out. */
const ID_LENGTH = 8;

interface Described {
  /** Of this failure, for the log and to quote. */
  id: string;
  status: number;
  code: ErrorCode;
  failure: Failure;
}

/**
 * What a request's or event's failure tells the learner; the log gets the whole of it. Those that are our
 * fault carry an id to quote. Nothing of what was sent is logged: it may be what somebody typed.
 */
export function describeFailure(
  thrown: unknown,
  log: Logger,
  context: Record<string, unknown>,
): Described {
  const id = newId().slice(0, ID_LENGTH);
  const refused = storeFailure(thrown) ?? refusal(thrown);
  if (refused === undefined) {
    log.error({ err: thrown, request: id, ...context }, 'unexpected error');
    const message = `Something went wrong on our side. Try again; if it stays, quote ${id}.`;
    return { id, status: 500, code: 'internal', failure: { code: 'internal', message, id } };
  }
  const { status, code, message } = refused;
  if (status < 500) {
    log.debug({ request: id, code, ...context }, 'refused');
    return { id, status, code, failure: { code, message } };
  }
  log.warn({ err: refused, request: id, ...context }, code);
  return { id, status, code, failure: { code, message, id } };
}

/** What is thrown to say no, as an AppError; undefined when it is a mistake of ours. */
function refusal(thrown: unknown): AppError | undefined {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof core.$ZodError) {
    const [issue] = thrown.issues;
    const where = issue?.path.join('.') ?? '';
    return new AppError(
      'request.invalid',
      `This request isn't understood${where === '' ? '' : ` (${where})`}: ${issue?.message ?? 'invalid'}.`,
    );
  }
  return bodyParserRefusal(thrown);
}

/** Express and its body parser throw errors of their own with a status. */
function bodyParserRefusal(thrown: unknown): AppError | undefined {
  if (!(thrown instanceof Error) || !('status' in thrown)) return undefined;
  if (thrown.status === 413) return new AppError('request.tooLarge', 'This request is too large.');
  if (typeof thrown.status === 'number' && thrown.status >= 400 && thrown.status < 500) {
    return new AppError('request.invalid', "This request isn't understood.");
  }
  return undefined;
}

/** The one error handler of the HTTP half. Every refusal carries the id under which the log has it. */
export function failureHandler(
  log: Logger,
  onFailure: (code: ErrorCode) => void = () => {},
): ErrorRequestHandler {
  return function handleFailure(thrown, req, res, next) {
    if (res.headersSent) return next(thrown);
    const { id, status, code, failure } = describeFailure(thrown, log, {
      method: req.method,
      route: routeOf(req),
      learner: res.locals.learnerId,
    });
    onFailure(code);
    res.setHeader('X-Request-Id', id);
    res.status(status).json({ error: failure });
  };
}

/** The route as it is written, not as it was asked for. */
function routeOf(req: Request): string | null {
  const path: unknown = req.route?.path;
  return typeof path === 'string' ? path : null;
}
