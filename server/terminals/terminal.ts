/**
 * One shell and those who watch it. Its output is held in the lab; what comes here goes to every viewer under
 * its offset, so that whoever reads slowly is a cursor that lags and never a queue that grows.
 */
import type { Logger } from 'pino';
import type { Place } from '../../protocol/names.ts';
import type {
  AttachedTerminal,
  Runnable,
  RunStatus,
  TerminalSize,
} from '../../protocol/terminal.ts';
import type { HeldState } from '../sandbox/holder/frames.ts';
import type { Shell } from '../sandbox/types.ts';
import type { AppSocket } from '../sockets.ts';
import { createCoalescer } from './coalesce.ts';
import { createCommands } from './commands.ts';
import { createFeed } from './feed.ts';
import { createFlow } from './flow.ts';
import { leaveOut } from './gap.ts';
import { createLink } from './link.ts';
import type { Meter } from './meter.ts';
import { restoreScreen } from './restore.ts';
import type { RunAction } from './runs.ts';
import type { Timers } from './timers.ts';
import { createViewers } from './viewers.ts';

export interface TerminalParts {
  id: string;
  /** 1…4 */
  number: number;
  shell: Shell;
  /** Attaches to the shell once more; undefined when it is not there any more. */
  reattach(): Promise<Shell | undefined>;
  /** What a block does that was run in this terminal before; undefined when it is not there any more. */
  actionOf(place: Place, block: Runnable): RunAction | undefined;
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
    options?: { since?: number | undefined; hurry?: boolean | undefined },
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
  /** After its end: nobody wants to look at it any more. */
  dismiss(): void;
  /** Lets go of the shell, of every viewer and timer; ends nothing. */
  release(): void;
}

/** Programs look at the size when they hear that it has changed; both changes must have been seen. */
export const REDRAW_MS = 60;

/** What a page is to show first. */
type Screen = Pick<AttachedTerminal, 'data' | 'continues' | 'skipped'> & {
  /** A full-screen program drew parts of it before what is held: it should draw it again. */
  partial: boolean;
};

