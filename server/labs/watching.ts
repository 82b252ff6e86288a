/** session:watch and session:unwatch: which sockets are told of which session. */
import type { AppServer, AppSocket, HandlersOf } from '../sockets.ts';
import type { SessionRecord } from './records.ts';
import type { Sessions } from './sessions.ts';
import type { SessionView } from './view.ts';

/** After a change has been told, those of this time are told as one, ms. */
const GATHER_MS = 25;

export interface Watching {
  readonly handlers: HandlersOf<'session'>;
  /** Tells the session's watchers how it stands, soon. */
  changed(sessionId: string): void;
  socketGone(socket: AppSocket): void;
  /** Tells at once what would be told soon. */
  flush(): Promise<void>;
  close(): void;
}

export function createWatching(parts: {
  sessions: () => Pick<Sessions, 'owned'>;
  view: SessionView;
  load(sessionId: string): Promise<SessionRecord | undefined>;
  setVisible(sessionId: string, visible: boolean): void;
  io: () => Pick<AppServer, 'to'>;
  onError(error: unknown): void;
}): Watching {
  /** For each session the sockets that watch it, and whether their page is visible. */
  const watchers = new Map<string, Map<AppSocket, boolean>>();
  /** Sessions that were told of a moment ago, and whether something has changed since. */
  const told = new Map<string, { timer: NodeJS.Timeout; again: boolean }>();
  const room = (sessionId: string): string => `session:${sessionId}`;

  const look = (sessionId: string): void => {
    const sockets = watchers.get(sessionId);
    if (sockets?.size === 0) watchers.delete(sessionId);
    parts.setVisible(sessionId, [...(sockets?.values() ?? [])].some(Boolean));
  };

  function unwatch(socket: AppSocket, sessionId: string): void {
    if (watchers.get(sessionId)?.delete(socket)) look(sessionId);
  }

  async function tell(sessionId: string): Promise<void> {
    if (!watchers.has(sessionId)) return;
    const session = await parts.load(sessionId);
    if (session === undefined) return;
    parts
      .io()
      .to(room(sessionId))
      .emit('session:changed', await parts.view(session));
  }

  /** The first change at once: somebody may be waiting for it. */
  function tellNow(sessionId: string): void {
    const timer = setTimeout(() => {
      const again = told.get(sessionId)?.again;
      told.delete(sessionId);
      if (again) tellNow(sessionId);
    }, GATHER_MS);
    told.set(sessionId, { timer, again: false });
    look(sessionId);
    tell(sessionId).catch(parts.onError);
  }

  return {
    handlers: {
      'session:watch': async (socket, { session: id, visible }) => {
        const session = await parts.sessions().owned(socket.data.learnerId, id);
        if (!socket.connected) return parts.view(session);
        await socket.join(room(id));
        const sockets = watchers.get(id) ?? new Map<AppSocket, boolean>();
        watchers.set(id, sockets.set(socket, visible));
        look(id);
        return parts.view(session);
      },
      'session:unwatch': async (socket, { session: id }) => {
        await socket.leave(room(id));
        unwatch(socket, id);
        return null;
      },
    },
    changed(sessionId) {
      const recent = told.get(sessionId);
      if (recent !== undefined) recent.again = true;
      else tellNow(sessionId);
    },
    socketGone(socket) {
      for (const sessionId of [...watchers.keys()]) unwatch(socket, sessionId);
    },
    async flush() {
      const waiting = [...told].filter(([, { again }]) => again);
      for (const [sessionId, { timer }] of waiting) {
        clearTimeout(timer);
        told.delete(sessionId);
      }
      await Promise.all(waiting.map(([sessionId]) => tell(sessionId).catch(parts.onError)));
    },
    close() {
      for (const { timer } of told.values()) clearTimeout(timer);
      told.clear();
      watchers.clear();
    },
  };
}
