import { beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { FLOW } from '../../protocol/terminal.ts';
import { createManualTimers, type ManualTimers } from '../../test/support/manual-timers.ts';
import { createScriptedShell, type ScriptedShell } from '../../test/support/scripted-shell.ts';
import { HELD_BYTES } from '../sandbox/holder/frames.ts';
import type { Shell } from '../sandbox/types.ts';
import type { AppSocket } from '../sockets.ts';
import { WINDOW_MS } from './coalesce.ts';
import { INPUT_QUEUE_BYTES, ROOM_WAIT_MS } from './input.ts';
import { GOOD_MS } from './link.ts';
import { createTerminal, REDRAW_MS, type Terminal } from './terminal.ts';

const SIZE = { cols: 80, rows: 24 };
const ID = 't'.repeat(20);
const place = { kind: 'lab', slug: 'x' } as const;
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
let shell: ScriptedShell;
let reattach: () => Promise<Shell | undefined>;
let ends: number;
let commands: string[];
let terminal: Terminal;

/** As a server does that has found the shell. */
function take(): Terminal {
  return createTerminal({
    id: ID,
    number: 1,
    shell: shell.attach(),
    reattach: () => reattach(),
    actionOf: () => ({ kind: 'type', text: 'one\ntwo' }),
    timers,
    log: pino({ level: 'silent' }),
    onCommand: (line, exitCode) => commands.push(`${line} ${exitCode}`),
    onEnd: () => ends++,
  });
}

beforeEach(async () => {
  timers = createManualTimers();
  shell = createScriptedShell({ size: SIZE });
  reattach = async () => shell.attach();
  ends = 0;
  commands = [];
  terminal = take();
  await settle();
});

describe('a terminal', () => {
  it('sends the first bytes in the same turn, and what follows together', async () => {
    const page = createListener();
    await terminal.attach(page.socket, SIZE);
    for (const piece of ['a', 'b', 'c']) shell.write(piece);
    expect(page.output()).toBe('a');
    timers.pass(WINDOW_MS);
    expect(page.output()).toBe('abc');
    expect(page.heard.filter(({ event }) => event === 'terminal:output')).toHaveLength(2);
  });

  it('gives up its connection and timers when it is let go', async () => {
    const page = createListener();
    await terminal.attach(page.socket, SIZE);
    shell.write('\x1b]133;B\x07some output');
    terminal.run(page.socket, { id: 'r', place, block: 0, action: { kind: 'type', text: 'ls' } });
    expect(timers.pending()).toBeGreaterThan(0);
    terminal.release();
    expect(timers.pending()).toBe(0);
    expect(shell.asked).toContain('release');
    expect(shell.asked).not.toContain('kill');
    const heard = page.heard.length;
    shell.write('more');
    shell.exit(0);
    await settle();
    expect(page.heard).toHaveLength(heard);
  });

  it('says once that its shell has ended, and can still be read', async () => {
    const page = createListener();
    await terminal.attach(page.socket, SIZE);
    shell.write('bye');
    shell.exit(4);
    await terminal.kill();
    expect(shell.asked).not.toContain('kill');
    expect(ends).toBe(1);
    expect(page.heard.filter(({ event }) => event === 'terminal:ended')).toEqual([
      { event: 'terminal:ended', payload: { terminal: ID, exitCode: 4 } },
    ]);
    const late = await terminal.attach(createListener().socket, SIZE);
    expect(late).toMatchObject({ ended: true, exitCode: 4, continues: false });
    expect(Buffer.from(late?.data ?? []).toString()).toBe('bye');
    terminal.release();
    expect(timers.pending()).toBe(0);
  });

  it('keeps next to nothing of what every page has', async () => {
    const page = createListener();
    await terminal.attach(page.socket, SIZE);
    for (let written = 0; written < 3 * HELD_BYTES; written += FLOW.ACK) {
      shell.write(Buffer.alloc(FLOW.ACK, 'x'));
      timers.pass(WINDOW_MS);
      terminal.acknowledge(page.socket, written + FLOW.ACK);
      await settle();
    }
    const follows = shell.asked.filter((what) => what === 'follow').length;
    const again = await terminal.attach(page.socket, SIZE, { since: 3 * HELD_BYTES - 20_000 });
    // It had to be asked for again.
    expect(shell.asked.filter((what) => what === 'follow')).toHaveLength(follows + 1);
    expect(again).toMatchObject({ continues: true, offset: 3 * HELD_BYTES });
    expect(again?.data).toHaveLength(20_000);
  });
});

describe('its flow', () => {
  it('waits for the governing viewer alone, and for nobody when there is none', async () => {
    const [slow, other] = [createListener(), createListener()];
    await terminal.attach(other.socket, SIZE);
    await terminal.attach(slow.socket, SIZE);
    shell.write(Buffer.alloc(FLOW.WINDOW + 1000));
    await settle();
    expect(shell.blocked()).toBe(1000);
    terminal.acknowledge(other.socket, FLOW.WINDOW);
    await settle();
    expect(shell.blocked()).toBe(1000);
    terminal.detach(slow.socket);
    await settle();
    expect(shell.blocked()).toBe(0);
    terminal.detach(other.socket);
    shell.write(Buffer.alloc(3 * FLOW.WINDOW));
    for (let turn = 0; turn < 50; turn++) await settle();
    expect(shell.blocked()).toBe(0);
  });

  it('refuses input that a program does not read, and holds no more than its bound', async () => {
    shell.setReading(false);
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
    expect(waiting.length * piece.length).toBeLessThanOrEqual(INPUT_QUEUE_BYTES);
    shell.setReading(true);
    await Promise.all(waiting);
    await settle();
    expect(() => terminal.input(page.socket, Buffer.from('x'))).not.toThrow();
  });

  it('tells who waits for room when there is none for long', async () => {
    shell.setReading(false);
    const waiting = terminal.input(createListener().socket, Buffer.alloc(64 * 1024));
    const refused = expect(waiting).rejects.toMatchObject({ code: 'terminal.busy' });
    timers.pass(ROOM_WAIT_MS);
    await refused;
  });
});

describe('coming back to it', () => {
  it('does not subscribe a page that has left while its screen was being restored', async () => {
    shell.write('text');
    const [gone, detached] = [createListener(), createListener()];
    const first = terminal.attach(gone.socket, SIZE);
    const second = terminal.attach(detached.socket, SIZE);
    gone.leave();
    terminal.detach(gone.socket);
    terminal.detach(detached.socket);
    expect(await first).toBeUndefined();
    expect(await second).toBeUndefined();
    shell.write(Buffer.alloc(2 * FLOW.WINDOW));
    for (let turn = 0; turn < 50; turn++) await settle();
    expect(shell.blocked()).toBe(0);
    expect([...gone.heard, ...detached.heard]).toEqual([]);
  });

  it('joins the restored screen and what comes after without a gap', async () => {
    shell.write('before ');
    const page = createListener();
    const attaching = terminal.attach(page.socket, SIZE);
    await settle();
    shell.write('meanwhile ');
    const attached = await attaching;
    shell.write('after');
    timers.pass(WINDOW_MS);
    expect(Buffer.from(attached?.data ?? []).toString() + page.output()).toBe(
      'before meanwhile after',
    );
    const [first] = page.heard.filter(({ event }) => event === 'terminal:output');
    expect(first?.payload.offset).toBe(attached?.offset);
  });

  it('makes a full-screen program draw again what is no longer held', async () => {
    shell.write(`\x1b[?1049h${'drawn'.repeat(1000)}`);
    for (let turn = 0; turn < 12; turn++) {
      shell.write(Buffer.alloc(FLOW.WINDOW / 2, 'x'));
      await settle();
    }
    await terminal.attach(createListener().socket, SIZE);
    expect(shell.sizes).toEqual(['80x23']);
    timers.pass(REDRAW_MS);
    expect(shell.sizes).toEqual(['80x23', '80x24']);
  });

  it('leaves out what a page in a hurry has thrown away, and says how much', async () => {
    const page = createListener();
    await terminal.attach(page.socket, SIZE);
    shell.write(`\x1b[?2004h${'flood\r\n'.repeat(30_000)}last\r\n`);
    await settle();
    const since = 1000;
    const end = shell.end();
    const attached = await terminal.attach(page.socket, SIZE, { since, hurry: true });
    expect(attached).toMatchObject({ continues: true, offset: end });
    const text = Buffer.from(attached?.data ?? []).toString();
    expect(text).toMatch(/\[… \d+ kB not shown …\].*\r\n(flood\r\n)+last\r\n$/);
    const kept = text.length - text.indexOf('flood');
    expect(attached?.skipped).toBe(end - since - kept);
    // Nothing is waited for that will never be acknowledged.
    shell.write(Buffer.alloc(FLOW.WINDOW));
    await settle();
    expect(shell.blocked()).toBe(0);
  });
});

describe('a shell that is found', () => {
  it('goes on to the byte for a page that has seen a part of it', async () => {
    const page = createListener();
    const first = await terminal.attach(page.socket, SIZE);
    shell.write('seen ');
    terminal.release();
    shell.write('missed ');
    const found = take();
    const since = (first?.offset ?? 0) + 'seen '.length;
    const attached = await found.attach(page.socket, SIZE, { since });
    expect(attached).toMatchObject({ continues: true, offset: 12, skipped: 0 });
    expect(Buffer.from(attached?.data ?? []).toString()).toBe('missed ');
    found.release();
  });

  it('has the size that it had', async () => {
    await terminal.attach(createListener().socket, { cols: 100, rows: 30 });
    terminal.release();
    const found = take();
    const page = createListener();
    await found.attach(page.socket, { cols: 100, rows: 30 });
    expect(shell.sizes).toEqual(['100x30']);
    found.release();
  });

  it('does not have its commands reported once more', async () => {
    shell.write('\x1b]633;E;ls\x07\x1b]133;C\x07\x1b]133;D;0\x07\x1b]133;A\x07\x1b]133;B\x07');
    expect(commands).toEqual(['ls 0']);
    terminal.release();
    const found = take();
    await settle();
    expect(commands).toEqual(['ls 0']);
    // It waits at its prompt, which was seen.
    found.run(createListener().socket, {
      id: 'r',
      place,
      block: 0,
      action: { kind: 'type', text: 'pwd' },
    });
    expect(shell.typed.at(-1)).toContain('pwd\r');
    found.release();
  });

  it('has the rest of a block typed whose run was under way', async () => {
    shell.write('\x1b]133;A\x07\x1b]133;B\x07');
    const action = { kind: 'type', text: 'one\ntwo' } as const;
    const run = 'r'.repeat(20);
    terminal.run(createListener().socket, { id: run, place, block: 3, action });
    expect(shell.typed).toEqual(['one\r']);
    terminal.release();
    // While nobody looked, the first command ended.
    shell.write('\x1b]133;C\x07\x1b]133;D;0\x07\x1b]133;A\x07\x1b]133;B\x07');
    const found = take();
    await settle();
    expect(shell.typed.join('')).toMatch(/^one\r.*two\r$/);
    shell.write('\x1b]133;C\x07\x1b]133;D;0\x07\x1b]133;A\x07\x1b]133;B\x07');
    const attached = await found.attach(createListener().socket, SIZE);
    expect(attached?.runs).toEqual([expect.objectContaining({ run, state: 'succeeded' })]);
    found.release();
  });
});

describe('a connection that breaks off', () => {
  it('is made again, and no byte is lost or doubled', async () => {
    const page = createListener();
    await terminal.attach(page.socket, SIZE);
    shell.write('before ');
    shell.lose();
    shell.write('meanwhile ');
    timers.pass(0);
    await settle();
    shell.write('after');
    timers.pass(WINDOW_MS);
    expect(page.output()).toBe('before meanwhile after');
    terminal.input(page.socket, Buffer.from('x'));
    expect(shell.typed).toEqual(['x']);
    expect(ends).toBe(0);
  });

  it('ends the terminal when the shell is not there any more', async () => {
    reattach = async () => undefined;
    const page = createListener();
    await terminal.attach(page.socket, SIZE);
    shell.lose();
    timers.pass(0);
    await settle();
    expect(terminal.ended).toBe(true);
    expect(page.heard.at(-1)).toEqual({
      event: 'terminal:ended',
      payload: { terminal: ID, exitCode: null },
    });
    expect(await terminal.attach(page.socket, SIZE)).toMatchObject({ ended: true });
  });

  it('is given up after a while, and not before', async () => {
    reattach = async () => {
      throw new Error('too many programs');
    };
    shell.lose();
    timers.pass(5_000);
    await settle();
    expect(terminal.ended).toBe(false);
    for (let minute = 0; minute < 10; minute++) {
      timers.pass(GOOD_MS);
      await settle();
    }
    expect(terminal.ended).toBe(true);
    expect(timers.pending()).toBe(0);
  });

  it('again and again, at once after each attempt, ends the terminal too', async () => {
    let attempts = 0;
    reattach = async () => {
      attempts += 1;
      setImmediate(() => shell.lose());
      return shell.attach();
    };
    shell.lose();
    for (let turn = 0; turn < 100; turn++) {
      timers.pass(1_000);
      await settle();
    }
    expect(terminal.ended).toBe(true);
    expect(attempts).toBeLessThan(10);
  });
});
