/**
 * What takes a moment to start in a lab, started ahead of its use: programs that are still to be chosen, and
 * a shell at its prompt. Each is used once, in place of a new one; when there is none, a new one is started.
 */
import { Socket } from 'node:net';
import type Docker from 'dockerode';
import { newId } from '../ids.ts';
import { type Exec, type ExecOptions, startExec } from './exec.ts';
import { openShell } from './shell.ts';
import type { Shell, ShellOptions } from './types.ts';

export interface Spares {
  /** Starts so many programs, and resolves when they wait. Never rejects: a spare may be missing. */
  addPrograms(count: number): Promise<void>;
  /** Starts a shell and resolves when it is there. Never rejects. */
  addShell(): Promise<void>;
  /** As `startExec`, for a program without a terminal. */
  start(options: ExecOptions): Promise<Exec>;
  /** As `openShell`. */
  shell(options: ShellOptions): Promise<Shell>;
  /** Bytes that have gone through shells so far, in and out. */
  traffic(): number;
  /** Ends those that nobody used. */
  close(): void;
}

/**
 * Becomes the program that a line on its stdin names; what follows the line is that program's own. dash reads
 * no byte beyond the line.
 */
const CHOOSE = ['sh', '-c', 'IFS= read -r line && eval "exec $line"'];

/** What a page asks for before it has measured its terminal. */
const SIZE = { cols: 80, rows: 24 };

export function createSpares(container: Docker.Container): Spares {
  const programs: Exec[] = [];
  /** From when it is asked for: one that is nearly there is quicker than another one. */
  let shell: Promise<Shell | undefined> | undefined;
  /** Connections of shells in use, and what went over those that have ended. */
  const connections = new Set<Socket>();
  let past = 0;
  let closed = false;

  /** The engine hands over the connection itself. */
  function count(used: Shell): Shell {
    const { output } = used;
    if (output instanceof Socket) {
      connections.add(output);
      output.once('close', () => {
        connections.delete(output);
        past += bytesOf(output);
      });
    }
    return used;
  }

  async function addProgram(): Promise<void> {
    const exec = await startExec(container, { argv: CHOOSE, tty: false }).catch(() => undefined);
    if (exec === undefined) return;
    if (closed) exec.socket.destroy();
    else programs.push(exec);
  }

  async function spareShell(): Promise<Shell | undefined> {
    const options = { ...SIZE, terminalId: newId() };
    const opened = await openShell(container, options).catch(() => undefined);
    // Until it is used nobody else hears of a connection that breaks.
    opened?.output.on('error', () => {});
    if (closed) opened?.output.destroy();
    return opened;
  }

  return {
    async addPrograms(count) {
      await Promise.all(Array.from({ length: count }, addProgram));
    },
    async addShell() {
      shell ??= spareShell();
      await shell;
    },
    async start(options) {
      const line = options.tty || options.env !== undefined ? undefined : commandLine(options.argv);
      if (line === undefined) return startExec(container, options);
      let spare = programs.pop();
      // One whose connection has broken is of no use.
      while (spare?.socket.destroyed || spare?.socket.readableEnded) spare = programs.pop();
      spare?.socket.write(line);
      return spare ?? startExec(container, options);
    },
    async shell({ cols, rows, terminalId }) {
      const pending = shell;
      shell = undefined;
      const spare = await pending;
      if (spare === undefined || spare.output.destroyed) {
        return count(await openShell(container, { cols, rows, terminalId }));
      }
      if (cols !== SIZE.cols || rows !== SIZE.rows) await spare.resize(cols, rows);
      return count(spare);
    },
    traffic: () => [...connections].reduce((sum, socket) => sum + bytesOf(socket), past),
    close() {
      closed = true;
      for (const { socket } of programs.splice(0)) socket.destroy();
      void shell?.then((spare) => spare?.output.destroy());
      shell = undefined;
    },
  };
}

const bytesOf = ({ bytesRead, bytesWritten }: Socket): number => bytesRead + bytesWritten;

/** The line that `CHOOSE` reads; undefined when there is none, because an argument has several lines. */
export function commandLine(argv: readonly string[]): string | undefined {
  if (argv.some((word) => /[\n\0]/.test(word))) return undefined;
  return `${argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')}\n`;
}
