/**
 * One shell and those who watch it. Output goes into the log first and from there to every viewer, so that
 * whoever reads slowly is a cursor that lags and never a queue that grows.
 */
import type { Logger } from 'pino';
import type { Place } from '../../protocol/names.ts';
import type {
  AttachedTerminal,
  Runnable,
  RunStatus,
  TerminalSize,
} from '../../protocol/terminal.ts';
import type { Shell } from '../sandbox/types.ts';
import type { AppSocket } from '../sockets.ts';
import { createCoalescer } from './coalesce.ts';
import { createFlow } from './flow.ts';
import { createInput } from './input.ts';
import { createOutputLog } from './log.ts';
import { createMarkReader, type Mark } from './marks.ts';
import type { Meter } from './meter.ts';
import { createModes } from './modes.ts';
import { restoreScreen, type SizeChange } from './restore.ts';
import { createRuns, type RunAction } from './runs.ts';
import type { Timers } from './timers.ts';
import { createViewers } from './viewers.ts';

export interface TerminalParts {
  id: string;
  /** 1…4 */
  number: number;
  shell: Shell;
  size: TerminalSize;
  timers: Timers;
  meter?: Meter;
  log: Pick<Logger, 'warn'>;
  onCommand(line: string, exitCode: number | null): void;
  /** The shell is over; called once. */
  onEnd(): void;
}

export interface Terminal {
  readonly id: string;
  readonly number: number;
  readonly ended: boolean;
  /**
   * See `AttachTerminal` of the protocol. Undefined when the socket went, detached or attached again, or the
   * terminal was released, while the screen was being restored.
   */
  attach(
    socket: AppSocket,
    size: TerminalSize,
    since: number | undefined,
  ): Promise<AttachedTerminal | undefined>;
  detach(socket: AppSocket): void;
  /** @throws AppError `terminal.busy` */
  input(socket: AppSocket, data: Uint8Array): Promise<void> | undefined;
  acknowledge(socket: AppSocket, offset: number): void;
  resize(socket: AppSocket, size: TerminalSize): void;
  /** @throws AppError `terminal.busy` */
  run(
    socket: AppSocket,
    run: { id: string; place: Place; block: Runnable; action: RunAction },
  ): void;
  /** Ends the shell and what runs in it. */
  kill(): Promise<void>;
  /** The lab it runs in is stopping or gone, and the shell with it. */
  end(): void;
  /** Lets go of the shell's streams and of every viewer and timer; ends nothing. */
  release(): void;
}

/** Older changes of size are forgotten; a window that is dragged makes a few dozen. */
const SIZES_KEPT = 64;

