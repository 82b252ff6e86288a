/** What dockerode's errors say. */

/** The HTTP status of an engine's refusal; undefined when the engine was not reached. */
export function statusCodeOf(error: unknown): number | undefined {
  return numberIn(error, 'statusCode');
}

/** The system's code (`ENOENT`, `EACCES`, `ECONNREFUSED`) of a connection that failed. */
export function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The engine's own words, without dockerode's prefix. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('json' in error && typeof error.json === 'object' && error.json !== null) {
    const { json } = error;
    if ('message' in json && typeof json.message === 'string') return json.message;
  }
  return error.message;
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

function numberIn(error: unknown, key: string): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'number' ? value : undefined;
}
