/**
 * What takes a moment to start in a lab, started ahead of its use: programs that are still to be chosen, and
 * a shell at its prompt. Each is used once, in place of a new one; when there is none, a new one is started.
 */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { newId } from '../ids.ts';
import { type Exec, type ExecOptions, startExec } from './exec.ts';
import { attachShell, heldShells, openShell } from './shell.ts';
import type { Shell, ShellOptions } from './types.ts';

export interface Spares {
  /** Starts so many programs, and resolves when they wait. Never rejects: a spare may be missing. */
  addPrograms(count: number): Promise<void>;
  /** Starts a shell and resolves when it is there. Never rejects. */
  addShell(): Promise<void>;
  /** As `startExec`, for a program without a terminal. */
  start(options: ExecOptions): Promise<Exec>;
  /** The id that the next shell of this number has to have, so that the one that waits is taken. */
  newTerminal(number: number): string;
  isSpare(terminalId: string): boolean;
  /** As `openShell`. */
  shell(options: ShellOptions): Promise<Shell>;
  /** Counts what goes over a connection to a shell. */
  count(socket: Duplex): void;
  /** Bytes that have gone through shells so far, in and out. */
  traffic(): number;
  /** Lets go of those that nobody used. */
  close(): void;
}

/**
 * Becomes the program that a line on its stdin names; what follows the line is that program's own. dash reads
 * no byte beyond the line.
 */
const CHOOSE = ['sh', '-c', 'IFS= read -r line && eval "exec $line"'];

/** What a page asks for before it has measured its terminal. */
const SIZE = { cols: 80, rows: 24 };

/** The terminal that a page opens by itself. */
const FIRST = 1;

interface SpareShell {
  terminalId: string;
  /** Undefined when it could not be had. */
  opened: Promise<Shell | undefined>;
}

/** @param found the lab may hold the spare shell of a server before this one */
export function createSpares(container: Docker.Container, found: boolean): Spares {
  const programs: Exec[] = [];
  /** From when it is asked for: one that is nearly there is quicker than another one. */
  let shell: SpareShell | undefined;
  let isUsed = false;
  /** Connections of shells in use, and what went over those that have ended. */
  const connections = new Set<Socket>();
  let past = 0;
  let closed = false;

  /** The engine hands over the connection itself. */
  function count(socket: Duplex): void {
    if (!(socket instanceof Socket)) return;
    connections.add(socket);
    socket.once('close', () => {
      connections.delete(socket);
      past += bytesOf(socket);
    });
  }

  async function addProgram(): Promise<void> {
    const exec = await startExec(container, { argv: CHOOSE, tty: false }).catch(() => undefined);
    if (exec === undefined) return;
    if (closed) exec.socket.destroy();
    else programs.push(exec);
  }

  function openSpare(): SpareShell {
    const terminalId = newId();
    const ref = { terminalId, number: FIRST };
    const opened = openShell(container, { ...SIZE, ...ref }, count).catch(() => undefined);
    return { terminalId, opened };
  }

  /** In a lab that nobody has used yet; so whatever is held there is a spare. */
  async function findSpare(): Promise<SpareShell | undefined> {
    const held = await heldShells({ container, start }).catch(() => []);
    const ref = held.find(({ number }) => number === FIRST);
    if (ref === undefined) return undefined;
    const opened = await attachShell(container, ref, count).catch(() => undefined);
    return opened && { terminalId: ref.terminalId, opened: Promise.resolve(opened) };
  }

  async function addShell(): Promise<void> {
    const earlier = found ? await findSpare() : undefined;
    // Somebody may have begun to use the lab meanwhile, and what was found may be theirs.
    if (shell !== undefined || isUsed) (await earlier?.opened)?.release();
    else shell = earlier ?? openSpare();
    const opened = await shell?.opened;
    if (closed) opened?.release();
  }

  async function start(options: ExecOptions): Promise<Exec> {
    const line = options.tty || options.env !== undefined ? undefined : commandLine(options.argv);
    if (line === undefined) return startExec(container, options);
    let spare = programs.pop();
    // One whose connection has broken is of no use.
    while (spare?.socket.destroyed || spare?.socket.readableEnded) spare = programs.pop();
    spare?.socket.write(line);
    return spare ?? startExec(container, options);
  }

  return {
    async addPrograms(count) {
      await Promise.all(Array.from({ length: count }, addProgram));
    },
    addShell,
    start,
    newTerminal: (number) => (number === FIRST ? shell?.terminalId : undefined) ?? newId(),
    isSpare: (terminalId) => shell?.terminalId === terminalId,
    async shell(options) {
      isUsed = true;
      const spare = shell?.terminalId === options.terminalId ? shell : undefined;
      if (spare !== undefined) shell = undefined;
      const opened = await spare?.opened;
      if (opened?.connected !== true) return openShell(container, options, count);
      const { cols, rows } = options;
      if (cols !== SIZE.cols || rows !== SIZE.rows) opened.resize({ cols, rows });
      return opened;
    },
    count,
    traffic: () => [...connections].reduce((sum, socket) => sum + bytesOf(socket), past),
    close() {
      closed = true;
      for (const { socket } of programs.splice(0)) socket.destroy();
      void shell?.opened.then((spare) => spare?.release());
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
