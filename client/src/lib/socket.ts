/**
 * The one socket of the page. It connects when something first needs it, and its library is loaded only
 * then, so that a page that is only read costs neither.
 */
import type { Socket } from 'socket.io-client';
import type {
  ClientEvent,
  ClientMessage,
  ClientReplies,
  ClientToServer,
  ServerToClient,
} from '../../../protocol/events.ts';
import type { Reply } from '../../../protocol/failure.ts';
import { ApiError, unreachable } from './api-error.ts';
import { createListeners } from './listeners.ts';

/** `idle`: nothing has needed it yet. `down`: it is wanted and not there; it keeps trying. */
export type SocketState = 'idle' | 'connecting' | 'up' | 'down';

type ServerEvent = keyof ServerToClient;
type ServerPayload<E extends ServerEvent> = Parameters<ServerToClient[E]>[0];
type AppSocket = Socket<ServerToClient, ClientToServer>;

export interface PageSocket {
  /** Connects if need be; resolves with the reply, rejects with an ApiError. */
  request<E extends ClientEvent>(
    event: E,
    payload: ClientMessage<E>,
    options?: { timeoutMs?: number },
  ): Promise<ClientReplies[E]>;
  /** Sends without asking for a reply; dropped while the socket is not up. */
  send<E extends ClientEvent>(event: E, payload: ClientMessage<E>): void;
  /** Returns the function that stops listening. */
  on<E extends ServerEvent>(event: E, listener: (payload: ServerPayload<E>) => void): () => void;
  /** Connects if it isn't connected. */
  connect(): void;
  state(): SocketState;
  /** Called with every change of state; `up` comes again after each reconnection. */
  onState(listener: (state: SocketState) => void): () => void;
  close(): void;
}

/** Longest wait for a reply: starting a shell on a busy machine takes a few seconds. */
const REPLY_TIMEOUT_MS = 15_000;

export function createPageSocket(): PageSocket {
  const events = {
    'content:changed': createListeners<ServerPayload<'content:changed'>>(),
    'system:status': createListeners<ServerPayload<'system:status'>>(),
    'system:closing': createListeners<ServerPayload<'system:closing'>>(),
    'session:changed': createListeners<ServerPayload<'session:changed'>>(),
    'terminal:output': createListeners<ServerPayload<'terminal:output'>>(),
    'terminal:ended': createListeners<ServerPayload<'terminal:ended'>>(),
    'terminal:run': createListeners<ServerPayload<'terminal:run'>>(),
    'terminal:size': createListeners<ServerPayload<'terminal:size'>>(),
    'terminal:behind': createListeners<ServerPayload<'terminal:behind'>>(),
  };
  const states = createListeners<SocketState>();
  let state: SocketState = 'idle';
  let socket: Promise<AppSocket> | null = null;
  let opened: AppSocket | null = null;
  let closed = false;

  const setState = (next: SocketState) => {
    if (next === state) return;
    state = next;
    states.emit(next);
  };

  async function open(): Promise<AppSocket> {
    setState('connecting');
    const { io } = await import('socket.io-client');
    // A page served over HTTP by the same origin can always upgrade, so the slow polling start is skipped.
    const made: AppSocket = io({
      transports: ['websocket'],
      reconnectionDelay: 300,
      reconnectionDelayMax: 4_000,
    });
    opened = made;
    made.on('connect', () => setState('up'));
    made.on('disconnect', () => setState('down'));
    made.on('connect_error', () => setState('down'));
    made.on('content:changed', (value) => events['content:changed'].emit(value));
    made.on('system:status', (value) => events['system:status'].emit(value));
    made.on('system:closing', (value) => events['system:closing'].emit(value));
    made.on('session:changed', (value) => events['session:changed'].emit(value));
    made.on('terminal:output', (value) => events['terminal:output'].emit(value));
    made.on('terminal:ended', (value) => events['terminal:ended'].emit(value));
    made.on('terminal:run', (value) => events['terminal:run'].emit(value));
    made.on('terminal:size', (value) => events['terminal:size'].emit(value));
    made.on('terminal:behind', (value) => events['terminal:behind'].emit(value));
    if (closed) made.disconnect();
    return made;
  }

  function ready(): Promise<AppSocket> {
    if (!socket) {
      socket = open();
      socket.catch(() => {
        // The library could not be loaded; the next need tries again.
        socket = null;
        setState('down');
      });
    }
    return socket;
  }

  return {
    async request<E extends ClientEvent>(
      event: E,
      payload: ClientMessage<E>,
      { timeoutMs = REPLY_TIMEOUT_MS } = {},
    ): Promise<ClientReplies[E]> {
      let answer: Reply<ClientReplies[E]>;
      try {
        const timed = (await ready()).timeout(timeoutMs);
        // The library's own types cannot follow an event whose name is a type parameter.
        const emit = timed.emitWithAck as (
          this: unknown,
          event: E,
          payload: ClientMessage<E>,
        ) => Promise<Reply<ClientReplies[E]>>;
        answer = await emit.call(timed, event, payload);
      } catch {
        throw unreachable();
      }
      if (answer.ok) return answer.value;
      throw new ApiError(answer.error.code, answer.error.message, answer.error.id);
    },
    send(event, payload) {
      if (!opened?.connected) return;
      const emit = opened.emit as (this: unknown, event: string, payload: unknown) => unknown;
      emit.call(opened, event, payload);
    },
    on: (event, listener) => {
      const listeners = events[event] as {
        add(listener: (payload: ServerPayload<typeof event>) => void): () => void;
      };
      return listeners.add(listener);
    },
    connect() {
      ready().catch(() => {});
    },
    state: () => state,
    onState: (listener) => states.add(listener),
    close() {
      closed = true;
      opened?.disconnect();
    },
  };
}
