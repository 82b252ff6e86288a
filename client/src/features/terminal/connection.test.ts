import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { ServerToClient } from '../../../../protocol/events.ts';
import { type AttachedTerminal, FLOW } from '../../../../protocol/terminal.ts';
import { ApiError } from '../../lib/api-error.ts';
import { createListeners } from '../../lib/listeners.ts';
import type { PageSocket, SocketState } from '../../lib/socket.ts';
import { type Connection, createConnection, HURRY_BYTES, RETRY_MS } from './connection.ts';

const TERMINAL = 't'.repeat(20);
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Byte n of the shell's output. */
const byteAt = (offset: number) => offset % 251;
const bytes = (from: number, to: number) =>
  Uint8Array.from({ length: to - from }, (_, at) => byteAt(from + at));

/** The server's half of one terminal, by the words of the protocol, over a line that can break. */
function createWorld({ held = 1000 } = {}) {
  const outputs = createListeners<Parameters<ServerToClient['terminal:output']>[0]>();
  const sizes = createListeners<Parameters<ServerToClient['terminal:size']>[0]>();
  const behinds = createListeners<Parameters<ServerToClient['terminal:behind']>[0]>();
  const ends = createListeners<Parameters<ServerToClient['terminal:ended']>[0]>();
  const states = createListeners<SocketState>();
  let state: SocketState = 'up';
  let written = 0;
  let attached = false;
  let gone = false;
  let busy = false;
  let restored = 0;
  let restoredAt = 0;
  const acknowledged: number[] = [];
  const sent: string[] = [];
  /** Bytes the screen has, from which offset on, and what it hasn't parsed yet. */
  const screen = { from: 0, data: [] as number[], parsing: [] as (() => void)[] };

  function attach(since: number | undefined): AttachedTerminal {
    attached = true;
    const continues = since !== undefined && since >= written - held && since <= written;
    if (!continues) {
      restored += 1;
      restoredAt = written;
    }
    return {
      // A restored screen stands for all there was.
      data: continues ? bytes(since, written) : new Uint8Array(),
      continues,
      skipped: 0,
      offset: written,
      number: 1,
      exitCode: null,
      ended: false,
      runs: [],
    };
  }

  const socket = {
    async request(event: string, payload: { since?: number; hurry?: boolean }) {
      if (state !== 'up') throw new ApiError('unreachable', 'no line');
      sent.push(payload.hurry ? `${event} in a hurry since ${payload.since}` : event);
      if (event !== 'terminal:attach') return null;
      if (gone) throw new ApiError('terminal.notFound', 'not there');
      if (busy) throw new ApiError('session.notReady', 'not yet');
      const answer = attach(payload.since);
      const before = state;
      await Promise.resolve();
      if (state !== before || !attached) throw new ApiError('unreachable', 'the line broke');
      return answer;
    },
    send(event: string, payload: { offset: number }) {
      if (state !== 'up') return;
      sent.push(event);
      if (event === 'terminal:ack') acknowledged.push(payload.offset);
      if (event === 'terminal:detach') attached = false;
    },
    on(event: string, listener: never) {
      const listeners = {
        'terminal:output': outputs,
        'terminal:size': sizes,
        'terminal:behind': behinds,
        'terminal:ended': ends,
      }[event];
      return listeners?.add(listener) ?? (() => {});
    },
    connect() {},
    state: () => state,
    onState: (listener: (next: SocketState) => void) => states.add(listener),
    close() {},
  } as unknown as PageSocket;

  const told: string[] = [];
  const connection: Connection = createConnection({
    socket,
    terminal: TERMINAL,
    screen: {
      write(data, parsed) {
        screen.data.push(...data);
        screen.parsing.push(parsed);
      },
      reset() {
        screen.from = restoredAt;
        screen.data = [];
      },
      resize: ({ cols }) => told.push(`size ${cols}`),
      fitting: () => ({ cols: 80, rows: 24 }),
    },
    onState: (next) => told.push(next),
    onRuns() {},
    onProblem: (message) => told.push(message),
  });

  return {
    connection,
    screen,
    acknowledged,
    sent,
    told,
    written: () => written,
    restored: () => restored,
    write(count: number) {
      const offset = written;
      written += count;
      if (attached && state === 'up') {
        outputs.emit({ terminal: TERMINAL, offset, data: bytes(offset, written) });
      }
    },
    /** Output that another page got, and this one didn't. */
    lose(count: number) {
      written += count;
    },
    parse(count: number) {
      for (const parsed of screen.parsing.splice(0, count)) parsed();
    },
    line(next: 'up' | 'down') {
      if (state === next) return;
      state = next;
      attached = false;
      states.emit(next);
    },
    fallBehind() {
      attached = false;
      behinds.emit({ terminal: TERMINAL });
    },
    govern: (governs: boolean) => sizes.emit({ terminal: TERMINAL, cols: 100, rows: 30, governs }),
    end() {
      gone = true;
      ends.emit({ terminal: TERMINAL, exitCode: 3 });
    },
    vanish() {
      gone = true;
    },
    setBusy(next: boolean) {
      busy = next;
    },
  };
}

