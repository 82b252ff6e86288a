import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RunStatus } from '../../protocol/terminal.ts';
import { createManualTimers, type ManualTimers } from '../../test/support/manual-timers.ts';
import type { Mark } from './marks.ts';
import { CLEAR_DRAFT, INTERRUPT } from './run-input.ts';
import { BUSY_WAIT_MS, createRuns, MARK_WAIT_MS, QUEUE_LIMIT, type Runs } from './runs.ts';

const place = { kind: 'lab', slug: 'test' } as const;
const READY: Mark = { kind: 'ready' };
const EXECUTING: Mark = { kind: 'executing' };
const finished = (exitCode: number): Mark => ({ kind: 'finished', exitCode });

let timers: ManualTimers;
let typed: string[];
let history: string[];
let held: boolean;
let runs: Runs;

beforeEach(() => {
  timers = createManualTimers();
  typed = [];
  history = [];
  held = false;
  runs = start();
});

function start(): Runs {
  return createRuns({
    terminalId: 't',
    timers,
    type: (text) => typed.push(text),
    onStatus: ({ run, state }) => history.push(`${run} ${state}`),
    isHeld: () => held,
  });
}

const statusOf = (run: string, state: RunStatus['state']): RunStatus => ({
  run,
  terminal: 't',
  place,
  block: 0,
  state,
  exitCode: null,
});

const add = (id: string, text: string, block = 0) =>
  runs.add({ id, place, block, action: { kind: 'type', text } });
const shell = (...marks: Mark[]) => {
  for (const mark of marks) runs.mark(mark);
};

