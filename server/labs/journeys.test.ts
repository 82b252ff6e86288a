import { describe, expect, it } from '@jest/globals';
import { createLog } from '../log.ts';
import type { LabHost, Sandbox } from '../sandbox/types.ts';
import { createJourneys, type Journey, logJourney } from './journeys.ts';
import type { SessionRecord } from './records.ts';
import type { SessionsParts } from './sessions.ts';

/** Records and a sandbox in which everything takes as long as the test says. */
function createWorld() {
  let clock = 0;
  const ended: Journey[] = [];
  const journeys = createJourneys({ now: () => clock, report: (journey) => ended.push(journey) });
  let accepts = true;
  const pass = (ms: number): void => {
    clock += ms;
  };
  const sandbox = {
    async launch(_launchId: string, options: Parameters<Sandbox['launch']>[1]) {
      for (const [phase, ms] of [
        ['create', 100],
        ['start', 300],
        ['engine', 500],
      ] as const) {
        options?.onPhase?.(phase);
        pass(ms);
      }
      return {} as LabHost;
    },
    resume: async () => {
      pass(700);
      return {} as LabHost;
    },
    stop: async () => pass(150),
    remove: async () => pass(50),
  };
  const records = {
    add: async () => {},
    move: async () => accepts,
    relaunch: async () => {},
  };
  const watched = journeys.watch({
    sandbox,
    records,
    prepare: async () => pass(60),
  } as unknown as SessionsParts);
  return {
    ended,
    ...watched,
    pass,
    refuse: () => {
      accepts = false;
    },
    move: (state: SessionRecord['state'], failure?: { code: string; message: string }) =>
      watched.records.move('session', 'launch', state, 0, failure === undefined ? {} : { failure }),
    add: () =>
      watched.records.add({
        id: 'session',
        learnerId: 'learner',
        place: { kind: 'lab', slug: 'any' },
        launchId: 'launch',
        machine: 'local',
        at: 0,
      }),
  };
}

const session = { id: 'session', launchId: 'launch' } as SessionRecord;

describe('the journey of a lab', () => {
  it('to ready is told with the time of each phase', async () => {
    const { add, pass, move, sandbox, prepare, ended } = createWorld();
    await add();
    pass(20);
    await move('starting');
    const entered: string[] = [];
    await sandbox.launch('launch', { onPhase: (phase) => entered.push(phase) });
    await prepare(session, {} as LabHost, { fresh: true, signal: new AbortController().signal });
    expect(ended).toEqual([]);
    await move('ready');
    expect(entered).toEqual(['create', 'start', 'engine']);
    expect(ended).toEqual([
      {
        session: 'session',
        launch: 'launch',
        kind: 'start',
        end: 'done',
        code: null,
        total: 980,
        phases: { waiting: 20, create: 100, start: 300, engine: 500, prepare: 60 },
      },
    ]);
  });

  it('is a resume, a stop, a reset and a removal too', async () => {
    const { move, sandbox, records, ended } = createWorld();
    await move('queued');
    await move('starting');
    await sandbox.resume('launch');
    await move('ready');
    await move('stopping');
    await sandbox.stop('launch');
    await move('stopped');
    await records.relaunch('session', 'launch', 'resetting', 0);
    await move('starting');
    await sandbox.launch('launch');
    await move('ready');
    await move('removed');
    await sandbox.remove('launch');
    expect(ended.map(({ kind, end, total }) => [kind, end, total])).toEqual([
      ['resume', 'done', 700],
      ['stop', 'done', 150],
      ['reset', 'done', 900],
      ['remove', 'done', 50],
    ]);
  });

  it('that fails is told with the reason', async () => {
    const { add, move, sandbox, ended } = createWorld();
    await add();
    await move('starting');
    await sandbox.launch('launch');
    await move('failed', { code: 'lab.startFailed', message: 'no' });
    expect(ended).toMatchObject([{ kind: 'start', end: 'failed', code: 'lab.startFailed' }]);
  });

  it('that another one overtakes ends there', async () => {
    const { add, records, move, ended } = createWorld();
    await add();
    await records.relaunch('session', 'other', 'resetting', 0);
    await move('ready');
    expect(ended.map(({ kind, end }) => [kind, end])).toEqual([
      ['start', 'overtaken'],
      ['reset', 'done'],
    ]);
  });

  it('goes on when an older launch answers late', async () => {
    const { add, move, refuse, ended } = createWorld();
    await add();
    refuse();
    await move('ready');
    expect(ended).toEqual([]);
  });
});

describe('the log of a journey', () => {
  it('names whose it was, and says how long everything took', async () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => lines.push(line) });
    const record = {
      learnerId: 'learner',
      place: { kind: 'lab', slug: 'writable-layer' },
    } as SessionRecord;
    const journey: Journey = {
      session: 'session',
      launch: 'launch',
      kind: 'start',
      end: 'failed',
      code: 'lab.timeout',
      total: 980.4,
      phases: { create: 99.6 },
    };
    await logJourney(journey, async () => record, log);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        level: 'warn',
        msg: 'lab start',
        session: 'session',
        launch: 'launch',
        learner: 'learner',
        place: 'lab/writable-layer',
        end: 'failed',
        code: 'lab.timeout',
        ms: 980,
        phases: { create: 100 },
      },
    ]);
  });
});
