/**
 * Keeps one screen and one shell together: attaches, and attaches again after every interruption with the
 * offset that the screen has, acknowledges what it has parsed, follows the size that holds. Knows nothing of
 * xterm or the DOM.
 */
import { FLOW, type RunStatus, type TerminalSize } from '../../../../protocol/terminal.ts';
import { toApiError } from '../../lib/api-error.ts';
import type { PageSocket } from '../../lib/socket.ts';
import { createInputQueue } from './input-queue.ts';
import type { TerminalTab } from './types.ts';

/** The terminal emulator, as far as a connection needs it. */
export interface ScreenPort {
  /** Calls back when it has been parsed. */
  write(data: Uint8Array, parsed: () => void): void;
  /** Back to a fresh terminal. */
  reset(): void;
  resize(size: TerminalSize): void;
  /** The size that fits its place now. */
  fitting(): TerminalSize;
}

export interface ConnectionParts {
  socket: PageSocket;
  terminal: string;
  screen: ScreenPort;
  onState(state: TerminalTab['state'], exitCode: number | null): void;
  onRuns(runs: readonly RunStatus[]): void;
  /** Something typed could not be delivered; for the learner. */
  onProblem(message: string): void;
}

export interface Connection {
  type(data: Uint8Array): void;
  /** The screen's place has another size. */
  placeChanged(): void;
  /** Whether this page answers what programs ask the terminal. */
  answers(): boolean;
  /** Lets the shell go on without this page, until `resume`. */
  pause(): void;
  resume(): void;
  /** Detaches and listens no more. */
  close(): void;
}

/** After a refusal that may pass. */
const RETRY_MS = 1_000;

export function createConnection(parts: ConnectionParts): Connection {
  const { socket, terminal, screen } = parts;
  /** Offset after the last byte given to the screen; null while it has nothing. */
  let received: number | null = null;
  let parsed = 0;
  let acknowledged = 0;
  /** Counts attachments, so that the answer to an older one is ignored. */
  let attempt = 0;
  let attaching = false;
  /** Output that came before the answer it belongs after. */
  let early: { offset: number; data: Uint8Array }[] = [];
  let behind = false;
  let governs = false;
  /** A screen is being restored: the questions in it were answered long ago. */
  let restoring = false;
  let paused = false;
  let ended = false;
  let closed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const input = createInputQueue({
    send: (data) => socket.send('terminal:input', { terminal, data }),
    deliver: (data) => socket.request('terminal:input', { terminal, data }),
    onRefused: (error) => parts.onProblem(toApiError(error).message),
  });

  const stops = [
    socket.on('terminal:output', (output) => {
      if (output.terminal !== terminal) return;
      const piece = { offset: output.offset, data: bytesOf(output.data) };
      if (attaching) early.push(piece);
      else accept(piece);
    }),
    socket.on('terminal:size', (size) => {
      if (size.terminal !== terminal) return;
      governs = size.governs;
      screen.resize({ cols: size.cols, rows: size.rows });
    }),
    socket.on('terminal:behind', (which) => {
      if (which.terminal !== terminal) return;
      behind = true;
      catchUp();
    }),
    socket.on('terminal:ended', (which) => {
      if (which.terminal === terminal) end(which.exitCode);
    }),
    socket.onState((state) => {
      if (state === 'up') void attach();
      else if (state === 'down') disconnected();
    }),
  ];
  if (socket.state() === 'up') void attach();
  else socket.connect();

  function end(exitCode: number | null): void {
    ended = true;
    input.clear();
    parts.onState('ended', exitCode);
  }

  function disconnected(): void {
    attempt += 1;
    attaching = false;
    input.clear();
    if (!ended) parts.onState(received === null ? 'connecting' : 'offline', null);
  }

  async function attach(): Promise<void> {
    clearTimeout(retry);
    if (closed || paused || ended) return;
    const mine = ++attempt;
    attaching = true;
    behind = false;
    early = [];
    const since = received;
    const size = screen.fitting();
    if (since === null) screen.resize(size);
    try {
      const answer = await socket.request('terminal:attach', {
        terminal,
        ...size,
        ...(since === null ? {} : { since }),
      });
      if (mine !== attempt) return;
      attaching = false;
      const data = bytesOf(answer.data);
      if (answer.continues) accept({ offset: answer.offset - data.length, data });
      else restore(data, answer.offset);
      parts.onRuns(answer.runs);
      if (answer.ended) end(answer.exitCode);
      else parts.onState('live', null);
      for (const piece of early.splice(0)) accept(piece);
    } catch (error) {
      if (mine !== attempt) return;
      attaching = false;
      if (toApiError(error).code === 'terminal.notFound') end(null);
      else if (socket.state() === 'up') retry = setTimeout(() => void attach(), RETRY_MS);
    }
  }

  function restore(data: Uint8Array, offset: number): void {
    restoring = true;
    screen.reset();
    received = offset;
    screen.write(data, () => {
      restoring = false;
      reached(offset);
    });
  }

  /** Gives the screen what it doesn't have yet. */
  function accept({ offset, data }: { offset: number; data: Uint8Array }): void {
    if (closed || received === null) return;
    const known = received - offset;
    if (known < 0) {
      // Bytes are missing; the server has them.
      void attach();
      return;
    }
    if (known >= data.length) return;
    const news = known === 0 ? data : data.subarray(known);
    received += news.length;
    const end = received;
    screen.write(news, () => reached(end));
  }

  function reached(offset: number): void {
    if (closed) return;
    parsed = Math.max(parsed, offset);
    const all = parsed === received;
    if (parsed - acknowledged >= FLOW.ACK || (all && parsed > acknowledged)) {
      acknowledged = parsed;
      socket.send('terminal:ack', { terminal, offset: parsed });
    }
    catchUp();
  }

  /** Attaches again when the server has let this page go and the page has worked off what it had. */
  function catchUp(): void {
    if (behind && !attaching && (received === null || parsed >= received)) void attach();
  }

  return {
    type(data) {
      if (!ended && !closed && socket.state() === 'up') input.add(data);
    },
    placeChanged() {
      if (!ended && received !== null) {
        socket.send('terminal:resize', { terminal, ...screen.fitting() });
      }
    },
    answers: () => governs && !restoring,
    pause() {
      if (paused || closed) return;
      paused = true;
      attempt += 1;
      attaching = false;
      socket.send('terminal:detach', { terminal });
    },
    resume() {
      if (!paused) return;
      paused = false;
      if (socket.state() === 'up') void attach();
    },
    close() {
      if (closed) return;
      closed = true;
      attempt += 1;
      clearTimeout(retry);
      input.clear();
      for (const stop of stops) stop();
      if (!ended) socket.send('terminal:detach', { terminal });
    },
  };
}

/** In browsers socket.io hands over ArrayBuffers, whatever the other end sent. */
function bytesOf(data: Uint8Array | ArrayBuffer): Uint8Array {
  return data instanceof Uint8Array ? data : new Uint8Array(data);
}
