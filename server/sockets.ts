/**
 * The live half of the server: the handshake (host, origin, learner) and one wrapper around every event
 * (payload schema, rate, errors). What events do is written by the modules that own them.
 */
import type { EventEmitter } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { Server, type Socket } from 'socket.io';
import {
  type ClientEvent,
  type ClientPayload,
  type ClientReplies,
  type ClientToServer,
  clientEvents,
  type ServerToClient,
} from '../protocol/events.ts';
import type { Reply } from '../protocol/failure.ts';
import { AppError, type ErrorCode } from './errors.ts';
import type { Learners } from './learners/learners.ts';
import { describeFailure } from './web/failures.ts';
import { hostName, isSameOrigin } from './web/guards.ts';
import { createBucket } from './web/limits.ts';

/** What the handshake found out about a socket. */
export interface SocketData {
  learnerId: string;
}

type NoEvents = Record<never, never>;
export type AppSocket = Socket<ClientToServer, ServerToClient, NoEvents, SocketData>;
export type AppServer = Server<ClientToServer, ServerToClient, NoEvents, SocketData>;

/** A handler of one event: gets a checked payload, returns the reply, throws AppError to refuse. */
export type Handler<E extends ClientEvent> = (
  socket: AppSocket,
  payload: ClientPayload<E>,
) => Promise<ClientReplies[E]> | ClientReplies[E];

/** The handlers of the events whose names begin with `P:`. */
export type HandlersOf<P extends string> = {
  [E in Extract<ClientEvent, `${P}:${string}`>]: Handler<E>;
};

type Handlers = { [E in ClientEvent]: Handler<E> };

/** A paste of `INPUT_LIMIT` bytes and its frame fit; nothing that a page sends is larger. */
const MESSAGE_LIMIT = 256 * 1024;
/** Events of one socket. Fast typing makes 30 a second, acknowledging a flood about 800 (25 MB/s, 32 KiB each). */
const EVENT_RATE = { burst: 3000, perSecond: 1500 };
/** Sockets of one address: a class behind one address has many. */
const SOCKETS_PER_ADDRESS = 500;

export interface SocketsParts {
  http: HttpServer;
  hosts: ReadonlySet<string>;
  learners: Learners;
  handlers: Handlers;
  onDisconnect(socket: AppSocket): void;
  /** Told of every event that is refused or fails. */
  onFailure?(code: ErrorCode): void;
  now: () => number;
  log: Logger;
}

/** Serves socket.io beside the HTTP routes. The caller ends it with `close()`. */
export function createSockets(parts: SocketsParts): AppServer {
  const { hosts, learners, log } = parts;
  const perAddress = new Map<string, number>();
  const io: AppServer = new Server(parts.http, {
    serveClient: false,
    // Browsers send Origin with every WebSocket handshake, but not with same-origin GET requests.
    transports: ['websocket'],
    maxHttpBufferSize: MESSAGE_LIMIT,
    // CORS says nothing about WebSocket, so the handshake itself looks at host and origin.
    allowRequest: (req, decide) => {
      const name = hostName(req.headers.host);
      const welcome =
        name !== undefined && hosts.has(name) && isSameOrigin(req.headers.origin, req.headers.host);
      decide(welcome ? null : 'origin refused', welcome);
    },
    // Output of a shell hardly shrinks enough to pay for the processor time.
    perMessageDeflate: false,
  });

  io.use((socket, next) => {
    learners.identify(socket.handshake.headers.cookie).then(
      (learnerId) => {
        if (learnerId === undefined) return next(new Error('learner.unknown'));
        const { address } = socket.handshake;
        const open = perAddress.get(address) ?? 0;
        if (open >= SOCKETS_PER_ADDRESS) return next(new Error('request.rateLimited'));
        socket.data.learnerId = learnerId;
        next();
      },
      (error: unknown) => {
        log.error({ err: error }, 'handshake');
        next(new Error('internal'));
      },
    );
  });

  io.on('connection', (socket) => {
    const { address } = socket.handshake;
    perAddress.set(address, (perAddress.get(address) ?? 0) + 1);
    const bucket = createBucket(EVENT_RATE, parts.now());
    for (const event of eventNames) {
      listen(socket, event, parts, () => bucket.take(parts.now()));
    }
    socket.on('disconnect', () => {
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left > 0) perAddress.set(address, left);
      else perAddress.delete(address);
      parts.onDisconnect(socket);
    });
  });
  return io;
}

const eventNames = Object.keys(clientEvents) as ClientEvent[];

type Answer<E extends ClientEvent> = (reply: Reply<ClientReplies[E]>) => void;

/** The one wrapper: rate, schema, handler, reply or failure. */
function listen<E extends ClientEvent>(
  socket: AppSocket,
  event: E,
  { handlers, onFailure, log }: Pick<SocketsParts, 'handlers' | 'onFailure' | 'log'>,
  mayPass: () => boolean,
): void {
  async function handle(payload: unknown, answer: unknown): Promise<void> {
    const reply = (typeof answer === 'function' ? answer : () => undefined) as Answer<E>;
    try {
      if (!mayPass()) {
        throw new AppError('request.rateLimited', 'That was too much at once. Wait a little.');
      }
      const checked = clientEvents[event].parse(payload) as ClientPayload<E>;
      const handler: Handler<E> = handlers[event];
      reply({ ok: true, value: await handler(socket, checked) });
    } catch (error) {
      const { learnerId: learner } = socket.data;
      const { code, failure } = describeFailure(error, log, { event, learner });
      onFailure?.(code);
      reply({ ok: false, error: failure });
    }
  }
  // socket.io types listeners by event; here the payload is whatever came, until the schema has seen it.
  (socket as unknown as EventEmitter).on(event, (payload: unknown, answer: unknown) => {
    void handle(payload, answer);
  });
}