export function createTerminal(parts: TerminalParts): Terminal {
  const { id, timers } = parts;
  const link = createLink({
    ...parts,
    on: { state: onState, output: onOutput, ended: onExit, reconnected, gone: onGone },
  });
  const commands = createCommands({
    ...parts,
    held: parts.shell.held,
    type,
    note: link.note,
    onStatus: tellRun,
    isHeld: () => attaching.size > 0 || feed.received >= flow.granted,
  });
  const feed = createFeed(commands.begin, link.follow);
  const viewers = createViewers({ terminalId: id, log: feed });
  const flow = createFlow();
  const coalescer = createCoalescer({ timers, flush: deliver });
  /** Sockets that began a run without watching. */
  const runners = new Set<AppSocket>();
  /** Who waits for output to be had again, with the newest attempt; meanwhile it must not move on by much. */
  const attaching = new Map<AppSocket, symbol>();
  /** As the shell was told; unknown until a shell that was found has said it. */
  let size: TerminalSize | undefined;
  let cancelRedraw: (() => void) | undefined;
  let exitCode: number | null = null;
  let ended = false;
  let released = false;

  commands.resume();
  regulate();

  function onState(state: HeldState): void {
    feed.state(state);
    size ??= feed.sizes.at(-1);
  }

  function onOutput(_offset: number, bytes: Uint8Array): void {
    const fresh = feed.output(bytes);
    parts.meter?.said(fresh.length);
    coalescer.add(fresh.length);
    regulate();
    commands.read(fresh, feed.received);
  }

  function reconnected(): void {
    feed.reconnected();
    link.grant(flow.granted);
    if (size !== undefined) link.resize(size);
    commands.save();
  }

  function onGone(): void {
    feed.close();
    onExit(null);
  }

  function onExit(code: number | null): void {
    if (ended || released) return;
    ended = true;
    exitCode = code;
    deliver();
    commands.dispose();
    for (const socket of viewers.sockets()) {
      socket.emit('terminal:ended', { terminal: id, exitCode });
    }
    coalescer.dispose();
    cancelRedraw?.();
    parts.onEnd();
  }

  function deliver(): void {
    viewers.deliver();
    regulate();
  }

  /** Lets the shell write on, and gives up what everybody has. */
  function regulate(): void {
    if (released || attaching.size > 0) return;
    const { governing } = viewers;
    const limit = flow.update(governing?.cursor.acknowledged ?? feed.received);
    if (limit !== undefined) link.grant(limit);
    feed.trim(viewers.acknowledged());
  }

  function type(text: string): void {
    try {
      link.write(text)?.catch(() => {});
    } catch {
      // There is no room: the run will miss its mark.
    }
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
    if (governing.size.cols !== size?.cols || governing.size.rows !== size.rows) {
      size = governing.size;
      link.resize(size);
      feed.resized(size);
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

  /** A program draws its screen again when the size changes, and only then. */
  function redraw({ cols, rows }: TerminalSize): void {
    link.resize({ cols, rows: rows > 1 ? rows - 1 : 2 });
    cancelRedraw?.();
    cancelRedraw = timers.after(REDRAW_MS, () => {
      if (size !== undefined) link.resize(size);
    });
  }

  /** The screen as of now: no byte comes between its end and the caller's next step. */
  async function restored(at: TerminalSize): Promise<Screen> {
    const { data, offset, partial } = await restoreScreen({
      log: feed,
      before: feed.modesAt(feed.start),
      sizes: feed.sizes,
      size: at,
    });
    // What was under way still came in; and somebody else may have had older output brought again.
    if (!feed.has(offset)) await feed.reach(offset);
    const rest = feed.read(Math.min(Math.max(offset, feed.start), feed.end));
    return {
      data: rest.length === 0 ? data : Buffer.concat([data, rest]),
      continues: false,
      skipped: 0,
      partial,
    };
  }

  function subscribe(
    socket: AppSocket,
    wanted: TerminalSize,
    acknowledged: number,
    { partial, ...screen }: Screen,
  ): AttachedTerminal | undefined {
    if (!socket.connected || released) return undefined;
    const offset = feed.end;
    runners.delete(socket);
    if (!ended) {
      viewers.add(socket, wanted, { sent: offset, acknowledged });
      govern();
      if (partial) redraw(wanted);
    }
    return {
      ...screen,
      offset,
      number: parts.number,
      exitCode,
      ended,
      runs: commands.statuses(),
    };
  }

  return {
    id,
    number: parts.number,
    get ended() {
      return ended;
    },
    async attach(socket, wanted, { since, hurry = false } = {}) {
      viewers.remove(socket);
      const attempt = Symbol();
      attaching.set(socket, attempt);
      const isOver = () => attaching.get(socket) !== attempt;
      try {
        const from = since !== undefined && since <= feed.received ? since : 0;
        if (!feed.has(from)) await feed.reach(from);
        if (isOver()) return undefined;
        if (since !== undefined && feed.has(since)) {
          const gap = hurry ? leaveOut(feed, since) : undefined;
          const { data, skipped } = gap ?? { data: feed.read(since), skipped: 0 };
          const acknowledged = gap === undefined ? since : feed.end;
          return subscribe(socket, wanted, acknowledged, {
            data,
            skipped,
            continues: true,
            partial: false,
          });
        }
        const screen = await restored(wanted);
        return isOver() ? undefined : subscribe(socket, wanted, feed.end, screen);
      } finally {
        if (!isOver()) attaching.delete(socket);
        regulate();
      }
    },
    detach(socket) {
      runners.delete(socket);
      attaching.delete(socket);
      if (viewers.remove(socket)) govern();
      regulate();
    },
    input(socket, data) {
      const viewer = viewers.get(socket);
      if (viewer !== undefined && viewer !== viewers.governing) {
        viewers.govern(viewer);
        govern();
      }
      const written = link.write(data);
      parts.meter?.typed(data.length);
      commands.typed(data);
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
      commands.add(run);
    },
    async kill() {
      if (!ended) await link.kill();
      onGone();
    },
    end: onGone,
    dismiss: link.dismiss,
    release() {
      if (released) return;
      released = true;
      commands.dispose();
      coalescer.dispose();
      cancelRedraw?.();
      feed.close();
      link.release();
      viewers.clear();
      runners.clear();
      attaching.clear();
    },
  };
}
