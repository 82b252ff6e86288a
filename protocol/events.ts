/**
 * Every socket event, its payload and its reply, for both ends. The server checks each payload with the
 * schema here before a handler sees it.
 */
import * as z from 'zod/mini';
import type { Reply } from './failure.ts';
import { Id } from './names.ts';
import type { LabSession } from './session.ts';
import type { SystemStatus } from './status.ts';
import {
  type AttachedTerminal,
  AttachTerminal,
  type OpenedTerminal,
  OpenTerminal,
  ResizeTerminal,
  RunBlock,
  type RunStatus,
  type StartedRun,
  TerminalAck,
  type TerminalBehind,
  type TerminalEnded,
  TerminalInput,
  type TerminalOutput,
  TerminalRef,
  type TerminalResized,
} from './terminal.ts';

/** session:watch: from now on this socket gets `session:changed` for it; replies with it as it is. */
export const WatchSession = z.object({
  session: Id,
  /** False while the page is hidden: live checks then run on events only. */
  visible: z.boolean(),
});

/** What the page may send. */
export const clientEvents = {
  'session:watch': WatchSession,
  'session:unwatch': z.object({ session: Id }),
  'terminal:open': OpenTerminal,
  'terminal:attach': AttachTerminal,
  'terminal:detach': TerminalRef,
  'terminal:input': TerminalInput,
  'terminal:ack': TerminalAck,
  'terminal:resize': ResizeTerminal,
  'terminal:close': TerminalRef,
  'terminal:run': RunBlock,
} as const;

export type ClientEvent = keyof typeof clientEvents;
/** As the page sends it, and as a handler gets it. */
export type ClientMessage<E extends ClientEvent> = z.input<(typeof clientEvents)[E]>;
export type ClientPayload<E extends ClientEvent> = z.output<(typeof clientEvents)[E]>;

/** What each event is answered with; `null` where there is nothing to say but that it was done. */
export interface ClientReplies {
  'session:watch': LabSession;
  'session:unwatch': null;
  'terminal:open': OpenedTerminal;
  'terminal:attach': AttachedTerminal;
  'terminal:detach': null;
  'terminal:input': null;
  'terminal:ack': null;
  'terminal:resize': null;
  'terminal:close': null;
  'terminal:run': StartedRun;
}

/** The page's events as socket.io types them. Input and acknowledgements of bytes ask for no reply. */
export type ClientToServer = {
  [E in ClientEvent]: (
    payload: ClientMessage<E>,
    reply?: (answer: Reply<ClientReplies[E]>) => void,
  ) => void;
};

/** What the server sends. */
export interface ServerToClient {
  /** While somebody writes lessons: they are other now; what is wrong with them, a line each. */
  'content:changed': (content: { problems: string[] }) => void;
  'system:status': (status: SystemStatus) => void;
  /** The server is about to end, most often to be started anew. The socket closes soon; labs go on. */
  'system:closing': (nothing: null) => void;
  'session:changed': (session: LabSession) => void;
  'terminal:output': (output: TerminalOutput) => void;
  'terminal:ended': (ended: TerminalEnded) => void;
  'terminal:size': (size: TerminalResized) => void;
  /** This socket lagged so far that it was detached; attach again when what it has is parsed. */
  'terminal:behind': (terminal: TerminalBehind) => void;
  'terminal:run': (status: RunStatus) => void;
}
