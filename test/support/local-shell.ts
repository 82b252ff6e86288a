/**
 * A shell on a real pseudo-terminal of this machine, with the lab's own start-up file, so that terminals can
 * be tried without an engine. `script` (of Debian's essential bsdutils) makes the pseudo-terminal; its size
 * is set from outside with stty.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LabHost, Shell, ShellOptions } from '../../server/sandbox/types.ts';

const RC = fileURLToPath(new URL('../../sandbox/host/lib/shell/bashrc', import.meta.url));

export interface LocalHost extends Pick<LabHost, 'shell' | 'run'> {
  /** Bytes of output that shells have handed over, in all. */
  bytesRead(): number;
  /** Process ids of the shells that still run. */
  living(): number[];
  close(): Promise<void>;
}

/** Shells with a home directory of their own, which `close` removes. */
export async function createLocalHost(): Promise<LocalHost> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-home-'));
  const children = new Set<ChildProcess>();
  let bytes = 0;

  const start = (command: string, stdio: ('pipe' | 'ignore')[]): ChildProcess => {
    const child = spawn('script', ['-qfec', command, '/dev/null'], {
      cwd: home,
      stdio,
      detached: true,
      env: {
        HOME: home,
        PATH: process.env.PATH ?? '',
        TERM: 'xterm-256color',
        LANG: 'C.UTF-8',
        SHELL: '/bin/bash',
      },
    });
    children.add(child);
    child.once('close', () => children.delete(child));
    return child;
  };

  async function shell({ cols, rows }: ShellOptions): Promise<Shell> {
    const size = `cols ${cols} rows ${rows}`;
    const command = `stty ${size}; tty >&3; exec 3>&-; exec bash --rcfile ${RC} -i`;
    const child = start(command, ['pipe', 'pipe', 'ignore', 'pipe']);
    const { stdin, stdout } = child;
    const side = child.stdio[3];
    if (stdin === null || stdout === null || !(side instanceof Readable)) {
      throw new Error('script has no pipes');
    }
    const device = new Promise<string>((resolve) => {
      side.once('data', (data: Buffer) => resolve(data.toString().trim()));
    });
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        done(null, chunk);
      },
    });
    const exited = new Promise<number | null>((resolve) => {
      child.once('close', (code) => resolve(code));
    });
    // Somebody who stops reading must not keep the pipe from closing.
    counted.once('close', () => stdout.destroy());
    return {
      output: stdout.pipe(counted),
      input: stdin,
      async resize(columns, lines) {
        const stty = spawn('stty', [
          '-F',
          await device,
          'cols',
          String(columns),
          'rows',
          String(lines),
        ]);
        await new Promise((resolve) => stty.once('close', resolve));
      },
      exited,
      async kill() {
        endGroup(child);
        counted.destroy();
        await exited;
      },
    };
  }

  return {
    shell,
    async run(argv, options) {
      const [program = '', ...rest] = argv;
      const child = spawn(program, rest, { cwd: '/', env: { HOME: home, PATH: process.env.PATH } });
      child.stdin.end(options?.stdin);
      const exitCode = await new Promise<number>((resolve) => {
        child.once('close', (code) => resolve(code ?? 1));
      });
      return { exitCode, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), truncated: false };
    },
    bytesRead: () => bytes,
    living: () => [...children].flatMap(({ pid }) => pid ?? []),
    async close() {
      for (const child of children) {
        const closed = new Promise((resolve) => child.once('close', resolve));
        endGroup(child);
        child.stdout?.destroy();
        await closed;
      }
      await promisify(setTimeout)(0);
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The terminal's end sends HUP to the shell and what runs in front of it. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