describe('runs', () => {
  it('begin when the shell is ready, and go line by line', () => {
    add('a', 'one\ntwo');
    expect(typed).toEqual([]);
    shell(READY);
    expect(typed).toEqual(['one\r']);
    shell(EXECUTING);
    expect(typed).toEqual(['one\r']);
    shell(finished(0), READY);
    expect(typed).toEqual(['one\r', 'two\r']);
    shell(EXECUTING, finished(0), READY);
    expect(history.at(-1)).toBe('a succeeded');
    expect(timers.pending()).toBe(0);
  });

  it('are lost when the shell stays busy with something else, all that wait', () => {
    add('a', 'one', 0);
    add('b', 'two', 1);
    timers.pass(BUSY_WAIT_MS - 1);
    expect(history).not.toContain('a lost');
    timers.pass(1);
    expect(history.slice(-2)).toEqual(['a lost', 'b lost']);
    expect(typed).toEqual([]);
    // And the terminal is as good as before.
    shell(READY);
    add('c', 'three', 2);
    expect(typed).toEqual(['three\r']);
  });

  it('are lost when the shell does not say what became of a line', () => {
    shell(READY);
    add('a', 'exec sh\nls');
    timers.pass(MARK_WAIT_MS);
    expect(history.at(-1)).toBe('a lost');
    expect(typed).toEqual(['exec sh\r']);
  });

  it('are not lost while the output is held back', () => {
    shell(READY);
    add('a', 'one');
    held = true;
    timers.pass(10 * MARK_WAIT_MS);
    expect(history.at(-1)).toBe('a running');
    held = false;
    timers.pass(MARK_WAIT_MS);
    expect(history.at(-1)).toBe('a lost');
  });

  it('may take as long as they like, once the shell has said that they run', () => {
    shell(READY);
    add('a', 'docker build .');
    shell(EXECUTING);
    add('b', 'docker ps', 1);
    timers.pass(3_600_000);
    expect(history.at(-1)).toBe('b waiting');
    shell(finished(0), READY);
    expect(history.slice(-2)).toEqual(['a succeeded', 'b running']);
  });

  it('type the rest of an unfinished command, and interrupt one that the block does not finish', () => {
    shell(READY);
    add('a', 'for n in 1; do');
    shell({ kind: 'continuation' });
    expect(typed).toEqual(['for n in 1; do\r', INTERRUPT]);
    expect(history.at(-1)).toBe('a failed');
  });

  it('clear what the learner has left at the prompt', () => {
    shell(READY);
    runs.typed(Buffer.from('half'));
    add('a', 'one\ntwo');
    expect(typed).toEqual([`${CLEAR_DRAFT}one\r`]);
    shell(EXECUTING, finished(0), READY);
    expect(typed.at(-1)).toBe('two\r');
  });

  it('do not type over a command that the learner has just entered', () => {
    shell(READY);
    runs.typed(Buffer.from('ls\r'));
    add('a', 'one');
    expect(typed).toEqual([]);
    shell(EXECUTING, finished(0), READY);
    expect(typed).toEqual(['one\r']);
  });

  it('take other actions in their turn', async () => {
    let written: (exitCode: number) => void = () => {};
    shell(READY);
    add('a', 'one');
    runs.add({
      id: 'f',
      place,
      block: 1,
      action: {
        kind: 'perform',
        perform: () =>
          new Promise((resolve) => {
            written = resolve;
          }),
      },
    });
    add('b', 'two', 2);
    shell(EXECUTING, finished(0), READY);
    expect(history.at(-1)).toBe('f running');
    expect(typed).toEqual(['one\r']);
    written(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(history.slice(-3)).toEqual(['f running', 'f failed', 'b running']);
  });

  describe('that must be begun', () => {
    let begun: { done(): void; failed(): void };
    const addBegun = (id: string, text: string) =>
      runs.add({
        id,
        place,
        block: 'a-task',
        action: {
          kind: 'type',
          text,
          begin: () =>
            new Promise((resolve, reject) => {
              history.push(`${id} begun`);
              begun = { done: resolve, failed: () => reject(new Error('the disk is full')) };
            }),
        },
      });
    const settle = () => new Promise((resolve) => setImmediate(resolve));

    it('are, once, when the shell is free and before a line is typed', async () => {
      addBegun('a', 'one\ntwo');
      expect(history).toEqual(['a waiting']);
      shell(READY);
      shell(READY);
      expect(history).toEqual(['a waiting', 'a begun']);
      expect(typed).toEqual([]);
      begun.done();
      await settle();
      shell(EXECUTING, finished(0), READY, EXECUTING, finished(0), READY);
      expect(typed).toEqual(['one\r', 'two\r']);
      expect(history).toEqual([
        'a waiting',
        'a begun',
        'a running',
        'a running',
        'a running',
        'a succeeded',
      ]);
      expect(timers.pending()).toBe(0);
    });

    it('wait again for what was started meanwhile', async () => {
      addBegun('a', 'one');
      shell(READY);
      runs.typed(Buffer.from('top\r'));
      begun.done();
      await settle();
      expect(typed).toEqual([]);
      shell(EXECUTING, finished(0), READY);
      expect(typed).toEqual(['one\r']);
      expect(history.filter((line) => line === 'a begun')).toHaveLength(1);
    });

    it('are not begun when the shell stays busy', () => {
      addBegun('a', 'one');
      timers.pass(BUSY_WAIT_MS);
      expect(history).toEqual(['a waiting', 'a lost']);
    });

    it('fail untyped when that fails, and let the next go on', async () => {
      shell(READY);
      addBegun('a', 'one');
      add('b', 'two');
      begun.failed();
      await settle();
      expect(history.slice(-3)).toEqual(['b waiting', 'a failed', 'b running']);
      expect(typed).toEqual(['two\r']);
    });

    it('are lost with their shell', async () => {
      shell(READY);
      addBegun('a', 'one');
      runs.dispose();
      begun.done();
      await settle();
      expect(history.at(-1)).toBe('a lost');
      expect(typed).toEqual([]);
    });
  });

  it('are refused when too many wait', () => {
    for (let n = 0; n < QUEUE_LIMIT; n++) add(`r${n}`, 'x', n);
    expect(() => add('more', 'x', 99)).toThrow(expect.objectContaining({ code: 'terminal.busy' }));
  });

  it('leave no timer behind', () => {
    add('a', 'one');
    expect(timers.pending()).toBe(1);
    runs.dispose();
    expect(timers.pending()).toBe(0);
    expect(history.at(-1)).toBe('a lost');
  });

  it('go on where another process left them', () => {
    shell(READY);
    add('a', 'one\ntwo', 0);
    add('b', 'three', 1);
    add('c', 'gone', 2);
    shell(EXECUTING);
    const saved = runs.saved();
    runs.dispose();
    history = [];
    typed = [];
    runs = start();
    runs.resume(saved, {
      actionOf: (_place, block) =>
        block === 2 ? undefined : { kind: 'type', text: block === 0 ? 'one\ntwo' : 'three' },
      complete: true,
    });
    expect(history).toEqual(['a running', 'b waiting', 'c lost']);
    shell(finished(0), READY);
    expect(typed).toEqual(['two\r']);
    shell(EXECUTING, finished(0), READY);
    expect(history.slice(-2)).toEqual(['a succeeded', 'b running']);
    shell(EXECUTING, finished(1), READY);
    expect(runs.statuses().map(({ run, state }) => `${run} ${state}`)).toEqual([
      'c lost',
      'a succeeded',
      'b failed',
    ]);
    expect(timers.pending()).toBe(0);
  });

  it('that must be begun are begun by whoever types them first, and by nobody twice', async () => {
    const begun: string[] = [];
    runs.resume(
      {
        over: [],
        unfinished: [
          { status: statusOf('a', 'running'), typed: 1 },
          { status: statusOf('b', 'waiting'), typed: 0 },
        ],
      },
      {
        actionOf: () => ({
          kind: 'type',
          text: 'one\ntwo',
          begin: async () => {
            begun.push(history.at(-1) ?? '');
          },
        }),
        complete: true,
      },
    );
    shell(finished(0), READY, EXECUTING, finished(0), READY);
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toEqual(['a succeeded']);
    expect(typed).toEqual(['two\r', 'one\r']);
  });

  it('that went on elsewhere are lost when the shell says nothing, unless it may have been missed', () => {
    const saved = {
      over: [],
      unfinished: [{ status: statusOf('a', 'running'), typed: 1 }],
    };
    for (const complete of [true, false]) {
      runs = start();
      runs.resume(saved, { actionOf: () => ({ kind: 'type', text: 'one' }), complete });
      timers.pass(MARK_WAIT_MS);
      expect(history.at(-1)).toBe(complete ? 'a lost' : 'a running');
    }
  });

  it('of before say how the shell stands, and move nothing on', () => {
    shell(READY);
    add('a', 'one\ntwo');
    for (const mark of [EXECUTING, finished(0), READY]) runs.recall(mark);
    expect(typed).toEqual(['one\r']);
    shell(EXECUTING, finished(0), READY);
    expect(typed).toEqual(['one\r', 'two\r']);
  });

  it('all end, in the order in which they came, whatever the shell says', () => {
    const mark = fc.constantFrom<Mark>(
      READY,
      EXECUTING,
      finished(0),
      finished(1),
      finished(130),
      { kind: 'prompt' },
      { kind: 'continuation' },
      { kind: 'command', line: 'x' },
    );
    const step = fc.oneof(
      { weight: 4, arbitrary: mark.map((value) => ({ mark: value })) },
      { weight: 1, arbitrary: fc.constantFrom('a', 'b\nc').map((text) => ({ text })) },
      { weight: 1, arbitrary: fc.constantFrom('k', '\r', '\x03').map((key) => ({ key })) },
      { weight: 1, arbitrary: fc.nat(40_000).map((ms) => ({ ms })) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const clock = createManualTimers();
        const told: { run: string; state: string }[] = [];
        const subject = createRuns({
          terminalId: 't',
          timers: clock,
          type() {},
          onStatus: (status) => told.push(status),
          isHeld: () => false,
        });
        let count = 0;
        for (const one of steps) {
          if ('mark' in one) subject.mark(one.mark);
          else if ('key' in one) subject.typed(Buffer.from(one.key));
          else if ('ms' in one) clock.pass(one.ms);
          else if (count < QUEUE_LIMIT) {
            const action = { kind: 'type', text: one.text } as const;
            subject.add({ id: String(count), place, block: count, action });
            count += 1;
          }
        }
        subject.dispose();
        expect(clock.pending()).toBe(0);
        const order = (states: string[]) =>
          told.filter(({ state }) => states.includes(state)).map(({ run }) => Number(run));
        const ends = order(['succeeded', 'failed', 'lost']);
        expect(ends).toEqual([...Array(count).keys()]);
        const running = [...new Set(order(['running']))];
        expect(running).toEqual([...running].sort((a, b) => a - b));
      }),
    );
  });
});
