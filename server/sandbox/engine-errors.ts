/** What dockerode's errors say. */

/** The HTTP status of an engine's refusal; undefined when the engine was not reached. */
export function statusCodeOf(error: unknown): number | undefined {
  const status = property(error, 'statusCode');
  return typeof status === 'number' ? status : undefined;
}

/** The system's code (`ENOENT`, `EACCES`, `ECONNREFUSED`) of a connection that failed. */
export function systemCodeOf(error: unknown): string | undefined {
  const code = property(error, 'code');
  return typeof code === 'string' ? code : undefined;
}

/** The engine's own words, without dockerode's prefix. */
export function reasonOf(error: unknown): string {
  const said = property(property(error, 'json'), 'message') ?? property(error, 'message');
  return typeof said === 'string' ? said : String(error);
}

/** Waits for `work`; an answer with one of `statuses` counts as done. */
export async function ignoring(statuses: readonly number[], work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const status = statusCodeOf(error);
    if (status === undefined || !statuses.includes(status)) throw error;
  }
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