describe('a connection', () => {
  it('has every byte once and in order, however often the line breaks', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 300 }).map((write) => ({ write })) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 5 }).map((parse) => ({ parse })) },
      { weight: 2, arbitrary: fc.constant({ wait: true }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 50 }).map((lose) => ({ lose })) },
      {
        weight: 2,
        arbitrary: fc.constantFrom('down', 'up', 'behind', 'pause', 'resume').map((line) => ({
          line,
        })),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 50 }), async (steps) => {
        const world = createWorld();
        await settle();
        for (const one of steps) {
          if ('write' in one) world.write(one.write);
          else if ('lose' in one) world.lose(one.lose);
          else if ('parse' in one) world.parse(one.parse);
          else if ('wait' in one) await settle();
          else if (one.line === 'behind') world.fallBehind();
          else if (one.line === 'pause') world.connection.pause();
          else if (one.line === 'resume') world.connection.resume();
          else world.line(one.line === 'up' ? 'up' : 'down');
        }
        world.connection.resume();
        world.line('down');
        world.line('up');
        await settle();
        world.write(10);
        for (let round = 0; round < 5; round++) {
          world.parse(1000);
          await settle();
        }
        const { from, data } = world.screen;
        expect(from + data.length).toBe(world.written());
        expect(data).toEqual([...bytes(from, world.written())]);
        expect(world.acknowledged.at(-1)).toBe(world.written());
        expect(world.told.at(-1)).toBe('live');
        world.connection.close();
      }),
      { numRuns: 150 },
    );
  });

  it('acknowledges what is parsed, often enough and not each byte', async () => {
    const world = createWorld({ held: 10 * FLOW.WINDOW });
    await settle();
    world.parse(1);
    const piece = 1000;
    for (let n = 0; n < 100; n++) world.write(piece);
    for (let n = 0; n < 100; n++) world.parse(1);
    const steps = world.acknowledged.map(
      (offset, at) => offset - (world.acknowledged[at - 1] ?? 0),
    );
    expect(world.acknowledged.at(-1)).toBe(100 * piece);
    expect(Math.max(...steps)).toBeLessThan(FLOW.ACK + piece);
    expect(steps.length).toBeLessThanOrEqual(Math.ceil((100 * piece) / FLOW.ACK) + 1);
  });

  it('is restored when too much was missed', async () => {
    const world = createWorld({ held: 100 });
    await settle();
    world.line('down');
    world.write(500);
    world.line('up');
    await settle();
    expect(world.restored()).toBe(2);
    expect(world.told).toContain('offline');
  });

  it('answers queries only while it governs, and never those of a restored screen', async () => {
    const world = createWorld();
    world.govern(true);
    await settle();
    expect(world.connection.answers()).toBe(false);
    world.parse(1);
    expect(world.connection.answers()).toBe(true);
    world.govern(false);
    expect(world.connection.answers()).toBe(false);
    expect(world.told).toContain('size 100');
  });

  it('types only into a shell that is there', async () => {
    const world = createWorld();
    await settle();
    world.connection.type(Uint8Array.of(1));
    world.line('down');
    world.connection.type(Uint8Array.of(2));
    world.line('up');
    world.end();
    world.connection.type(Uint8Array.of(3));
    expect(world.sent.filter((event) => event === 'terminal:input')).toHaveLength(1);
    expect(world.told.at(-1)).toBe('ended');
  });

  it('keeps what is typed until the terminal is attached', async () => {
    const world = createWorld();
    world.connection.type(Uint8Array.of(1));
    expect(world.sent).toEqual(['terminal:attach']);
    await settle();
    expect(world.sent).toEqual(['terminal:attach', 'terminal:input']);
  });

  it('keeps what is typed until an attempt succeeds', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const world = createWorld();
      world.setBusy(true);
      world.line('down');
      world.line('up');
      await settle();
      world.connection.type(Uint8Array.of(1));
      expect(world.sent.at(-1)).toBe('terminal:attach');
      world.setBusy(false);
      jest.advanceTimersByTime(RETRY_MS);
      await settle();
      expect(world.sent.slice(-2)).toEqual(['terminal:attach', 'terminal:input']);
    } finally {
      jest.useRealTimers();
    }
  });

  it('throws away what is not shown when Ctrl-C is typed, if it is much', async () => {
    const world = createWorld({ held: 10 * FLOW.WINDOW });
    await settle();
    world.parse(1);
    world.write(HURRY_BYTES);
    world.connection.type(Uint8Array.of(3));
    expect(world.sent.at(-1)).toBe('terminal:input');
    world.write(HURRY_BYTES);
    world.connection.type(Uint8Array.of(120));
    expect(world.sent.at(-1)).toBe('terminal:input');
    world.connection.type(Uint8Array.of(3));
    expect(world.sent.at(-1)).toBe(`terminal:attach in a hurry since ${HURRY_BYTES}`);
    await settle();
    for (let round = 0; round < 5; round++) world.parse(100);
    expect(world.screen.data).toEqual([...bytes(0, 2 * HURRY_BYTES)]);
    expect(world.acknowledged.at(-1)).toBe(2 * HURRY_BYTES);
  });

  it('is over when the terminal is not there any more', async () => {
    const world = createWorld();
    await settle();
    world.line('down');
    world.vanish();
    world.line('up');
    await settle();
    expect(world.told.at(-1)).toBe('ended');
  });

  it('detaches when it is closed, and hears nothing more', async () => {
    const world = createWorld();
    await settle();
    world.connection.close();
    expect(world.sent.at(-1)).toBe('terminal:detach');
    world.write(10);
    world.line('down');
    expect(world.screen.data).toEqual([]);
    expect(world.told.at(-1)).toBe('live');
  });
});
