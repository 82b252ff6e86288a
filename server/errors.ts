/**
 * The one error class and the catalogue of what can go wrong. Messages are written for a learner;
 * anything else that is thrown reaches them only as an id to quote.
 */

/** Every code a client may meet, with its HTTP status. */
const STATUS = {
  'request.invalid': 400,
  'request.tooLarge': 413,
  'request.rateLimited': 429,
  'request.crossSite': 403,
  'request.hostRefused': 421,
  'metrics.refused': 403,
  'learner.unknown': 401,
  'learner.codeWrong': 403,
  notFound: 404,
  'lesson.notFound': 404,
  'lab.notFound': 404,
  'task.notFound': 404,
  'task.notOpen': 409,
  'question.notFound': 404,
  'question.changed': 409,
  'session.notFound': 404,
  'session.busy': 409,
  'session.notReady': 409,
  'session.limit': 409,
  'machine.full': 503,
  'machine.diskLow': 503,
  'block.notFound': 404,
  'block.notRunnable': 409,
  'terminal.notFound': 404,
  'terminal.limit': 409,
  'terminal.busy': 409,
  'engine.unavailable': 503,
  'images.preparing': 503,
  'images.failed': 503,
  'lab.startFailed': 503,
  'lab.timeout': 504,
  'lab.unreachable': 503,
  'lab.answerTooLarge': 502,
  'grading.busy': 409,
  'save.notFound': 404,
  'save.limit': 409,
  'save.noRoom': 409,
  'save.failed': 503,
  'report.limit': 429,
  'server.closing': 503,
  'store.unavailable': 503,
  'store.locked': 503,
  'store.readOnly': 503,
  'store.full': 507,
  'store.damaged': 503,
  'store.newer': 503,
  'store.older': 503,
  'store.inUse': 503,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof STATUS;

/** An error that may be shown to a learner as it is. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  /** Facts for the log, never sent. */
  readonly details: Record<string, unknown> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }

  get status(): number {
    return STATUS[this.code];
  }
}
