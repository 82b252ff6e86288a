/** A shell in a lab as the engine gives it: an exec with a terminal, its stream, nothing around it. */
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';

/** The same shell as the platform starts. */
const SHELL = ['bash', '--rcfile', '/usr/lib/holdfast/shell/bashrc', '-i'];

/** Closing the stream leaves the shell running. */
export async function openRawShell(container: Docker.Container): Promise<Duplex> {
  const exec = await container.exec({
    Cmd: ['/usr/lib/holdfast/enter', ...SHELL],
    User: '1000:1000',
    Tty: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = (await exec.start({ hijack: true, stdin: true, Tty: true })) as Duplex;
  stream.on('error', () => {
    // Followed by 'close', which is what counts.
  });
  return stream;
}
