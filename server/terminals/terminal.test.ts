import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { FLOW } from '../../protocol/terminal.ts';
import { createManualTimers, type ManualTimers } from '../../test/support/manual-timers.ts';
import type { AppSocket } from '../sockets.ts';
import { WINDOW_MS } from './coalesce.ts';
import { INPUT_QUEUE_BYTES, ROOM_WAIT_MS } from './input.ts';
import { createTerminal, type Terminal } from './terminal.ts';

const SIZE = { cols: 80, rows: 24 };
const settle = () => new Promise((resolve) => setImmediate(resolve));

interface Heard {
  event: string;
  payload: Record<string, unknown>;
}

/** One end of a line: what a terminal needs of a socket is to send, and to know whether it is still there. */
function createListener() {
  const heard: Heard[] = [];
  const socket = {
    connected: true,
    emit: (event: string, payload: Record<string, unknown>) => heard.push({ event, payload }),
  };
  return {
    socket: socket as unknown as AppSocket,
    heard,
    output: () =>
      Buffer.concat(
        heard
          .filter(({ event }) => event === 'terminal:output')
          .map(({ payload }) => payload.data as Uint8Array),
      ).toString(),
    leave() {
      socket.connected = false;
    },
  };
}

let timers: ManualTimers;
let output: PassThrough;
let input: PassThrough;
let sizes: string[];
let exit: (code: number | null) => void;
let ends: number;
let terminal: Terminal;

beforeEach(() => {
  timers = createManualTimers();
  output = new PassThrough();
  input = new PassThrough();
  sizes = [];
  ends = 0;
  const exited = new Promise<number | null>((resolve) => {
    exit = resolve;
  });
  terminal = createTerminal({
    id: 't',
    number: 1,
    shell: {
      output,
      input,
      async resize(cols, rows) {
        sizes.push(`${cols}x${rows}`);
      },
      exited,
      async kill() {
        exit(null);
      },
    },
    size: SIZE,
    timers,
    log: pino({ level: 'silent' }),
    onCommand() {},
    onEnd: () => ends++,
  });
});

