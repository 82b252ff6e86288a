/** Runs a container that lives for a moment, and removes it. */
import type Docker from 'dockerode';
import { createContainer } from './create-container.ts';
import { within } from './deadline.ts';
import { createDemultiplexer } from './demultiplex.ts';

/**
 * Resolves with its exit code and all that it said. `late` names the error when it has not ended after `ms`.
 * @throws Error the engine's, `late`'s, or the signal's reason when that aborts first
 */
export async function runOnce(
  docker: Docker,
  options: Docker.ContainerCreateOptions,
  { ms, late, signal }: { ms: number; late: () => Error; signal?: AbortSignal },
): Promise<{ exitCode: number; said: string }> {
  signal?.throwIfAborted();
  const container = await createContainer(docker, options);
  let onAbort: (() => void) | undefined;
  try {
    const output = (await container.attach({
      stream: true,
      hijack: true,
      stdout: true,
      stderr: true,
    })) as NodeJS.ReadableStream;
    output.on('error', () => {});
    const said = read(output);
    await container.start();
    const ended = Promise.all([container.wait(), said]).then(([{ StatusCode }, text]) => ({
      exitCode: StatusCode as number,
      said: text,
    }));
    const aborted = new Promise<never>((_resolve, reject) => {
      onAbort = () => reject(signal?.reason);
      if (signal?.aborted) onAbort();
      signal?.addEventListener('abort', onAbort);
    });
    return await within(ms, Promise.race([ended, aborted]), late);
  } finally {
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
    await container.remove({ force: true });
  }
}

function read(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const demultiplex = createDemultiplexer((_stream, bytes) => {
      said += bytes.toString('utf8');
    });
    output.on('data', demultiplex);
    output.on('close', () => resolve(said));
  });
}
