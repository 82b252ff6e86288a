import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RunStatus } from '../../protocol/terminal.ts';
import type { TestPage } from '../support/page-socket.ts';
import { openTerminal, showTerminal, type TestTerminal } from '../support/terminal-page.ts';
import {
  startTerminalServer,
  type TerminalServer,
  type TestLearner,
} from '../support/terminal-server.ts';

jest.setTimeout(60_000);

const place = { kind: 'lesson', slug: 'test' } as const;

const BLOCKS = {
  good: 'echo one\necho two\n',
  bad: 'echo before\nls /no-such-place\n',
  recovers: 'ls /no-such-place\ntrue\n',
  // A loop, a heredoc with tabs, a continued line, quotes over lines, a comment, a blank line.
  shapes: [
    'for n in 1 2; do',
    '  echo "n=$n"',
    'done',
    '',
    '# a comment',
    'cat <<-END',
    '\tindented $((1 + 1))',
    'END',
    'echo continued \\',
    "  line 'quoted",
    "text'",
  ].join('\n'),
  reads: 'cat > reads.txt\necho after cat\n',
  slow: 'sleep 0.4; echo slow is over\n',
  quick: 'echo quick\n',
  unfinished: 'echo started\nfor n in 1 2; do\n',
  long: 'sleep 1000\necho never\n',
  leaves: 'exec sleep 0.2\n',
} as const;

const names = Object.keys(BLOCKS) as (keyof typeof BLOCKS)[];
const FILE = 100;

let server: TerminalServer;
let learner: TestLearner;
let page: TestPage;
let terminal: TestTerminal;

beforeAll(async () => {
  server = await startTerminalServer({
    ...Object.fromEntries(
      names.map((name, index) => [index, { kind: 'run' as const, text: BLOCKS[name] }]),
    ),
    [FILE]: { kind: 'file', path: 'project/compose.yaml', text: 'services: {}\n# ü\n' },
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  learner = await server.learner();
  page = await learner.page();
  terminal = await openTerminal(page, learner.session);
});

async function start(block: number): Promise<string> {
  const { run } = await page.socket.request('terminal:run', {
    terminal: terminal.id,
    place,
    block,
  });
  return run;
}

const begin = (name: keyof typeof BLOCKS) => start(names.indexOf(name));

const states = (run: string): RunStatus['state'][] => [
  ...new Set(terminal.runs.filter((status) => status.run === run).map(({ state }) => state)),
];
const last = (run: string) => terminal.runs.findLast((status) => status.run === run);

async function over(run: string): Promise<RunStatus | undefined> {
  await terminal.until(() => /succeeded|failed|lost/.test(last(run)?.state ?? ''));
  return last(run);
}

describe('a run of a block', () => {
  it('types its lines one by one and succeeds with its last command', async () => {
    const run = await begin('good');
    expect(await over(run)).toMatchObject({ state: 'succeeded', exitCode: 0 });
    expect(states(run)).toEqual(['waiting', 'running', 'succeeded']);
    await terminal.until(/# echo one\none\n.*# echo two\ntwo\n/);
  });

  it('fails with its last command, and only with that', async () => {
    expect(await over(await begin('bad'))).toMatchObject({ state: 'failed', exitCode: 2 });
    expect(await over(await begin('recovers'))).toMatchObject({ state: 'succeeded', exitCode: 0 });
  });

  it('leaves it to the shell which lines belong together', async () => {
    expect(await over(await begin('shapes'))).toMatchObject({ state: 'succeeded', exitCode: 0 });
    await terminal.until('\nn=1\nn=2\n');
    await terminal.until('\nindented 2\n');
    await terminal.until('\ncontinued line quoted\ntext\n');
  });

  it('does not feed its lines to a command that reads', async () => {
    const run = await begin('reads');
    await terminal.until('cat > reads.txt');
    terminal.type('typed by hand\r\x04');
    expect(await over(run)).toMatchObject({ state: 'succeeded' });
    await terminal.until('\nafter cat\n');
  });

  it('waits for the run before it', async () => {
    const [slow, quick] = [await begin('slow'), await begin('quick')];
    await over(quick);
    expect(states(slow)).toEqual(['waiting', 'running', 'succeeded']);
    expect(states(quick)).toEqual(['waiting', 'running', 'succeeded']);
    await terminal.until(/slow is over(.|\n)*\nquick\n/);
  });

  it('waits for what the learner has started, and clears what stands at the prompt', async () => {
    await terminal.until(/#$/);
    terminal.type('sleep 0.4; echo mine\r');
    await terminal.until('sleep 0.4');
    const run = await begin('quick');
    await terminal.until('\nmine\n');
    expect(await over(run)).toMatchObject({ state: 'succeeded' });
    terminal.type('half a comm');
    await terminal.until('half a comm');
    expect(await over(await begin('good'))).toMatchObject({ state: 'succeeded' });
    await terminal.until(/# echo one\none\n/);
    expect(terminal.text()).not.toContain('half');
  });

  it('fails when it leaves a command unfinished, and gives the prompt back', async () => {
    expect(await over(await begin('unfinished'))).toMatchObject({ state: 'failed' });
    expect(await over(await begin('quick'))).toMatchObject({ state: 'succeeded' });
  });

  it('ends as a whole with Ctrl-C', async () => {
    const run = await begin('long');
    await terminal.until('sleep 1000');
    await terminal.until(() => terminal.bytes().endsWith('\x1b]133;C\x07'));
    terminal.type('\x03');
    expect(await over(run)).toMatchObject({ state: 'failed', exitCode: 130 });
    await terminal.until(/#$/);
    expect(terminal.text()).not.toContain('never');
  });

  it('is lost with its shell', async () => {
    const [run, waiting] = [await begin('leaves'), await begin('quick')];
    expect(await over(run)).toMatchObject({ state: 'lost' });
    expect(await over(waiting)).toMatchObject({ state: 'lost' });
  });

  it('writes a file in its turn', async () => {
    const [slow, file] = [await begin('slow'), await start(FILE)];
    expect(await over(file)).toMatchObject({ state: 'succeeded', exitCode: 0 });
    expect(states(slow)).toContain('succeeded');
    terminal.type('pwd; cat project/compose.yaml\r');
    await terminal.until(/\nservices: \{\}\n# ü\n/);
    const home = /\n(\/\S+holdfast-home\S+)\n/.exec(terminal.text())?.[1];
    expect(await readFile(`${home}/project/compose.yaml`, 'utf8')).toBe('services: {}\n# ü\n');
  });

  it('is remembered for a page that comes later', async () => {
    const run = await begin('bad');
    await over(run);
    const reloaded = showTerminal(await learner.page(), terminal.id);
    await reloaded.until(() => reloaded.state() === 'live');
    expect(reloaded.runs).toEqual([expect.objectContaining({ run, state: 'failed', exitCode: 2 })]);
  });

  it('is refused when there is no such block', async () => {
    await expect(start(99)).rejects.toMatchObject({ code: 'block.notFound' });
  });

  it('reports its commands as every other command', async () => {
    await over(await begin('bad'));
    const mine = server.commands.filter(({ terminalId }) => terminalId === terminal.id);
    expect(mine).toEqual([
      { sessionId: learner.session, terminalId: terminal.id, line: 'echo before', exitCode: 0 },
      {
        sessionId: learner.session,
        terminalId: terminal.id,
        line: 'ls /no-such-place',
        exitCode: 2,
      },
    ]);
  });
});
