/** Interactive shells in a lab. */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LabHost, Shell } from '../../server/sandbox/types.ts';
import { eventually, inLab, must } from '../support/lab.ts';
import { LAB_MS, PREPARE_MS, startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { PROMPT, ShellScreen } from '../support/shell-screen.ts';

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
  for (const shell of open.splice(0)) {
    await shell.kill();
    shell.release();
  }
});

afterAll(() => lab?.close(), LAB_MS);

async function openShell(size = { cols: 80, rows: 24 }): Promise<ShellScreen> {
  const shell = await host.shell({ ...size, terminalId: `t${count++}`, number: 1 });
  open.push(shell);
  const screen = new ShellScreen(shell);
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
    expect(screen.text).toContain('root@docker-host');
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
    screen.shell.resize({ cols: 120, rows: 40 });
    expect(await screen.type('stty size')).toContain('40 120');
    for (const n of [0, 1, 2]) screen.shell.resize({ cols: 60 + n, rows: 10 + n });
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
    const screen = await openShell();
    screen.shell.input.write('exit 7\r');
    expect(await screen.over()).toBe(7);
  });

  it('ends when end of input is typed', async () => {
    const screen = await openShell();
    screen.shell.input.write('\u0004');
    expect(await screen.over()).toBe(0);
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
    await screen.over();
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
    const ref = { terminalId: `t${count++}`, number: 1 };
    const shell = await host.shell({ cols: 80, rows: 24, ...ref });
    open.push(shell);
    // It waits for one who says how far it may go.
    new ShellScreen(shell, { granted: 100 });
    shell.input.write('yes\r');
    await untilRunning('^yes$');
    await shell.kill();
    await untilNone('^yes$');
  });

  it('resolves when the lab is gone', async () => {
    const other = await lab.launch();
    const shell = await other.shell({ cols: 80, rows: 24, terminalId: 'gone', number: 1 });
    const screen = new ShellScreen(shell);
    await lab.sandbox.remove(other.launchId);
    await shell.kill();
    expect(await screen.over()).toBeUndefined();
  });
});

describe('output', () => {
  it('that may not go on makes the program wait', async () => {
    const screen = await openShell();
    const granted = screen.offset + 100_000;
    const shell = await host.attach({ terminalId: `t${count - 1}`, number: 1 });
    if (shell === undefined) throw new Error('it is gone');
    open.push(shell);
    const governing = new ShellScreen(shell, { since: screen.offset, granted });
    screen.shell.input.write('yes\r');
    await eventually(async () => (governing.offset === granted ? true : undefined));
    const ticks = async () => must(host, 'cut -d" " -f14,15 "/proc/$(pgrep -x yes)/stat"');
    // Once the kernel's own buffers are full, its processor time stands still.
    let before = await ticks();
    await eventually(async () => {
      const now = await ticks();
      const still = now === before;
      before = now;
      return still ? true : undefined;
    });
    expect(governing.offset).toBe(granted);
    shell.grant(granted + 10_000_000);
    await eventually(async () => (governing.offset === granted + 10_000_000 ? true : undefined));
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
