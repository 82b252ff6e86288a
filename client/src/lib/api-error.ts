/** A refusal of the server, or no answer at all, in words for the learner. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** A code of `server/errors.ts`, or `unreachable`, `timeout`, `unreadable`, made here. */
  readonly code: string;
  /** To quote when the fault is the platform's. */
  readonly id: string | undefined;

  constructor(code: string, message: string, id?: string) {
    super(message);
    this.code = code;
    this.id = id;
  }
}

export const unreachable = () =>
  new ApiError('unreachable', 'Holdfast does not answer. Check that it is still running.');

/** Whatever was thrown, as an error that can be shown. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  return new ApiError('unexpected', 'The page met an error it did not expect. Load it again.');
}
