/**
 * Keeps one screen and one shell together: attaches, and attaches again after every interruption with the
 * offset that the screen has, acknowledges what it has parsed, follows the size that holds. Knows nothing of
 * xterm or the DOM.
 */
import {
  bytesAsText,
  FLOW,
  type RunStatus,
  type TerminalSize,
} from '../../../../protocol/terminal.ts';
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
export const RETRY_MS = 1_000;
/** The emulator is given no more than this ahead, because what it has been given cannot be taken back. */
const AHEAD_BYTES = 64 * 1024;
/** With this much still to be shown, the prompt after Ctrl-C would be late. */
export const HURRY_BYTES = 64 * 1024;
/** Ctrl-C, Ctrl-Z and Ctrl-\: they end what floods the screen. */
const STOP_KEYS = [0x03, 0x1a, 0x1c];
/** Typed while the terminal is being attached; more is no typing. */
const EARLY_INPUT_BYTES = 64 * 1024;

export function createConnection(parts: ConnectionParts): Connection {
  const { socket, terminal, screen } = parts;
  /** Offset after the last byte that has come; null while the screen has nothing. */
  let received: number | null = null;
  /** What has come and the screen has not been given, each piece with its offset. */
  let waiting: { offset: number; data: Uint8Array }[] = [];
  /** Offset after the last byte given to the screen. */
  let given = 0;
  let parsed = 0;
  let acknowledged = 0;
  /** Counts attachments, so that the answer to an older one is ignored. */
  let attempt = 0;
  let attaching = false;
  /** Output that came before the answer it belongs after. */
  let early: { offset: number; data: Uint8Array }[] = [];
  /** Typed meanwhile. */
  let typed: Uint8Array[] = [];
  let behind = false;
  let governs = false;
  /** A screen is being restored: the questions in it were answered long ago. */
  let restoring = false;
  let paused = false;
  let ended = false;
  let closed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const input = createInputQueue({
    send: (data) => socket.send('terminal:input', { terminal, data: bytesAsText(data) }),
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
    clearInput();
    parts.onState('ended', exitCode);
  }

  function disconnected(): void {
    attempt += 1;
    attaching = false;
    clearInput();
    if (!ended) parts.onState(received === null ? 'connecting' : 'offline', null);
  }

  function clearInput(): void {
    typed = [];
    input.clear();
  }

  /** @param hurry what was missed may be left out, if it is much */
  async function attach(hurry = false): Promise<void> {
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
        ...(since === null ? {} : { since, hurry }),
      });
      if (mine !== attempt) return;
      attaching = false;
      const data = bytesOf(answer.data);
      if (!answer.continues) restore(data, answer.offset);
      else if (answer.skipped === 0) accept({ offset: answer.offset - data.length, data });
      else replace(data, answer.offset);
      parts.onRuns(answer.runs);
      if (answer.ended) end(answer.exitCode);
      else parts.onState('live', null);
      for (const piece of early.splice(0)) accept(piece);
      for (const piece of typed.splice(0)) input.add(piece);
    } catch (error) {
      if (mine !== attempt) return;
      if (toApiError(error).code === 'terminal.notFound') end(null);
      // What is typed until then is kept.
      else if (socket.state() === 'up') retry = setTimeout(() => void attach(), RETRY_MS);
      else attaching = false;
    }
  }

  function restore(data: Uint8Array, offset: number): void {
    restoring = true;
    screen.reset();
    waiting = [];
    received = offset;
    given = offset;
    screen.write(data, () => {
      restoring = false;
      reached(offset);
    });
  }

  /** `data` stands for the output up to `offset`. */
  function replace(data: Uint8Array, offset: number): void {
    received = offset;
    given = offset;
    screen.write(data, () => reached(offset));
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
    for (let at = 0; at < news.length; at += AHEAD_BYTES) {
      waiting.push({ offset: received + at, data: news.subarray(at, at + AHEAD_BYTES) });
    }
    received += news.length;
    giveOn();
  }

  function giveOn(): void {
    while (given - parsed < AHEAD_BYTES) {
      const piece = waiting.shift();
      if (piece === undefined) return;
      const end = piece.offset + piece.data.length;
      given = end;
      screen.write(piece.data, () => reached(end));
    }
  }

  /** Throws away what has come and is not shown, and asks for what comes after it. */
  function hurry(): void {
    if (received === null || received - given < HURRY_BYTES) return;
    waiting = [];
    received = given;
    void attach(true);
  }

  function reached(offset: number): void {
    if (closed) return;
    parsed = Math.max(parsed, offset);
    const all = parsed === received;
    if (parsed - acknowledged >= FLOW.ACK || (all && parsed > acknowledged)) {
      acknowledged = parsed;
      socket.send('terminal:ack', { terminal, offset: parsed });
    }
    giveOn();
    catchUp();
  }

  /** Attaches again when the server has let this page go and the page has worked off what it had. */
  function catchUp(): void {
    if (behind && !attaching && (received === null || parsed >= received)) void attach();
  }

  return {
    type(data) {
      if (ended || closed || socket.state() !== 'up') return;
      if (attaching) {
        const held = typed.reduce((sum, piece) => sum + piece.length, 0);
        if (held + data.length <= EARLY_INPUT_BYTES) typed.push(data);
        return;
      }
      input.add(data);
      if (STOP_KEYS.some((key) => data.includes(key))) hurry();
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
      clearInput();
      waiting = [];
      for (const stop of stops) stop();
      if (!ended) socket.send('terminal:detach', { terminal });
    },
  };
}

/** In browsers socket.io hands over ArrayBuffers, whatever the other end sent. */
function bytesOf(data: Uint8Array | ArrayBuffer): Uint8Array {
  return data instanceof Uint8Array ? data : new Uint8Array(data);
}
