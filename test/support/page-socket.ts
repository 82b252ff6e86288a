/** The page's socket as the client has it, from a process that is no browser. */
import { io, type Socket } from 'socket.io-client';
import { ApiError } from '../../client/src/lib/api-error.ts';
import { createListeners } from '../../client/src/lib/listeners.ts';
import type { PageSocket, SocketState } from '../../client/src/lib/socket.ts';
import type { ClientToServer, ServerToClient } from '../../protocol/events.ts';
import type { Reply } from '../../protocol/failure.ts';

export interface TestPage {
  readonly socket: PageSocket;
  /** Takes the network away, and gives it back: tries until the server is there. */
  disconnect(): void;
  reconnect(): Promise<void>;
}

/** Between two attempts to connect. */
const PAUSE_MS = 50;

/** @param cookie as a browser sends it: `NAME=value` */
export async function openTestPage(url: string, cookie: string): Promise<TestPage> {
  const raw: Socket<ServerToClient, ClientToServer> = io(url, {
    transports: ['websocket'],
    extraHeaders: { Origin: url, Cookie: cookie },
    forceNew: true,
    reconnection: false,
  });
  await new Promise<void>((resolve, reject) => {
    raw.once('connect', resolve);
    raw.once('connect_error', reject);
  });
  const states = createListeners<SocketState>();
  let state: SocketState = 'up';
  const setState = (next: SocketState) => {
    state = next;
    states.emit(next);
  };
  raw.on('connect', () => setState('up'));
  raw.on('disconnect', () => setState('down'));
  // socket.io types an event's payload by its name; here the name is a type parameter.
  const emit = raw.emit.bind(raw) as (event: string, ...rest: unknown[]) => unknown;
  const on = raw.on.bind(raw) as (event: string, listener: unknown) => unknown;
  const off = raw.off.bind(raw) as (event: string, listener: unknown) => unknown;

  const socket: PageSocket = {
    request: (event, payload) =>
      new Promise((resolve, reject) => {
        emit(event, payload, (answer: Reply<never>) => {
          if (answer.ok) resolve(answer.value);
          else reject(new ApiError(answer.error.code, answer.error.message));
        });
      }),
    send: (event, payload) => {
      if (raw.connected) emit(event, payload);
    },
    on(event, listener) {
      // To a browser each message is a task of its own. Here several come in one turn, and who waits for an answer
      // must have it before the news that came after it.
      const later = (payload: never) => queueMicrotask(() => listener(payload));
      on(event, later);
      return () => off(event, later);
    },
    connect: () => raw.connect(),
    state: () => state,
    onState: (listener) => states.add(listener),
    close: () => raw.disconnect(),
  };
  return {
    socket,
    disconnect: () => raw.disconnect(),
    async reconnect() {
      while (!raw.connected) {
        const tried = new Promise<void>((resolve) => {
          raw.once('connect', resolve);
          raw.once('connect_error', () => setTimeout(resolve, PAUSE_MS));
        });
        raw.connect();
        await tried;
      }
    },
  };
}
