/** Starting a lab host's container and waiting until the engine in it answers. */
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { AppError } from '../errors.ts';
import { createDemultiplexer } from './demultiplex.ts';
import { reasonOf, statusCodeOf } from './engine-errors.ts';

/**
 * Ten times what a start takes on a quiet machine; a machine that starts many labs at once needs some of
 * it.
 */
const READY_MS = 60_000;

/** What the host's supervisor prints once its engine has answered a request. */
const READY_LINE = /^holdfast ready /m;

/** What it prints once programs can be started in the lab; its engine is yet to come. */
const ROOT_LINE = /^holdfast root /m;

/** Of what the host printed, as much as tells what went wrong. */
const OUTPUT_KEPT = 8 * 1024;

/**
 * Starts the container and resolves when the host has said that its engine answers.
 * @throws AppError `lab.startFailed`; the signal's reason when it aborts first
 */
export async function boot(
  container: Docker.Container,
  options: { signal: AbortSignal; onStarted?: () => void; onRoot?: () => void },
): Promise<void> {
  const { signal, onStarted, onRoot } = options;
  // Before the start, so that no line is missed and none of an earlier start is seen.
  const output = await attach(container);
  try {
    const ready = waitForReady(output, signal, onRoot);
    ready.catch(() => {
      // Awaited below, unless the start itself fails.
    });
    await container.start().catch((cause: unknown) => {
      throw startFailed(
        'the machine’s Docker refused to start it',
        { said: reasonOf(cause) },
        cause,
      );
    });
    onStarted?.();
    await ready;
  } finally {
    output.destroy();
  }
}

async function attach(container: Docker.Container): Promise<Duplex> {
  const output = (await container
    .attach({ stream: true, hijack: true, stdout: true, stderr: true })
    .catch((cause: unknown) => {
      throw refused('show its output', cause);
    })) as Duplex;
  output.on('error', () => {
    // Followed by 'close', which is what counts.
  });
  return output;
}

function waitForReady(output: Duplex, signal: AbortSignal, onRoot = () => {}): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    let rooted = false;
    const demultiplex = createDemultiplexer((_stream, bytes) => {
      said = (said + bytes.toString('utf8')).slice(-OUTPUT_KEPT);
    });
    const onAbort = () => settle(() => reject(signal.reason));
    const timer = setTimeout(
      () => settle(() => reject(startFailed('its Docker did not answer in time', { said }))),
      READY_MS,
    );
    function settle(how: () => void): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      how();
    }
    signal.addEventListener('abort', onAbort, { once: true });
    output.on('data', (chunk: Buffer) => {
      try {
        demultiplex(chunk);
      } catch (cause) {
        settle(() => reject(startFailed('it sent something unreadable', { said }, cause)));
        return;
      }
      if (!rooted && ROOT_LINE.test(said)) {
        rooted = true;
        onRoot();
      }
      if (READY_LINE.test(said)) settle(resolve);
    });
    output.on('close', () =>
      settle(() => reject(startFailed('it ended while starting', { said }))),
    );
    if (signal.aborted) onAbort();
  });
}

/** An engine that was not reached has refused nothing: its error stays what it is. */
export function refused(what: string, cause: unknown): unknown {
  if (statusCodeOf(cause) === undefined) return cause;
  return startFailed(`the machine’s Docker refused to ${what}`, { said: reasonOf(cause) }, cause);
}

/** `why` completes the sentence "The lab could not be started: …". */
function startFailed(
  why: string,
  details: Record<string, unknown> = {},
  cause?: unknown,
): AppError {
  return new AppError(
    'lab.startFailed',
    `The lab could not be started: ${why}. Try again; if it happens again, the server's log says more.`,
    { details, cause },
  );
}
