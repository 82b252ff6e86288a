import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { captureLog } from '../../test/support/log-lines.ts';
import { AppError } from '../errors.ts';
import { describeFailure } from './failures.ts';

const context = { route: '/me', learner: 'somebody' };

describe('a failure', () => {
  it('that nobody foresaw has an id to quote, under which the log has all of it', () => {
    const { log, find } = captureLog();
    const mistake = new TypeError('x is not a function', { cause: new Error('deeper') });
    const { status, failure, id } = describeFailure(mistake, log, context);
    expect([status, failure.code, failure.id]).toEqual([500, 'internal', id]);
    expect(failure.message).toContain(id);
    expect(find('unexpected error')).toMatchObject([
      {
        level: 'error',
        request: id,
        ...context,
        err: {
          type: 'TypeError',
          message: 'x is not a function',
          stack: expect.stringContaining('failures.test'),
          cause: { message: 'deeper' },
        },
      },
    ]);
  });

  it('of the platform’s has an id too, and its details in the log only', () => {
    const { log, find } = captureLog('info');
    const refusal = new AppError('lab.startFailed', 'It failed.', { details: { said: 'no room' } });
    const { failure, id } = describeFailure(refusal, log, context);
    expect(failure).toEqual({ code: 'lab.startFailed', message: 'It failed.', id });
    expect(find('lab.startFailed')).toMatchObject([
      { request: id, err: { details: { said: 'no room' } } },
    ]);
  });

  it('of what was sent is no line in the log, unless details are asked for, and never quotes it', () => {
    const quiet = captureLog('info');
    const loud = captureLog('trace');
    const sent = z.object({ code: z.literal('right') }).safeParse({ code: 'SECRET' });
    for (const { log } of [quiet, loud]) {
      const { failure } = describeFailure(sent.error, log, context);
      expect(failure).toMatchObject({ code: 'request.invalid' });
      expect(failure).not.toHaveProperty('id');
      describeFailure(new AppError('request.hostRefused', 'Not SECRET.'), log, context);
    }
    expect(quiet.text()).toBe('');
    expect(loud.find('refused')).toHaveLength(2);
    expect(loud.text()).not.toContain('SECRET');
  });
});

describe('the log of an error', () => {
  it('has what was chosen of it, not all that it carries along', () => {
    const { log, text, find } = captureLog();
    const error = Object.assign(new Error('refused'), {
      code: 'ECONNREFUSED',
      statusCode: 409,
      headers: { cookie: 'SECRET' },
      json: 'SECRET',
    });
    log.error({ err: error }, 'asking the engine');
    expect(find('asking the engine')).toMatchObject([
      { err: { code: 'ECONNREFUSED', statusCode: 409 } },
    ]);
    expect(text()).not.toContain('SECRET');
  });
});
