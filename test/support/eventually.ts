/** Longest that a busy machine may take for a step of a shell. */
const PATIENCE_MS = 20_000;
const PAUSE_MS = 10;

/** Resolves once `holds` does; rejects with what `shown` tells when it never does. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  shown: () => string = () => holds.toString(),
): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${PATIENCE_MS} ms; there is:\n${shown()}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
