/** A shell over the connection to its holder. */
import { type Duplex, Writable } from 'node:stream';
import type { TerminalSize } from '../../../protocol/terminal.ts';
import type { Held, Shell, ShellListener } from '../types.ts';
import {
  createFrameReader,
  encodeRequest,
  HELD_BYTES,
  type Hello,
  INPUT_WINDOW,
  NOTE_LIMIT,
  type Request,
} from './frames.ts';

/** The connection ended before a holder had said a word. */
export class NotHeld extends Error {}

/**
 * Waits for the holder's first words.
 * @param stream stdin and stdout of `holder open` or `holder attach`; it is closed here
 * @param kill ends the shell and all that runs in it
 * @throws NotHeld
 */
export function connectShell(stream: Duplex, kill: () => Promise<void>): Promise<Shell> {
  let listener: ShellListener | undefined;
  let reason = new Error('the connection closed');
  let hello: Hello | undefined;
  /** Questions that are not answered yet. */
  let asked = 0;
  /** Where output has to go on, and how far the shell may have got by now. */
  let expected: number | undefined;
  let limit = 0;
  const input = createHeldInput(ask);

  function ask(request: Request): void {
    if (stream.writable) stream.write(encodeRequest(request));
  }

  const shell = (held: Held): Shell => ({
    held,
    get connected() {
      return !stream.destroyed;
    },
    input: input.stream,
    listen(to) {
      listener = to;
      if (stream.closed) to.lost(reason);
    },
    follow(offset) {
      asked += 1;
      // First how far it may go: who follows is never sent more than that, or than the holder has by then.
      ask({ kind: 'grant', offset: limit });
      ask({ kind: 'follow', offset });
    },
    grant(offset) {
      limit = Math.max(limit, offset);
      ask({ kind: 'grant', offset });
    },
    resize: ({ cols, rows }: TerminalSize) => ask({ kind: 'resize', cols, rows }),
    note(data) {
      if (data.length > NOTE_LIMIT) throw new RangeError('a note is too long');
      ask({ kind: 'note', data });
    },
    dismiss: () => ask({ kind: 'dismiss' }),
    kill,
    release() {
      listener = undefined;
      stream.destroy();
      input.stream.destroy();
    },
  });

  return new Promise((resolve, reject) => {
    const begin = ({ start, end, ended }: Hello, note: Uint8Array | null) => {
      limit = end;
      resolve(shell({ start, end, ended, note }));
    };
    const read = createFrameReader({
      hello(said) {
        if (hello !== undefined) throw new Error('a holder says hello twice');
        hello = said;
        if (!said.noted) begin(said, null);
      },
      note(note) {
        if (hello?.noted !== true) throw new Error('a holder has a note that it did not announce');
        const said = hello;
        hello = { ...said, noted: false };
        begin(said, Uint8Array.from(note));
      },
      state(state) {
        if (asked === 0) throw new Error('a holder answers what it was not asked');
        asked -= 1;
        expected = state.offset;
        // The shell ran freely before it was followed, and may have got far.
        limit = Math.max(limit, state.offset);
        listener?.state(state);
      },
      output(offset, bytes) {
        if (offset !== expected) throw new Error('a holder leaves out a part of the output');
        expected += bytes.length;
        if (expected > limit + HELD_BYTES) throw new Error('a holder says more than it may');
        listener?.output(offset, bytes);
      },
      taken: input.taken,
      ended: (exitCode) => listener?.ended(exitCode),
    });
    stream.on('data', (chunk: Buffer) => {
      try {
        read(chunk);
      } catch (error) {
        // Forged, or damaged: nothing more is believed.
        if (error instanceof Error) reason = error;
        stream.destroy();
      }
    });
    stream.on('error', (error) => {
      reason = error;
    });
    stream.once('end', () => stream.destroy());
    stream.once('close', () => {
      input.stream.destroy();
      reject(new NotHeld());
      listener?.lost(reason);
    });
  });
}

/** Passes on what is typed as far as the holder has room for it; the rest waits in the stream. */
function createHeldInput(ask: (request: Request) => void): {
  stream: Writable;
  taken(count: number): void;
} {
  let sent = 0;
  let taken = 0;
  let waiting: { data: Buffer; done: () => void } | undefined;

  function send(): void {
    while (waiting !== undefined) {
      const room = INPUT_WINDOW - (sent - taken);
      if (room <= 0) return;
      const piece = waiting.data.subarray(0, room);
      ask({ kind: 'input', data: piece });
      sent += piece.length;
      const { data, done } = waiting;
      waiting =
        piece.length < data.length ? { data: data.subarray(piece.length), done } : undefined;
      if (waiting === undefined) done();
    }
  }

  const stream = new Writable({
    write(data: Buffer, _encoding, done) {
      waiting = { data, done };
      send();
    },
    destroy(error, done) {
      waiting = undefined;
      done(error);
    },
  });
  return {
    stream,
    taken(count) {
      // Never more than was sent, never backwards.
      taken = Math.max(taken, Math.min(count, sent));
      send();
    },
  };
}
