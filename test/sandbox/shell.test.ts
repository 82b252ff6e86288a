/** Interactive shells in a lab. */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LabHost, Shell } from '../../server/sandbox/types.ts';
import { eventually, inLab, must } from '../support/lab.ts';
import { LAB_MS, PREPARE_MS, startTestSandbox, type TestSandbox } from '../support/sandbox.ts';

jest.setTimeout(LAB_MS);

let lab: TestSandbox;
let host: LabHost;
let count = 0;
const open: Shell[] = [];

beforeAll(async () => {
  lab = await startTestSandbox();
  host = await lab.launch();
}, PREPARE_MS);

afterEach(async () => {
  for (const shell of open.splice(0)) await shell.kill();
});

afterAll(() => lab?.close(), LAB_MS);

/** The mark that the shell puts at the end of its prompt. */
const PROMPT = '\u001b]133;B\u0007';

/** A shell and what it has said so far; a person would see the same. */
class Screen {
  said = '';
  readonly shell: Shell;

  constructor(shell: Shell) {
    this.shell = shell;
    shell.output.on('data', (chunk: Buffer) => {
      this.said += chunk.toString('utf8');
    });
  }

  async waitFor(text: string | RegExp): Promise<string> {
    await eventually(async () => (this.said.search(text) >= 0 ? true : undefined));
    return this.said;
  }

  /** Types a line and waits for the prompt that follows what it does. */
  async type(line: string): Promise<string> {
    this.said = '';
    this.shell.input.write(`${line}\r`);
    return this.waitFor(PROMPT);
  }
}

async function openShell(size = { cols: 80, rows: 24 }): Promise<Screen> {
  const shell = await host.shell({ ...size, terminalId: `t${count++}` });
  open.push(shell);
  const screen = new Screen(shell);
  await screen.waitFor(PROMPT);
  return screen;
}

async function untilNone(pattern: string): Promise<void> {
  await eventually(async () =>
    (await inLab(host, `pgrep -f '${pattern}'`)).code === 1 ? true : undefined,
  );
}

async function untilRunning(pattern: string): Promise<void> {
  await eventually(async () =>
    (await inLab(host, `pgrep -f '${pattern}'`)).code === 0 ? true : undefined,
  );
}

describe('a shell', () => {
  it('greets with a prompt, echoes, and runs what is typed', async () => {
    const screen = await openShell();
    expect(screen.said).toContain('root@docker-host');
    expect(await screen.type('echo $((40 + 2))')).toContain('42\r\n');
    expect(await screen.type('tty')).toMatch(/\/dev\/pts\/\d+/);
    expect(await screen.type('docker run --rm -it busybox:1.37 tty')).toContain('/dev/pts/0');
  });

  it('speaks UTF-8', async () => {
    const screen = await openShell();
    const said = await screen.type("printf '%s|' é 漢字 🐳 ł; echo; expr length 🐳");
    expect(said).toContain('é|漢字|🐳|ł|\r\n1\r\n');
  });

  it('has the size it was opened with, and each it is given', async () => {
    const screen = await openShell({ cols: 101, rows: 33 });
    expect(await screen.type('stty size')).toContain('33 101');
    await screen.shell.resize(120, 40);
    expect(await screen.type('stty size')).toContain('40 120');
    await Promise.all([
      screen.shell.resize(60, 10),
      screen.shell.resize(61, 11),
      screen.shell.resize(62, 12),
    ]);
    expect(await screen.type('stty size')).toContain('12 62');
  });

  it('has job control: Ctrl-C, Ctrl-Z, jobs in the background', async () => {
    const screen = await openShell();
    screen.shell.input.write('sleep 8001\r');
    await untilRunning('^sleep 8001');
    screen.said = '';
    screen.shell.input.write('\u0003');
    await screen.waitFor(PROMPT);
    await untilNone('^sleep 8001');
    screen.shell.input.write('sleep 8002\r');
    await untilRunning('^sleep 8002');
    screen.said = '';
    screen.shell.input.write('\u001a');
    await screen.waitFor(/Stopped/);
    expect(await screen.type('jobs; kill %1')).toContain('sleep 8002');
  });

  it('ends with its exit code', async () => {
    const { shell } = await openShell();
    shell.input.write('exit 7\r');
    expect(await shell.exited).toBe(7);
    expect(shell.output.destroyed).toBe(true);
  });

  it('ends when end of input is typed', async () => {
    const { shell } = await openShell();
    shell.input.write('\u0004');
    expect(await shell.exited).toBe(0);
  });
});

