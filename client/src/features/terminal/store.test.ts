import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LabSession } from '../../../../protocol/session.ts';
import { ApiError } from '../../lib/api-error.ts';
import type { PageSocket } from '../../lib/socket.ts';
import { createTerminalsStore, type TerminalsStore } from './store.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));
const place = { kind: 'lesson', slug: 'one' } as const;

const session = (
  state: LabSession['state'],
  terminals: LabSession['terminals'] = [],
  id = 'session',
): LabSession => ({
  id,
  place,
  state,
  failure: null,
  createdAt: 0,
  changedAt: 0,
  line: null,
  stopReason: null,
  stopsAt: null,
  disk: null,
  engineAway: false,
  keptUntil: null,
  tasks: [],
  check: null,
  savePoints: [],
  terminals,
});

let asked: { event: string; payload: Record<string, unknown> }[];
let refuse: ApiError | undefined;
let lab: LabSession;
let store: TerminalsStore;

beforeEach(() => {
  asked = [];
  refuse = undefined;
  lab = session('ready');
  let count = 0;
  const socket = {
    async request(event: string, payload: Record<string, unknown>) {
      asked.push({ event, payload });
      if (refuse !== undefined) throw refuse;
      if (event === 'terminal:run') return { run: 'run' };
      if (event !== 'terminal:open') return null;
      count += 1;
      return { terminal: `terminal-${count}`, number: payload.number ?? count };
    },
    on: () => () => {},
  } as unknown as PageSocket;
  store = createTerminalsStore({ socket, ensureSession: async () => lab });
});

const tabs = () => store.snapshot().tabs.map(({ id, number, state }) => `${number} ${id} ${state}`);
const events = () => asked.map(({ event }) => event);

describe("a page's terminals", () => {
  it('begin with one, when the lab is ready and the panel is there', async () => {
    store.setSession(session('starting'));
    const hide = store.show();
    await settle();
    expect(asked).toEqual([]);
    store.setSession(lab);
    await settle();
    expect(tabs()).toEqual(['1 terminal-1 connecting']);
    expect(store.snapshot().focus).toBeNull();
    hide();
  });

  it('begin with those that are open, and with none when the learner has ended them', async () => {
    store.show();
    store.setSession(session('ready', [{ id: 'a', number: 2 }]));
    store.setSession(session('ready', []));
    await settle();
    expect(tabs()).toEqual(['2 a ended']);
    expect(asked).toEqual([]);
  });

  it('begin anew after a resume', async () => {
    store.show();
    store.setSession(session('ready', [{ id: 'a', number: 2 }]));
    store.setSession(session('stopped'));
    expect(tabs()).toEqual(['2 a ended']);
    store.setSession(lab);
    await settle();
    expect(tabs()).toEqual(['1 terminal-1 connecting']);
  });

  it('are those of one session', () => {
    store.setSession(session('ready', [{ id: 'a', number: 1 }]));
    store.setSession(session('ready', [{ id: 'b', number: 1 }], 'another'));
    expect(tabs()).toEqual(['1 b connecting']);
    store.setSession(null);
    expect(tabs()).toEqual([]);
  });

  it('take the focus only when the learner opens one', async () => {
    store.setSession(session('ready', [{ id: 'a', number: 1 }]));
    await store.open(2);
    expect(store.snapshot()).toMatchObject({
      active: 'terminal-1',
      focus: { terminal: 'terminal-1' },
    });
  });

  it('say why one could not be opened', async () => {
    store.setSession(lab);
    refuse = new ApiError('terminal.limit', 'Four is all.');
    await store.open();
    expect(store.snapshot()).toMatchObject({ problem: 'Four is all.', opening: false, tabs: [] });
    store.dismissProblem();
    expect(store.snapshot().problem).toBe('');
  });

  it('keep the neighbour in front when one is closed', async () => {
    store.setSession(
      session('ready', [
        { id: 'a', number: 1 },
        { id: 'b', number: 2 },
      ]),
    );
    store.activate('b');
    await store.close('b');
    expect(store.snapshot().active).toBe('a');
    expect(asked).toEqual([{ event: 'terminal:close', payload: { terminal: 'b' } }]);
  });
});

describe('running a block', () => {
  it('takes the terminal in front, or opens the one that is asked for', async () => {
    store.setSession(session('ready', [{ id: 'a', number: 1 }]));
    await store.run(place, 3);
    expect(asked).toEqual([{ event: 'terminal:run', payload: { terminal: 'a', place, block: 3 } }]);
    asked = [];
    await store.run(place, 4, 2);
    expect(asked[0]).toMatchObject({ event: 'terminal:open', payload: { number: 2 } });
    expect(asked[1]).toMatchObject({ event: 'terminal:run', payload: { block: 4 } });
    expect(store.snapshot().active).toBe('terminal-1');
  });

  it('takes no terminal that has ended', async () => {
    store.setSession(session('ready', [{ id: 'a', number: 1 }]));
    store.setTab('a', { state: 'ended' });
    await store.run(place, 3);
    expect(events()).toEqual(['terminal:open', 'terminal:run']);
    expect(tabs()).toEqual(['1 terminal-1 connecting']);
  });

  it('says that it is starting, and why it is refused', async () => {
    store.setSession(lab);
    refuse = new ApiError('block.notRunnable', 'Not this one.');
    const running = store.run(place, 3);
    expect(store.blockRun(place, 3)?.state).toBe('starting');
    await running;
    expect(store.blockRun(place, 3)).toMatchObject({ state: 'refused', message: 'Not this one.' });
  });
});
