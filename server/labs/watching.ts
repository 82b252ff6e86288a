/** session:watch and session:unwatch: which sockets are told of which session. */
import type { AppServer, AppSocket, HandlersOf } from '../sockets.ts';
import type { SessionRecord } from './records.ts';
import type { Sessions } from './sessions.ts';
import type { SessionView } from './view.ts';

/** Changes of one session within this time are told as one, ms. */
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
  const soon = new Map<string, NodeJS.Timeout>();
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
      if (soon.has(sessionId)) return;
      const timer = setTimeout(() => {
        soon.delete(sessionId);
        look(sessionId);
        tell(sessionId).catch(parts.onError);
      }, GATHER_MS);
      soon.set(sessionId, timer);
    },
    socketGone(socket) {
      for (const sessionId of [...watchers.keys()]) unwatch(socket, sessionId);
    },
    async flush() {
      const waiting = [...soon];
      soon.clear();
      for (const [, timer] of waiting) clearTimeout(timer);
      await Promise.all(waiting.map(([sessionId]) => tell(sessionId).catch(parts.onError)));
    },
    close() {
      for (const timer of soon.values()) clearTimeout(timer);
      soon.clear();
      watchers.clear();
    },
  };
}