describe('a terminal', () => {
  it('sends the first bytes in the same turn, and what follows together', async () => {
    const page = createListener();
    await terminal.attach(page.socket, SIZE, undefined);
    for (const piece of ['a', 'b', 'c']) {
      output.write(piece);
      await settle();
    }
    expect(page.output()).toBe('a');
    timers.pass(WINDOW_MS);
    expect(page.output()).toBe('abc');
    expect(page.heard.filter(({ event }) => event === 'terminal:output')).toHaveLength(2);
  });

  it('gives up its streams, listeners and timers when it is let go', async () => {
    const page = createListener();
    await terminal.attach(page.socket, SIZE, undefined);
    output.write('\x1b]133;B\x07some output');
    await settle();
    terminal.run(page.socket, {
      id: 'r',
      place: { kind: 'lab', slug: 'x' },
      block: 0,
      action: { kind: 'type', text: 'ls' },
    });
    expect(timers.pending()).toBeGreaterThan(0);
    terminal.release();
    expect(timers.pending()).toBe(0);
    expect(output.destroyed).toBe(true);
    expect(input.destroyed).toBe(true);
    expect(output.listenerCount('data')).toBe(0);
    const heard = page.heard.length;
    exit(0);
    await settle();
    expect(page.heard).toHaveLength(heard);
  });

  it('leaves no timer behind when its shell ends, and says so once', async () => {
    const page = createListener();
    await terminal.attach(page.socket, SIZE, undefined);
    output.write('bye');
    await settle();
    exit(4);
    await settle();
    await terminal.kill();
    expect(timers.pending()).toBe(0);
    expect(ends).toBe(1);
    expect(page.heard.filter(({ event }) => event === 'terminal:ended')).toEqual([
      { event: 'terminal:ended', payload: { terminal: 't', exitCode: 4 } },
    ]);
    // And can still be read.
    const late = await terminal.attach(createListener().socket, SIZE, undefined);
    expect(late).toMatchObject({ ended: true, exitCode: 4, continues: false });
    expect(Buffer.from(late?.data ?? []).toString()).toBe('bye');
  });

  it('pauses for the governing viewer alone, and goes on when that one leaves', async () => {
    const [slow, other] = [createListener(), createListener()];
    await terminal.attach(other.socket, SIZE, undefined);
    await terminal.attach(slow.socket, SIZE, undefined);
    output.write(Buffer.alloc(FLOW.HIGH + 1));
    await settle();
    expect(output.isPaused()).toBe(true);
    terminal.acknowledge(other.socket, FLOW.HIGH + 1);
    expect(output.isPaused()).toBe(true);
    terminal.detach(slow.socket);
    expect(output.isPaused()).toBe(false);
    terminal.detach(other.socket);
    expect(output.isPaused()).toBe(false);
  });

  it('does not subscribe a page that has left while its screen was being restored', async () => {
    output.write('text');
    await settle();
    const [gone, detached] = [createListener(), createListener()];
    const first = terminal.attach(gone.socket, SIZE, undefined);
    const second = terminal.attach(detached.socket, SIZE, undefined);
    gone.leave();
    terminal.detach(gone.socket);
    terminal.detach(detached.socket);
    expect(await first).toBeUndefined();
    expect(await second).toBeUndefined();
    expect(output.isPaused()).toBe(false);
    output.write(Buffer.alloc(2 * FLOW.HIGH));
    await settle();
    expect(output.isPaused()).toBe(false);
    expect([...gone.heard, ...detached.heard]).toEqual([]);
  });

  it('joins the restored screen and what comes after without a gap', async () => {
    output.write('before ');
    await settle();
    const page = createListener();
    const attaching = terminal.attach(page.socket, SIZE, undefined);
    output.write('meanwhile ');
    const attached = await attaching;
    output.write('after');
    await settle();
    timers.pass(WINDOW_MS);
    expect(Buffer.from(attached?.data ?? []).toString() + page.output()).toBe(
      'before meanwhile after',
    );
    const [first] = page.heard.filter(({ event }) => event === 'terminal:output');
    expect(first?.payload.offset).toBe(attached?.offset);
  });

  it('makes a full-screen program draw again what is no longer held', async () => {
    output.write(`\x1b[?1049h${'x'.repeat(400_000)}`);
    await settle();
    await terminal.attach(createListener().socket, SIZE, undefined);
    expect(sizes).toEqual(['80x23', '80x24']);
  });

  it('refuses input that a program does not read, and holds no more than its bound', async () => {
    const page = createListener();
    const piece = Buffer.alloc(64 * 1024);
    const waiting: (Promise<void> | undefined)[] = [];
    let refusal: unknown;
    for (let n = 0; n < 20 && refusal === undefined; n++) {
      try {
        waiting.push(terminal.input(page.socket, piece));
      } catch (error) {
        refusal = error;
      }
    }
    expect(refusal).toMatchObject({ code: 'terminal.busy' });
    expect(input.writableLength).toBeLessThanOrEqual(INPUT_QUEUE_BYTES);
    expect(input.listenerCount('drain')).toBe(1);
    input.resume();
    await Promise.all(waiting);
    await settle();
    expect(() => terminal.input(page.socket, Buffer.from('x'))).not.toThrow();
    expect(timers.pending()).toBe(0);
  });

  it('tells who waits for room when there is none for long', async () => {
    const waiting = terminal.input(createListener().socket, Buffer.alloc(64 * 1024));
    const refused = expect(waiting).rejects.toMatchObject({ code: 'terminal.busy' });
    timers.pass(ROOM_WAIT_MS);
    await refused;
    expect(input.listenerCount('drain')).toBe(0);
  });
});
