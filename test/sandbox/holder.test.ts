/** What holds a shell in the lab: that it outlives who attached, to the byte, within its bounds. */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { HELD_BYTES, INPUT_WINDOW } from '../../server/sandbox/holder/frames.ts';
import type { LabHost } from '../../server/sandbox/types.ts';
import { createModes } from '../../server/terminals/modes.ts';
import { eventually, inContainer, inLab, must } from '../support/lab.ts';
import { LAB_MS, PREPARE_MS, startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { attachTo, PROMPT, ShellScreen } from '../support/shell-screen.ts';

jest.setTimeout(LAB_MS);

let lab: TestSandbox;
let host: LabHost;
let count = 0;
const screens: ShellScreen[] = [];

beforeAll(async () => {
  lab = await startTestSandbox();
  host = await lab.launch();
  // A shell that waits to be used is held, too.
  await host.ahead();
}, PREPARE_MS);

afterEach(async () => {
  for (const screen of screens.splice(0)) {
    screen.shell.release();
    await screen.shell.kill();
  }
});

afterAll(() => lab?.close(), LAB_MS);

async function open(size = { cols: 80, rows: 24 }): Promise<{ screen: ShellScreen; id: string }> {
  const id = `h${count++}`;
  const screen = new ShellScreen(await host.shell({ ...size, terminalId: id, number: 1 }));
  screens.push(screen);
  await screen.waitFor(PROMPT);
  return { screen, id };
}

async function attach(
  id: string,
  options?: { since?: number; granted?: number },
): Promise<ShellScreen> {
  const screen = await attachTo(host, id, options);
  screens.push(screen);
  return screen;
}

/** Process id of what holds a shell, as the lab sees it. */
const holderOf = (id: string) => must(host, `pgrep -f '[h]older hold ${id} '`);

describe('a shell that is held', () => {
  it('goes on when the one who started it is gone, and is the same shell', async () => {
    const { screen, id } = await open();
    const pid = /133;C.(\d+)\r\n/.exec(await screen.type('name=kept; echo $$'))?.[1];
    expect(pid).toBeDefined();
    screen.shell.input.write('sleep 0.5; echo meanwhile; read -r answer\r');
    await screen.waitFor('read -r');
    screen.shell.release();
    // Nothing of the connection is left; the lab's init has the holder.
    await eventually(async () =>
      (await inLab(host, `pgrep -f '[h]older (open|attach) ${id} '`)).code === 1 ? true : undefined,
    );
    expect(await must(host, `cut -d' ' -f4 /proc/${await holderOf(id)}/stat`)).toBe('1');
    const again = await attach(id, { since: screen.offset });
    await again.waitFor('meanwhile');
    expect(await again.type('yes')).toContain(PROMPT);
    expect(await again.type('echo $$ $name $answer')).toContain(`\u0007${pid} kept yes\r\n`);
  });

  it('has every byte from any offset that is held, and the oldest from any other', async () => {
    const { screen, id } = await open();
    await screen.type('seq 200000');
    const end = screen.offset;
    const whole = screen.said;
    const start = end - whole.length;
    for (const since of [end, end - 1, end - 70_000, end - HELD_BYTES]) {
      const again = await attach(id, { since });
      await eventually(async () => (again.offset === end ? true : undefined));
      expect(again.states[0]?.offset).toBe(since);
      expect(again.said === whole.slice(since - start)).toBe(true);
    }
    for (const since of [0, end - HELD_BYTES - 1]) {
      const again = await attach(id, { since });
      await eventually(async () => (again.offset === end ? true : undefined));
      expect(again.said === whole.slice(-HELD_BYTES)).toBe(true);
    }
    const ahead = await attach(id, { since: 2 ** 40 });
    await ahead.type('echo on');
    expect(ahead.states[0]?.offset).toBe(end);
  });

  it('says again what was asked for before, and goes on', async () => {
    const { screen } = await open();
    const first = await screen.type('echo one');
    screen.shell.follow(screen.offset - 100);
    await eventually(async () => (screen.states.length === 2 ? true : undefined));
    expect(await screen.type('echo two')).toContain('two\r\n');
    expect(first.length).toBeGreaterThan(0);
    expect(screen.states[1]?.offset).toBeLessThan(screen.offset);
  });

  it('remembers its sizes and where each began', async () => {
    const { screen, id } = await open({ cols: 101, rows: 33 });
    screen.shell.resize({ cols: 60, rows: 10 });
    expect(await screen.type('stty size')).toContain('10 60');
    const again = await attach(id);
    await again.waitFor('10 60');
    expect(again.states[0]?.sizes).toEqual([
      { offset: 0, cols: 101, rows: 33 },
      { offset: expect.any(Number), cols: 60, rows: 10 },
    ]);
  });

  it('keeps the last note that was left', async () => {
    const { screen, id } = await open();
    expect(screen.shell.held.note).toBeNull();
    screen.shell.note(Buffer.from('one'));
    screen.shell.note(Buffer.from('two'));
    await screen.type('true');
    const again = await attach(id);
    expect(Buffer.from(again.shell.held.note ?? []).toString()).toBe('two');
  });

  it('tells how it ended and what it said last, until nobody wants to know', async () => {
    const { screen, id } = await open();
    screen.shell.release();
    const leaving = await attach(id, { since: screen.offset });
    leaving.shell.input.write('echo last words; exit 7\r');
    expect(await leaving.over()).toBe(7);
    leaving.shell.release();
    const late = await attach(id);
    expect(await late.over()).toBe(7);
    expect(late.said).toContain('last words\r\n');
    expect(await host.heldShells()).toContainEqual({ terminalId: id, number: 1 });
    late.shell.dismiss();
    await eventually(async () => (late.lost ? true : undefined));
    expect(await host.attach({ terminalId: id, number: 1 })).toBeUndefined();
    expect(await host.heldShells()).not.toContainEqual({ terminalId: id, number: 1 });
  });

  it('ends with the signal that ended it', async () => {
    const { screen } = await open();
    screen.shell.input.write('kill -KILL $$\r');
    expect(await screen.over()).toBe(128 + 9);
  });

  it('does not end by closing its terminal, nor wait for what it leaves behind', async () => {
    const { screen } = await open();
    const quiet = 'exec sh -c "exec </dev/null >/dev/null 2>&1; sleep 0.5; exit 5"';
    screen.shell.input.write(`${quiet}\r`);
    expect(await screen.over()).toBe(5);
    const other = await open();
    other.screen.shell.input.write('sleep 8601 & disown; exit 6\r');
    expect(await other.screen.over()).toBe(6);
  });
});

describe('who is attached', () => {
  it('gets the same as the others; the latest says how far the shell may go', async () => {
    const { screen, id } = await open();
    const since = screen.offset;
    const granted = since + 20_000;
    const second = await attach(id, { since, granted });
    second.shell.input.write('seq 100000\r');
    await eventually(async () => (second.offset === granted ? true : undefined));
    await eventually(async () => (screen.offset === granted ? true : undefined));
    second.shell.release();
    await screen.waitFor(/\r\n100000\r\n.*133;B/s);
    expect(screen.said.slice(since, granted) === second.said).toBe(true);
  });

  it('while there is nobody, the shell goes on, and the oldest output is given up', async () => {
    const { screen, id } = await open();
    screen.shell.input.write('seq 1000000; echo over > /tmp/over\r');
    await screen.waitFor('1000');
    screen.shell.release();
    await eventually(async () =>
      (await inLab(host, 'cat /tmp/over')).code === 0 ? true : undefined,
    );
    const again = await attach(id);
    await again.waitFor(/\r\n1000000\r\n.*133;B/s);
    expect(again.said.length).toBe(HELD_BYTES);
    expect(again.shell.held.end - again.shell.held.start).toBe(HELD_BYTES);
  });

  it('may go back and forth without the input getting in the way', async () => {
    const { screen } = await open();
    await screen.type('stty raw -echo; echo ready');
    screen.shell.input.write('cat\r');
    const before = screen.offset;
    const paste = Buffer.alloc(4 * INPUT_WINDOW, 'x');
    const governing = await attach(`h${count - 1}`, { since: before, granted: before + 10_000 });
    // cat can't write, so it doesn't read, and the paste is stuck: what says that it may go on is not.
    governing.shell.input.write(paste);
    await eventually(async () => (governing.offset === before + 10_000 ? true : undefined));
    governing.shell.grant(before + 10 * paste.length);
    await eventually(async () => (governing.said.endsWith(paste.toString()) ? true : undefined));
    expect(/x+$/.exec(governing.said)?.[0]).toHaveLength(paste.length);
  });

  it('is root of the lab and nobody else', async () => {
    const { id } = await open();
    // It ends when it is let go: with nothing, or after the first words because of what it says.
    const attaching = `/usr/lib/holdfast/holder attach ${id} 1 </dev/zero | wc -c`;
    const other = await inLab(
      host,
      `setpriv --reuid 65534 --regid 65534 --clear-groups ${attaching}`,
    );
    expect(other.out).toBe('0');
    const root = await inLab(host, attaching);
    expect(Number(root.out)).toBeGreaterThan(0);
  });
});

describe('its bounds', () => {
  it('takes little memory, whatever the shell writes and whoever reads', async () => {
    const { screen, id } = await open();
    const pid = await holderOf(id);
    const resident = async () =>
      Number(await must(host, `awk '/VmRSS/{print $2}' /proc/${pid}/status`));
    expect(await resident()).toBeLessThan(1024);
    screen.shell.release();
    const flood = await attach(id, { since: screen.offset });
    flood.shell.input.write('head -c 30000000 /dev/zero | tr "\\0" y; echo; echo fl""ood\r');
    await flood.waitFor(/flood\r\n/);
    for (let n = 0; n < 20; n++) flood.shell.follow(0);
    flood.shell.note(Buffer.alloc(32 * 1024));
    await flood.type('echo settled');
    expect(await resident()).toBeLessThan(1024 + HELD_BYTES / 1024 + 512);
  });

  it('leaves no process, no zombie and nothing open behind', async () => {
    const { screen, id } = await open();
    const pid = await holderOf(id);
    const openFiles = () => must(host, `ls /proc/${pid}/fd | wc -l`);
    const before = await openFiles();
    const processCount = () => must(host, `pgrep -c -f '[h]older (open|hold|attach) '; true`);
    const processes = await processCount();
    for (let n = 0; n < 10; n++) {
      const again = await attachTo(host, id, { since: screen.offset });
      again.shell.release();
    }
    await eventually(async () => ((await openFiles()) === before ? true : undefined));
    for (let n = 0; n < 5; n++) {
      const { screen: short } = await open();
      short.shell.input.write('exit\r');
      await short.over();
      short.shell.dismiss();
    }
    screens.push(screen);
    await eventually(async () => ((await processCount()) === processes ? true : undefined));
    expect(await must(host, 'ps -eo stat= | grep -c ^Z; true')).toBe('0');
    const outside = await inContainer(lab.container(host.launchId), 'ps -eo stat= | grep -c ^Z');
    expect(outside.out).toBe('0');
  });

  it('evicts the oldest when too many attach', async () => {
    const { screen, id } = await open();
    for (let n = 0; n < 8; n++) await attach(id);
    await eventually(async () => (screen.lost ? true : undefined));
    expect(await (await attach(id)).type('echo fine')).toContain('fine\r\n');
  });
});

describe('a learner', () => {
  it('who kills what holds a shell ends that one only', async () => {
    const [one, two] = [await open(), await open()];
    one.screen.shell.input.write('sleep 8701\r');
    await eventually(async () =>
      (await inLab(host, 'pgrep -f "^sleep 8701"')).code === 0 ? true : undefined,
    );
    await must(host, `kill -KILL ${await holderOf(one.id)}`);
    await one.screen.over();
    expect(one.screen.lost).toBe(true);
    expect(await host.attach({ terminalId: one.id, number: 1 })).toBeUndefined();
    expect((await host.heldShells()).map(({ terminalId }) => terminalId)).not.toContain(one.id);
    // The kernel hangs up on what ran in it.
    await eventually(async () =>
      (await inLab(host, 'pgrep -f "^sleep 8701"')).code === 1 ? true : undefined,
    );
    expect(await two.screen.type('echo fine')).toContain('fine\r\n');
  });

  it('who clears every directory away does not lose it', async () => {
    const { screen, id } = await open();
    await must(host, 'rm -rf /run/holdfast /tmp/* /dev/shm/*; ldconfig');
    screen.shell.release();
    const again = await attach(id, { since: screen.offset });
    expect(await again.type('echo fine')).toContain('fine\r\n');
  });

  it.each([
    ['nonsense', 'b"nonsense" * 1000'],
    [
      'output that nobody asked for',
      'b"H\\0\\0\\x12\\1\\0" + bytes(16) + b"O\\1\\0\\0" + bytes(65536)',
    ],
    [
      'a hello and then nothing that belongs there',
      'b"H\\0\\0\\x12\\1\\0" + bytes(16) + b"?\\0\\0\\0"',
    ],
  ])('who makes a shell up and has it say %s is not listened to', async (_what, words) => {
    const id = `forged${count++}`;
    const script = `
import os, socket
listener = socket.socket(socket.AF_UNIX)
listener.bind("\\0holdfast/terminal/1/${id}")
listener.listen()
print("listening", flush=True)
connection = listener.accept()[0]
_, (stdin, stdout), _, _ = socket.recv_fds(connection, 1, 2)
os.write(stdout, ${words})
os.read(stdin, 1)
`;
    const forged = host.run(['timeout', '20', 'python3', '-c', script], { timeoutMs: 30_000 });
    await eventually(async () =>
      (await host.heldShells()).some(({ terminalId }) => terminalId === id) ? true : undefined,
    );
    const shell = await host.attach({ terminalId: id, number: 1 }).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'lab.unreachable' });
      return undefined;
    });
    if (shell !== undefined) {
      const screen = new ShellScreen(shell);
      await screen.over();
      expect(screen.lost).toBe(true);
      expect(screen.said).toBe('');
    }
    await forged;
  });
});

