/** Short ways to do things in a lab host, and in the container around it. */
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { createDemultiplexer } from '../../server/sandbox/demultiplex.ts';
import type { LabHost } from '../../server/sandbox/types.ts';

export interface Outcome {
  code: number;
  /** stdout and stderr, each without the space around it. */
  out: string;
  err: string;
}

/** Runs a bash script in the lab, as its root. */
export async function inLab(host: LabHost, script: string, timeoutMs = 60_000): Promise<Outcome> {
  const result = await host.run(['bash', '-c', script], { timeoutMs });
  return {
    code: result.exitCode,
    out: result.stdout.toString('utf8').trim(),
    err: result.stderr.toString('utf8').trim(),
  };
}

/**
 * As `inLab`, and returns stdout.
 * @throws Error with what was said when the script fails
 */
export async function must(host: LabHost, script: string, timeoutMs?: number): Promise<string> {
  const { code, out, err } = await inLab(host, script, timeoutMs);
  if (code !== 0) throw new Error(`exit code ${code} of: ${script}\n${out}\n${err}`);
  return out;
}

/** Runs a bash script in a container of the machine's engine: around the lab, not in it. */
export async function inContainer(
  container: Docker.Container,
  script: string,
  user = '1000:1000',
): Promise<Outcome> {
  const exec = await container.exec({
    Cmd: ['bash', '-c', script],
    User: user,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = (await exec.start({ hijack: true, stdin: false })) as Duplex;
  const said = { stdout: '', stderr: '' };
  stream.on(
    'data',
    createDemultiplexer((which, bytes) => {
      said[which] += bytes.toString('utf8');
    }),
  );
  await new Promise((resolve) => stream.once('close', resolve));
  const code = await eventually(async () => (await exec.inspect()).ExitCode ?? undefined);
  return { code, out: said.stdout.trim(), err: said.stderr.trim() };
}

/** Asks until there is an answer; the test's own time limit is what ends it otherwise. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
