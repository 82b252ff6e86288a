/**
 * Everybody who watches one terminal. One of them governs: the one that attached or typed last. The shell
 * waits for the governing viewer only and has the size that it asked for. The others get what they can
 * keep up with; one that falls out of the log is let go, and attaches again when it has worked off what it has.
 */
import type { TerminalSize } from '../../protocol/terminal.ts';
import type { AppSocket } from '../sockets.ts';
import type { Feed } from './feed.ts';
import { type Cursor, createCursor } from './viewer.ts';

export interface Viewer {
  readonly socket: AppSocket;
  readonly cursor: Cursor;
  size: TerminalSize;
}

export interface Viewers {
  /** The one that governs; undefined when nobody watches. */
  readonly governing: Viewer | undefined;
  /** Adds a viewer that governs from now on. A socket watches a terminal once. */
  add(socket: AppSocket, size: TerminalSize, start: { sent: number; acknowledged: number }): Viewer;
  remove(socket: AppSocket): boolean;
  get(socket: AppSocket): Viewer | undefined;
  govern(viewer: Viewer): void;
  sockets(): AppSocket[];
  /** What all of them have acknowledged; infinite when nobody watches. */
  acknowledged(): number;
  /** Sends what there is to whom has room for it, and lets go of whom the log has left behind. */
  deliver(): void;
  clear(): void;
}

export function createViewers({
  terminalId,
  log,
}: {
  terminalId: string;
  log: Pick<Feed, 'start' | 'end' | 'read'>;
}): Viewers {
  /** In the order in which they governed, the one that governs last. */
  let viewers: Viewer[] = [];

  function remove(socket: AppSocket): boolean {
    const before = viewers.length;
    viewers = viewers.filter((viewer) => viewer.socket !== socket);
    return viewers.length < before;
  }

  function send({ socket, cursor }: Viewer): void {
    while (cursor.sent < log.end) {
      if (cursor.sent < log.start) {
        remove(socket);
        socket.emit('terminal:behind', { terminal: terminalId });
        return;
      }
      const room = cursor.room();
      if (room === 0) return;
      const data = log.read(cursor.sent, room);
      socket.emit('terminal:output', { terminal: terminalId, offset: cursor.sent, data });
      cursor.advance(data.length);
    }
  }

  return {
    get governing() {
      return viewers.at(-1);
    },
    add(socket, size, start) {
      remove(socket);
      const viewer = { socket, size, cursor: createCursor(start) };
      viewers.push(viewer);
      return viewer;
    },
    remove,
    get: (socket) => viewers.find((viewer) => viewer.socket === socket),
    govern(viewer) {
      viewers = [...viewers.filter((other) => other !== viewer), viewer];
    },
    sockets: () => viewers.map((viewer) => viewer.socket),
    acknowledged: () => Math.min(...viewers.map((viewer) => viewer.cursor.acknowledged)),
    deliver() {
      for (const viewer of [...viewers]) send(viewer);
    },
    clear() {
      viewers = [];
    },
  };
}
