/**
 * The live half of the server: the handshake (origin, host, learner) and one wrapper around every event
 * (payload schema, rate, errors). What events do is written by the modules that own them.
 */
import type { Socket } from 'socket.io';
import type {
  ClientEvent,
  ClientPayload,
  ClientReplies,
  ClientToServer,
  ServerToClient,
} from '../protocol/events.ts';

/** What the handshake found out about a socket. */
export interface SocketData {
  learnerId: string;
}

export type AppSocket = Socket<ClientToServer, ServerToClient, Record<never, never>, SocketData>;

/** A handler of one event: gets a checked payload, returns the reply, throws AppError to refuse. */
export type Handler<E extends ClientEvent> = (
  socket: AppSocket,
  payload: ClientPayload<E>,
) => Promise<ClientReplies[E]> | ClientReplies[E];

/** The handlers of the events whose names begin with `P:`. */
export type HandlersOf<P extends string> = {
  [E in Extract<ClientEvent, `${P}:${string}`>]: Handler<E>;
};
