/**
 * Both ends of the protocol together, the page's connection and the server's terminal, over lines that break, with
 * a server that dies and a holder that goes on: whatever happens, and in whatever order.
 */
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { pino } from 'pino';
import {
  type Connection,
  createConnection,
} from '../../client/src/features/terminal/connection.ts';
import { ApiError } from '../../client/src/lib/api-error.ts';
import { createListeners } from '../../client/src/lib/listeners.ts';
import type { PageSocket, SocketState } from '../../client/src/lib/socket.ts';
import { type AttachedTerminal, FLOW } from '../../protocol/terminal.ts';
import { createManualTimers } from '../../test/support/manual-timers.ts';
import { createScriptedShell, type ScriptedShell } from '../../test/support/scripted-shell.ts';
import { HELD_BYTES } from '../sandbox/holder/frames.ts';
import type { AppSocket } from '../sockets.ts';
import { WINDOW_MS } from './coalesce.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import { MESSAGE_BYTES } from './viewer.ts';

// Restoring a screen parses, and a run of many steps may restore some.
jest.setTimeout(120_000);

/** Far more turns than two pages need to get what is held. */
const ROUNDS = 10_000;
const SIZE = { cols: 80, rows: 24 };
const ID = 't'.repeat(20);
const settle = async () => {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** Byte n of the output: text, so that nothing of it is a sequence. */
const byteAt = (offset: number) => 0x30 + (offset % 61);
const bytes = (from: number, to: number) =>
  Uint8Array.from({ length: to - from }, (_, at) => byteAt(from + at));

interface World {
  shell: ScriptedShell;
  timers: ReturnType<typeof createManualTimers>;
  /** Undefined while no server runs. */
  terminal: Terminal | undefined;
}

function createWorld(): World & { serve(): void; die(): void } {
  const timers = createManualTimers();
  const shell = createScriptedShell({ size: SIZE });
  const world = {
    shell,
    timers,
    terminal: undefined as Terminal | undefined,
    serve() {
      world.terminal ??= createTerminal({
        id: ID,
        number: 1,
        shell: shell.attach(),
        reattach: async () => shell.attach(),
        actionOf: () => undefined,
        timers,
        log: pino({ level: 'silent' }),
        onCommand() {},
        onEnd() {},
      });
    },
    die() {
      world.terminal?.release();
      world.terminal = undefined;
    },
  };
  return world;
}

/** A page, its screen and its line to whatever server runs. */
function createPage(world: World) {
  const events = new Map<string, ReturnType<typeof createListeners<never>>>();
  const states = createListeners<SocketState>();
  let state: SocketState = 'down';
  let connected: { connected: boolean } | undefined;
  let socket: AppSocket | undefined;
  /** What the screen has: the bytes from `from` on, but for those that were left out. */
  const screen = {
    from: 0,
    data: [] as Uint8Array[],
    bytes: 0,
    parsing: [] as (() => void)[],
    resets: 0,
    skips: 0,
    /** What comes next is no output, but stands for it. */
    standsFor: undefined as number | undefined,
    ahead: 0,
  };

  const line: PageSocket = {
    async request(event: string, payload: Record<string, unknown>) {
      const { terminal } = world;
      const mine = socket;
      if (state !== 'up' || mine === undefined) throw new ApiError('unreachable', 'no line');
      if (event !== 'terminal:attach' || terminal === undefined) return null;
      const answer = await terminal.attach(mine, SIZE, payload as never);
      if (answer === undefined || mine !== socket) throw new ApiError('unreachable', 'broken');
      const attached: AttachedTerminal = answer;
      if (!attached.continues || attached.skipped > 0) screen.standsFor = attached.offset;
      if (attached.skipped > 0) screen.skips += 1;
      return attached;
    },
    send(event: string, payload: { offset: number; data: string }) {
      const { terminal } = world;
      if (state !== 'up' || socket === undefined || terminal === undefined) return;
      if (event === 'terminal:ack') terminal.acknowledge(socket, payload.offset);
      if (event === 'terminal:detach') terminal.detach(socket);
      if (event === 'terminal:input') void terminal.input(socket, Buffer.from(payload.data));
    },
    on(event: string, listener: never) {
      const listeners = events.get(event) ?? createListeners<never>();
      events.set(event, listeners);
      return listeners.add(listener);
    },
    connect() {},
    state: () => state,
    onState: (listener: (next: SocketState) => void) => states.add(listener),
    close() {},
  } as unknown as PageSocket;

  const connection: Connection = createConnection({
    socket: line,
    terminal: ID,
    screen: {
      write(data, parsed) {
        if (screen.standsFor === undefined) {
          screen.data.push(Uint8Array.from(data));
          screen.bytes += data.length;
        } else {
          screen.from = screen.standsFor;
          screen.data = [];
          screen.bytes = 0;
          screen.standsFor = undefined;
        }
        screen.ahead += data.length;
        screen.parsing.push(() => {
          screen.ahead -= data.length;
          parsed();
        });
      },
      reset() {
        screen.resets += 1;
      },
      resize() {},
      fitting: () => SIZE,
    },
    onState() {},
    onRuns() {},
    onProblem(message) {
      throw new Error(message);
    },
  });

  function set(next: SocketState): void {
    if (next === state) return;
    state = next;
    if (connected !== undefined) connected.connected = false;
    if (socket !== undefined) world.terminal?.detach(socket);
    connected = next === 'up' ? { connected: true } : undefined;
    const current = connected;
    socket =
      current &&
      (Object.assign(current, {
        emit(event: string, payload: never) {
          if (current.connected) events.get(event)?.emit(payload);
        },
      }) as unknown as AppSocket);
    states.emit(next);
  }

  return {
    connection,
    screen,
    up: () => set(world.terminal === undefined ? 'down' : 'up'),
    down: () => set('down'),
    parse(count: number) {
      for (const parsed of screen.parsing.splice(0, count)) parsed();
    },
  };
}

const count = (max: number) => fc.integer({ min: 1, max });
const who = fc.nat(1);
const step = fc.oneof(
  { weight: 6, arbitrary: count(MESSAGE_BYTES).map((write) => ({ write })) },
  { weight: 1, arbitrary: count(2 * HELD_BYTES).map((write) => ({ write })) },
  { weight: 3, arbitrary: fc.record({ page: who, parse: count(5) }) },
  { weight: 5, arbitrary: fc.constant({ wait: true }) },
  { weight: 2, arbitrary: fc.record({ page: who, line: fc.constantFrom('up', 'down') }) },
  { weight: 3, arbitrary: fc.record({ page: who, key: fc.constantFrom('x', '\u0003') }) },
  { weight: 1, arbitrary: fc.constantFrom('die', 'serve', 'lose').map((server) => ({ server })) },
);

describe('two pages on one terminal', () => {
  it('have every byte once and in order, and the shell always goes on', async () => {
    let continued = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 50 }), async (steps) => {
        const world = createWorld();
        world.serve();
        const pages = [createPage(world), createPage(world)];
        for (const page of pages) page.up();
        let written = 0;
        const write = (amount: number) => {
          world.shell.write(bytes(written, written + amount));
          written += amount;
        };
        for (const one of steps) {
          if ('write' in one) write(one.write);
          else if ('wait' in one) {
            world.timers.pass(WINDOW_MS);
            await settle();
          } else if ('server' in one) {
            if (one.server === 'serve') world.serve();
            else if (one.server === 'lose') world.shell.lose();
            else {
              for (const page of pages) page.down();
              world.die();
            }
          } else {
            const page = pages[one.page];
            if ('parse' in one) page?.parse(one.parse);
            else if ('key' in one) page?.connection.type(Buffer.from(one.key));
            else if (one.line === 'up') page?.up();
            else page?.down();
          }
          for (const { screen } of pages) expect(screen.ahead).toBeLessThan(2 * HELD_BYTES);
        }

        // And now all goes well.
        world.serve();
        for (const page of pages) page.up();
        write(10);
        const isWhole = () =>
          pages.every(({ screen }) => screen.from + screen.bytes === written && screen.ahead === 0);
        for (let round = 0; round < ROUNDS && !isWhole(); round++) {
          world.timers.pass(WINDOW_MS);
          await settle();
          for (const page of pages) page.parse(1000);
        }
        expect(world.shell.blocked()).toBe(0);
        for (const { screen } of pages) {
          const data = Buffer.concat(screen.data);
          expect(screen.from + data.length).toBe(written);
          expect(data.equals(Buffer.from(bytes(screen.from, written)))).toBe(true);
          if (screen.resets === 1 && written > FLOW.WINDOW) continued += 1;
        }
        for (const page of pages) page.connection.close();
        world.die();
        expect(world.timers.pending()).toBe(0);
      }),
      { numRuns: 30 },
    );
    // Else the steps would not have tried what they are for.
    expect(continued).toBeGreaterThan(0);
  });

  it('get their prompt at once after Ctrl-C in a flood', async () => {
    const world = createWorld();
    world.serve();
    const [page, other] = [createPage(world), createPage(world)];
    other.up();
    await settle();
    page.up();
    for (let round = 0; page.screen.resets === 0; round++) {
      expect(round).toBeLessThan(ROUNDS);
      await settle();
    }
    page.parse(1);
    world.shell.write(bytes(0, 4 * FLOW.WINDOW));
    for (let round = 0; round < 10; round++) {
      world.timers.pass(WINDOW_MS);
      await settle();
    }
    page.connection.type(Buffer.from('\u0003'));
    for (let round = 0; round < 10; round++) {
      world.timers.pass(WINDOW_MS);
      await settle();
    }
    // One piece was with the emulator already; then what stands for the rest; and the shell is let go on.
    expect(page.screen.skips).toBe(1);
    expect(page.screen.ahead).toBeLessThan(2 * MESSAGE_BYTES);
    expect(world.shell.end()).toBe(2 * FLOW.WINDOW);
    world.die();
  });
});
