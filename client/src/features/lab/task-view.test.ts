import { describe, expect, it } from '@jest/globals';
import type { LabTask } from '../../../../protocol/course.ts';
import type { TaskStatus, Verdict } from '../../../../protocol/grading.ts';
import type { LabSession } from '../../../../protocol/session.ts';
import { currentTask, evidence, findings, taskViews, throughWords } from './task-view.ts';

const task = (id: string, needs: string[] = []): LabTask => ({
  id,
  title: id,
  needs,
  section: '/lessons/01-a#b',
  hints: 0,
  experiment: true,
  shows: [id],
});

const status = (id: string, over: Partial<TaskStatus> = {}): TaskStatus => ({
  id,
  done: false,
  doneAt: null,
  live: null,
  checked: null,
  shownAt: null,
  hintsOpened: 0,
  ...over,
});

const session = (tasks: TaskStatus[], check: LabSession['check'] = null): LabSession => ({
  id: 'a'.repeat(20),
  place: { kind: 'lab', slug: 'x' },
  state: 'ready',
  failure: null,
  createdAt: 1,
  changedAt: 1,
  line: null,
  stopReason: null,
  stopsAt: null,
  disk: null,
  engineAway: false,
  keptUntil: null,
  tasks,
  check,
  savePoints: [],
  terminals: [],
});

const fail = (found: string): Verdict => ({
  kind: 'fail',
  reason: 'wrong-path',
  expected: 'a volume',
  found,
});
const pass: Verdict = { kind: 'pass', evidence: 'the row was there' };

const tasks = [task('one'), task('two', ['one']), task('three', ['two'])];
const states = (views: ReturnType<typeof taskViews>) => views.map(({ state }) => state);

describe('taskViews', () => {
  it('opens a task when those it needs are done', () => {
    const views = taskViews(
      tasks,
      session([status('one', { done: true }), status('two'), status('three')]),
      1,
    );
    expect(states(views)).toEqual(['done', 'open', 'later']);
    expect(currentTask(views)?.task.id).toBe('two');
  });

  it('shows the one being tried, and the ones that were found wanting', () => {
    const views = taskViews(
      tasks,
      session(
        [
          status('one', { checked: { at: 5, verdict: fail('a bind mount') } }),
          status('two', { done: true }),
          status('three'),
        ],
        { state: 'running', task: 'two' },
      ),
      0,
    );
    expect(states(views)).toEqual(['failed', 'checking', 'open']);
    expect(currentTask(views)?.task.id).toBe('one');
  });

  it('knows without a session only whether all are done', () => {
    expect(states(taskViews(tasks, null, 3))).toEqual(['done', 'done', 'done']);
    expect(states(taskViews(tasks, null, 2))).toEqual(['open', 'later', 'later']);
  });

  it('goes on after a task that was shown', () => {
    const views = taskViews(
      tasks,
      session([
        status('one', { shownAt: 5, checked: { at: 4, verdict: fail('nothing') } }),
        status('two'),
        status('three'),
      ]),
      0,
    );
    expect(states(views)).toEqual(['shown', 'open', 'later']);
    expect(currentTask(views)?.task.id).toBe('two');
  });

  it('says of those who are through what was shown', () => {
    expect(throughWords(taskViews(tasks, null, 3))).toBe('all tasks are done');
    const over = session([
      status('one', { done: true }),
      status('two', { shownAt: 5 }),
      status('three', { done: true }),
    ]);
    const views = taskViews(tasks, over, 2);
    expect(currentTask(views)).toBeUndefined();
    expect(throughWords(views)).toBe('2 of 3 tasks done, 1 shown');
  });

  it('has no current task when all are done', () => {
    expect(currentTask(taskViews(tasks, null, 3))).toBeUndefined();
  });
});

describe('findings', () => {
  it('puts what is seen now before what was found', () => {
    const said = findings(
      status('one', { live: fail('nothing'), checked: { at: 7, verdict: fail('a bind mount') } }),
    );
    expect(said).toEqual([{ verdict: fail('nothing') }, { verdict: fail('a bind mount'), at: 7 }]);
  });

  it('says the same thing once', () => {
    const said = findings(
      status('one', { live: fail('nothing'), checked: { at: 7, verdict: fail('nothing') } }),
    );
    expect(said).toEqual([{ verdict: fail('nothing'), at: 7 }]);
  });

  it('does not repeat that there was something to wait for', () => {
    const waiting: Verdict = { kind: 'waiting', what: 'a container' };
    const checked = { at: 7, verdict: waiting };
    expect(findings(status('one', { live: fail('nothing'), checked }))).toEqual([
      { verdict: fail('nothing') },
    ]);
    expect(findings(status('one', { checked }))).toEqual([{ verdict: waiting, at: 7 }]);
  });

  it('is empty before the first check', () => {
    expect(findings(status('one'))).toEqual([]);
  });
});

describe('evidence', () => {
  it('prefers the experiment’s', () => {
    const live: Verdict = { kind: 'pass', evidence: 'seen' };
    expect(evidence(status('one', { live, checked: { at: 1, verdict: pass } }))).toBe(
      'the row was there',
    );
    expect(evidence(status('one', { live }))).toBe('seen');
    expect(evidence(status('one', { live: fail('x') }))).toBe('');
  });
});