describe('the state that a terminal is in', () => {
  it('is the same as the server makes out, at every point of any output', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...['\x1b', '[', ']', '\x07', '\x18', '\\', 'P', '?', ';', 'h', 'l', 'r', '!p', 'c', '='],
        ...['\x1b[?1049h', '\x1b[?47l', '\x1b[?25l', '\x1b[?1;7;1002h', '\x1b[2;4r', '\x1b[!p'],
        ...['\x1b]0;title\x07', '\x1bPq\x1b\\', '\x1b[?1006h', '\x1b[?1000l', '\x1b=', '\x1bc'],
        `\x1b[${'1;'.repeat(130)}`,
      ),
      fc.string({ maxLength: 4 }),
    );
    const [pieces] = fc.sample(
      fc.array(piece, { minLength: 3000, maxLength: 3000, size: 'max' }),
      1,
    );
    await host.run(['sh', '-c', 'cat > /tmp/output'], { stdin: (pieces ?? []).join('') });
    const { screen, id } = await open();
    screen.shell.release();
    const watching = await attach(id);
    watching.shell.input.write(
      'stty raw -echo; cat /tmp/output; printf "over%s" "|"; sleep 1000\r',
    );
    await watching.waitFor(/over\|/);
    const all = Buffer.from(watching.said, 'latin1');

    const asked = 300;
    const offsets = fc.sample(fc.nat(all.length), asked);
    for (const offset of offsets) {
      const modes = createModes();
      modes.push(all.subarray(0, offset));
      watching.states = [];
      watching.shell.follow(offset);
      await watching.told();
      const [said] = watching.states;
      expect(said?.offset).toBe(offset);
      expect([offset, Buffer.from(said?.prologue ?? []).toString()]).toEqual([
        offset,
        modes.prologue(),
      ]);
    }
  });

  it('is known for output that is no longer held', async () => {
    const { screen, id } = await open();
    screen.shell.input.write(
      `printf '\\e[?1049h\\e[?25l\\e[2;4r'; head -c ${2 * HELD_BYTES} /dev/zero | tr '\\0' x; sleep 1000\r`,
    );
    await eventually(async () => (screen.offset > 2 * HELD_BYTES ? true : undefined));
    const again = await attach(id);
    await eventually(async () => (again.states.length > 0 ? true : undefined));
    expect(Buffer.from(again.states[0]?.prologue ?? []).toString()).toBe(
      // bash switches bracketed paste on at its prompt, and off when a command begins.
      '\x1b[?1049h\x1b[2;4r\x1b[?25l',
    );
  });
});