describe('killing a shell', () => {
  it.each([
    ['the program in front', 'sleep 8101', '^sleep 8101'],
    ['a flood', 'yes', '^yes$'],
    ['what runs behind', 'sleep 8102 & sleep 8103 & sleep 8104', '^sleep 810[234]'],
    ['what ignores hanging up', "trap '' HUP; nohup sleep 8105", '^sleep 8105'],
    ['what has left the session', 'setsid --fork sleep 8106; sleep 8107', '^sleep 810[67]'],
    ['what is stopped', 'sleep 8108 & kill -STOP $!; sleep 8109', '^sleep 810[89]'],
    ['a shell in the shell', 'env -i bash -c "sleep 8110; true"', '^sleep 8110'],
  ])('ends %s', async (_what, command, pattern) => {
    const screen = await openShell();
    screen.shell.input.write(`${command}\r`);
    await untilRunning(pattern);
    await screen.shell.kill();
    await screen.shell.exited;
    await untilNone(pattern);
  });

  it('ends its own processes and no others', async () => {
    const [one, two] = await Promise.all([openShell(), openShell()]);
    one.shell.input.write('sleep 8201\r');
    two.shell.input.write('sleep 8202\r');
    await Promise.all([untilRunning('^sleep 8201'), untilRunning('^sleep 8202')]);
    await must(host, 'docker run -d --name stays busybox:1.37 sleep 8203');
    await one.shell.kill();
    await untilNone('^sleep 8201');
    expect((await inLab(host, 'pgrep -f "^sleep 8202"')).code).toBe(0);
    expect((await inLab(host, 'pgrep -f "^sleep 8203"')).code).toBe(0);
    await two.shell.kill();
    await two.shell.kill();
  });

  it('works while nobody reads its output', async () => {
    const shell = await host.shell({ cols: 80, rows: 24, terminalId: `t${count++}` });
    shell.input.write('yes\r');
    await untilRunning('^yes$');
    await shell.kill();
    await shell.exited;
    await untilNone('^yes$');
  });

  it('resolves when the lab is gone', async () => {
    const other = await lab.launch();
    const shell = await other.shell({ cols: 80, rows: 24, terminalId: 'gone' });
    shell.output.resume();
    await lab.sandbox.remove(other.launchId);
    await shell.kill();
    expect([null, 137, 143]).toContain(await shell.exited);
  });
});

describe('output', () => {
  it('that nobody reads makes the program wait', async () => {
    const screen = await openShell();
    screen.shell.input.write('yes\r');
    await untilRunning('^yes$');
    screen.shell.output.pause();
    const ticks = async () => must(host, 'cut -d" " -f14,15 "/proc/$(pgrep -x yes)/stat"');
    // Once every buffer on the way is full, its processor time stands still.
    let before = await ticks();
    await eventually(async () => {
      const now = await ticks();
      const still = now === before;
      before = now;
      return still ? true : undefined;
    });
    const held = screen.said.length;
    screen.shell.output.resume();
    await eventually(async () => (screen.said.length > held + 10_000_000 ? true : undefined));
    screen.shell.input.write('\u0003');
    await untilNone('^yes$');
  });

  it('comes whole and in order', async () => {
    const screen = await openShell();
    const said = await screen.type('echo; seq 1 200000');
    const numbers = said.match(/^\d+\r$/gm) ?? [];
    expect(numbers).toHaveLength(200_000);
    expect(numbers.every((text, index) => Number(text) === index + 1)).toBe(true);
  });
});