export function createTerminal(parts: TerminalParts): Terminal {
  const { id, shell, timers } = parts;
  /** As of the oldest byte in the log. */
  const modesBefore = createModes();
  const output = createOutputLog({ onTrim: (bytes) => modesBefore.push(bytes) });
  const viewers = createViewers({ terminalId: id, log: output });
  const flow = createFlow();
  const input = createInput(shell.input, timers);
  const coalescer = createCoalescer({ timers, flush: deliver });
  /** Sockets that began a run without watching. */
  const runners = new Set<AppSocket>();
  let size = parts.size;
  let sizes: SizeChange[] = [{ offset: 0, ...parts.size }];
  /** Who waits for a restored screen, with the newest attempt; meanwhile the log must not move on by much. */
  const restoring = new Map<AppSocket, symbol>();
  let commandLine = '';
  let exitCode: number | null = null;
  let ended = false;
  let released = false;

  const runs = createRuns({
    terminalId: id,
    timers,
    type: (text) => shell.input.write(text),
    onStatus: tellRun,
    isHeld: () => shell.output.isPaused(),
  });
  const marks = createMarkReader(onMark);

  shell.output.on('data', onData);
  shell.output.on('error', onStreamError);
  shell.input.on('error', onStreamError);
  shell.exited.then(onExit, () => onExit(null));

  function onData(chunk: Uint8Array): void {
    parts.meter?.said(chunk.length);
    output.append(chunk);
    coalescer.add(chunk.length);
    regulate();
    marks.push(chunk);
  }

  function onStreamError(error: unknown): void {
    parts.log.warn({ err: error, terminal: id }, 'stream of a shell');
  }

  function onMark(mark: Mark): void {
    if (mark.kind === 'command') commandLine = mark.line;
    else if (mark.kind === 'finished') {
      parts.onCommand(commandLine, mark.exitCode);
      commandLine = '';
    }
    runs.mark(mark);
  }

  function onExit(code: number | null): void {
    if (ended || released) return;
    ended = true;
    exitCode = code;
    deliver();
    runs.dispose();
    for (const socket of viewers.sockets()) {
      socket.emit('terminal:ended', { terminal: id, exitCode });
    }
    letGo();
    parts.onEnd();
  }

  function deliver(): void {
    viewers.deliver();
    regulate();
  }

  /** Reads from the shell, or leaves what it writes to the engine, whose own buffers stop it in the end. */
  function regulate(): void {
    if (ended || released) return;
    const { governing } = viewers;
    const behind = governing === undefined ? 0 : output.end - governing.cursor.acknowledged;
    if (flow.update(behind) || restoring.size > 0) shell.output.pause();
    else shell.output.resume();
  }

  function tellRun(status: RunStatus): void {
    // What a run wrote is there before its end is told.
    viewers.deliver();
    for (const socket of new Set([...viewers.sockets(), ...runners])) {
      socket.emit('terminal:run', status);
    }
  }

  /** Gives the shell the size of the governing viewer, and tells everybody. */
  function govern(): void {
    const { governing } = viewers;
    if (governing === undefined) return;
    if (governing.size.cols !== size.cols || governing.size.rows !== size.rows) {
      size = governing.size;
      setShellSize(size);
      sizes.push({ offset: output.end, ...size });
      const oldest = sizes.findLastIndex((change) => change.offset <= output.start);
      sizes = sizes.slice(Math.max(0, oldest, sizes.length - SIZES_KEPT));
    }
    // What was written before belongs to the old size.
    viewers.deliver();
    for (const socket of viewers.sockets()) {
      socket.emit('terminal:size', {
        terminal: id,
        ...size,
        governs: socket === governing.socket,
      });
    }
    regulate();
  }

  function setShellSize({ cols, rows }: TerminalSize): void {
    if (!ended) shell.resize(cols, rows).catch(onStreamError);
  }

  /** A program draws its screen again when the size changes, and only then. */
  function redraw(): void {
    setShellSize({ cols: size.cols, rows: size.rows > 1 ? size.rows - 1 : 2 });
    setShellSize(size);
  }

  /** The screen as of now: no byte comes between its end and the caller's next step. */
  async function restored(at: TerminalSize): Promise<{ data: Uint8Array; partial: boolean }> {
    const { data, offset, partial } = await restoreScreen({
      log: output,
      before: modesBefore,
      sizes,
      size: at,
    });
    // What a stream had under way when it was paused still came in.
    const rest = output.read(Math.max(offset, output.start));
    return { data: rest.length === 0 ? data : Buffer.concat([data, rest]), partial };
  }

  function subscribe(
    socket: AppSocket,
    wanted: TerminalSize,
    since: number | undefined,
    screen: { data: Uint8Array; partial: boolean },
  ): AttachedTerminal | undefined {
    if (!socket.connected || released) return undefined;
    const offset = output.end;
    runners.delete(socket);
    if (!ended) {
      viewers.add(socket, wanted, { sent: offset, acknowledged: since ?? offset });
      govern();
      if (screen.partial) redraw();
    }
    return {
      data: screen.data,
      continues: since !== undefined,
      offset,
      number: parts.number,
      exitCode,
      ended,
      runs: runs.statuses(),
    };
  }

  function letGo(): void {
    coalescer.dispose();
    shell.output.off('data', onData);
    shell.output.destroy();
    shell.input.destroy();
  }

  return {
    id,
    number: parts.number,
    get ended() {
      return ended;
    },
    async attach(socket, wanted, since) {
      viewers.remove(socket);
      restoring.delete(socket);
      if (since !== undefined && since >= output.start && since <= output.end) {
        return subscribe(socket, wanted, since, { data: output.read(since), partial: false });
      }
      const attempt = Symbol();
      restoring.set(socket, attempt);
      regulate();
      try {
        const screen = await restored(wanted);
        // It detached or attached anew meanwhile.
        if (restoring.get(socket) !== attempt) return undefined;
        return subscribe(socket, wanted, undefined, screen);
      } finally {
        if (restoring.get(socket) === attempt) restoring.delete(socket);
        regulate();
      }
    },
    detach(socket) {
      runners.delete(socket);
      restoring.delete(socket);
      if (viewers.remove(socket)) govern();
      regulate();
    },
    input(socket, data) {
      const viewer = viewers.get(socket);
      if (viewer !== undefined && viewer !== viewers.governing) {
        viewers.govern(viewer);
        govern();
      }
      const written = input.write(data);
      parts.meter?.typed(data.length);
      runs.typed(data);
      coalescer.expectEcho();
      return written;
    },
    acknowledge(socket, offset) {
      const viewer = viewers.get(socket);
      if (viewer === undefined) return;
      viewer.cursor.acknowledge(offset);
      deliver();
    },
    resize(socket, wanted) {
      const viewer = viewers.get(socket);
      if (viewer === undefined) return;
      viewer.size = wanted;
      if (viewer === viewers.governing) govern();
    },
    run(socket, run) {
      if (viewers.get(socket) === undefined) runners.add(socket);
      runs.add(run);
    },
    async kill() {
      if (!ended) await shell.kill().catch(onStreamError);
      onExit(null);
    },
    end: () => onExit(null),
    release() {
      if (released) return;
      released = true;
      runs.dispose();
      letGo();
      viewers.clear();
      runners.clear();
    },
  };
}
