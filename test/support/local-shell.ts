/**
 * Shells of this machine with the lab's own start-up file, held by the program that holds shells in a lab: so
 * that terminals can be tried without lab hosts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { newId } from '../../server/ids.ts';
import { connectShell, NotHeld } from '../../server/sandbox/holder/held-shell.ts';
import type { LabHost, Shell } from '../../server/sandbox/types.ts';
import { fetchHolder } from './holder.ts';
import { processesMarked } from './processes.ts';

const RC = fileURLToPath(new URL('../../sandbox/host/lib/shell/bashrc', import.meta.url));

export interface LocalHost
  extends Pick<LabHost, 'newTerminal' | 'shell' | 'attach' | 'heldShells' | 'run'> {
  /** Bytes of output that shells have handed over, in all. */
  bytesRead(): number;
  /** Process ids of the shells that still run, and of what runs in them. */
  living(): Promise<number[]>;
  /** Breaks every connection to a shell off, as the engine's end would. */
  breakOff(): void;
  close(): Promise<void>;
}

/** Shells with a home directory of their own, which `close` removes. */
export async function createLocalHost(): Promise<LocalHost> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-home-'));
  const holder = await fetchHolder();
  const terminals = new Set<string>();
  const connections = new Set<ChildProcess>();
  let bytes = 0;

  async function end(terminalId: string): Promise<void> {
    for (const pid of await processesMarked(`HOLDFAST_TERMINAL=${terminalId}`)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  }

  function connect(terminalId: string, args: readonly string[], mark: boolean): Promise<Shell> {
    const child = spawn(holder.path, args, {
      cwd: home,
      stdio: ['pipe', 'pipe', 'ignore'],
      env: {
        HOME: home,
        PATH: process.env.PATH ?? '',
        TERM: 'xterm-256color',
        LANG: 'C.UTF-8',
        SHELL: '/bin/bash',
        ...(mark ? { HOLDFAST_TERMINAL: terminalId } : {}),
      },
    });
    connections.add(child);
    child.once('close', () => connections.delete(child));
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
    return connectShell(stream, () => end(terminalId));
  }

  return {
    newTerminal: () => newId(),
    shell({ terminalId, number, cols, rows }) {
      terminals.add(terminalId);
      const place = [terminalId, ...[number, cols, rows].map(String)];
      return connect(terminalId, ['open', ...place, 'bash', '--rcfile', RC, '-i'], true);
    },
    async attach({ terminalId, number }) {
      try {
        return await connect(terminalId, ['attach', terminalId, String(number)], false);
      } catch (error) {
        if (error instanceof NotHeld) return undefined;
        throw error;
      }
    },
    async heldShells() {
      const child = spawn(holder.path, ['list']);
      let said = '';
      for await (const piece of child.stdout) said += String(piece);
      return said
        .split('\n')
        .map((line) => line.split(' '))
        .flatMap(([number, terminalId]) =>
          terminalId !== undefined && terminals.has(terminalId)
            ? [{ terminalId, number: Number(number) }]
            : [],
        );
    },
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
    async living() {
      const marked = [...terminals].map((id) => processesMarked(`HOLDFAST_TERMINAL=${id}`));
      return (await Promise.all(marked)).flat();
    },
    breakOff() {
      for (const child of connections) child.kill('SIGKILL');
    },
    async close() {
      for (const id of terminals) await end(id);
      for (const child of connections) child.kill('SIGKILL');
      await Promise.all(
        [home, holder.folder].map((folder) =>
          rm(folder, { recursive: true, force: true, maxRetries: 5 }),
        ),
      );
    },
  };
}
