import { Duplex } from 'node:stream';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Shell } from '../types.ts';
import { HELD_BYTES, INPUT_WINDOW } from './frames.ts';
import { connectShell, NotHeld } from './held-shell.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** The holder's end of a connection. */
class Line extends Duplex {
  readonly asked: Buffer[] = [];

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.asked.push(chunk);
    done();
  }

  say(letter: string, ...parts: Uint8Array[]): void {
    const payload = Buffer.concat(parts);
    const head = Buffer.alloc(4);
    head.write(letter);
    head.writeUIntBE(payload.length, 1, 3);
    this.push(Buffer.concat([head, payload]));
  }

  /** Bytes of input that have come. */
  typed(): number {
    return this.asked
      .filter((frame) => frame.toString('latin1', 0, 1) === 'I')
      .reduce((sum, frame) => sum + frame.length - 4, 0);
  }
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

const hello = (start: number, end: number, flags = 0) =>
  [Uint8Array.of(1, flags), u64(start), u64(end)] as const;

let line: Line;
let heard: string[];

beforeEach(() => {
  line = new Line();
  heard = [];
});

function listen(shell: Shell): void {
  shell.listen({
    state: ({ offset }) => heard.push(`state ${offset}`),
    output: (offset, bytes) => heard.push(`output ${offset} ${Buffer.from(bytes)}`),
    ended: (code) => heard.push(`ended ${code}`),
    lost: ({ message }) => heard.push(`lost: ${message}`),
  });
}

async function connect(start = 0, end = 0): Promise<Shell> {
  const connecting = connectShell(line, async () => {});
  line.say('H', ...hello(start, end));
  const shell = await connecting;
  listen(shell);
  shell.follow(start);
  return shell;
}

describe('a connection to a holder', () => {
  it('begins with what is held, and its note if there is one', async () => {
    const connecting = connectShell(line, async () => {});
    line.say('H', ...hello(5, 9, 1));
    line.say('N', Buffer.from('note'));
    const { held } = await connecting;
    expect(held).toEqual({
      start: 5,
      end: 9,
      ended: false,
      note: Uint8Array.from(Buffer.from('note')),
    });
  });

  it('is broken off when it has a second note', async () => {
    const connecting = connectShell(line, async () => {});
    line.say('H', ...hello(5, 9, 1));
    line.say('N', Buffer.from('note'));
    await connecting;
    line.say('N', Buffer.from('another'));
    await settle();
    expect(line.destroyed).toBe(true);
  });

  it('that ends before a word has no shell', async () => {
    const connecting = connectShell(line, async () => {});
    line.push(null);
    await expect(connecting).rejects.toBeInstanceOf(NotHeld);
  });

  it('tells what comes, until it breaks off', async () => {
    await connect();
    line.say('S', u64(3), Uint8Array.of(0, 0));
    line.say('O', u64(3), Buffer.from('abc'));
    line.say('O', u64(6), Buffer.from('d'));
    line.say('X', Uint8Array.of(0, 7));
    await settle();
    line.destroy(new Error('gone'));
    await settle();
    expect(heard).toEqual(['state 3', 'output 3 abc', 'output 6 d', 'ended 7', 'lost: gone']);
  });

  it.each([
    ['leaves output out', (at: Line) => at.say('O', u64(4), Buffer.from('x'))],
    ['says hello twice', (at: Line) => at.say('H', ...hello(0, 0))],
    ['has a note that it did not announce', (at: Line) => at.say('N', Buffer.from('x'))],
    ['says what no holder says', (at: Line) => at.say('?')],
    ['answers twice', (at: Line) => at.say('S', u64(3), Uint8Array.of(0, 0))],
  ])('is broken off when it %s', async (_what, forge) => {
    await connect();
    line.say('S', u64(3), Uint8Array.of(0, 0));
    forge(line);
    await settle();
    expect(line.destroyed).toBe(true);
    expect(heard).toHaveLength(2);
    expect(heard[1]).toMatch(/^lost: /);
  });

  it('is broken off when more comes than a log can hold beyond what was granted', async () => {
    const shell = await connect();
    shell.grant(1000);
    line.say('S', u64(0), Uint8Array.of(0, 0));
    const piece = Buffer.alloc(64 * 1024);
    let sent = 0;
    for (; sent + piece.length <= 1000 + HELD_BYTES; sent += piece.length) {
      line.say('O', u64(sent), piece);
    }
    await settle();
    expect(line.destroyed).toBe(false);
    line.say('O', u64(sent), piece);
    await settle();
    expect(line.destroyed).toBe(true);
  });

  it('says how far the shell may go before it follows, and believes that it was farther', async () => {
    await connect(0, 5);
    expect(line.asked.map((frame) => frame.toString('latin1', 0, 1))).toEqual(['G', 'F']);
    expect(line.asked[0]?.readBigUInt64BE(4)).toBe(5n);
    const from = 10 * HELD_BYTES;
    line.say('S', u64(from), Uint8Array.of(0, 0));
    for (let sent = 0; sent < HELD_BYTES; sent += 64 * 1024) {
      line.say('O', u64(from + sent), Buffer.alloc(64 * 1024));
    }
    await settle();
    expect(line.destroyed).toBe(false);
    line.say('O', u64(from + HELD_BYTES), Buffer.from('x'));
    await settle();
    expect(line.destroyed).toBe(true);
  });

  it('gives the holder no more input than it has room for', async () => {
    const shell = await connect();
    const paste = Buffer.alloc(3 * INPUT_WINDOW);
    let taken = false;
    shell.input.write(paste, () => {
      taken = true;
    });
    await settle();
    expect(line.typed()).toBe(INPUT_WINDOW);
    line.say('T', u64(INPUT_WINDOW / 2));
    await settle();
    expect(line.typed()).toBe(1.5 * INPUT_WINDOW);
    // Neither backwards nor ahead of what was sent.
    line.say('T', u64(0));
    line.say('T', u64(100 * INPUT_WINDOW));
    await settle();
    expect(line.typed()).toBe(2.5 * INPUT_WINDOW);
    line.say('T', u64(2.5 * INPUT_WINDOW));
    await settle();
    expect(line.typed()).toBe(3 * INPUT_WINDOW);
    expect(taken).toBe(true);
  });

  it('is let go without a word', async () => {
    const shell = await connect();
    shell.release();
    await settle();
    expect(line.destroyed).toBe(true);
    expect(shell.input.destroyed).toBe(true);
    expect(heard).toEqual([]);
  });
});
