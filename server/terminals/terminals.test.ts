import { beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createManualTimers, type ManualTimers } from '../../test/support/manual-timers.ts';
import { noSolutions } from '../../test/support/no-solutions.ts';
import { createScriptedShell, type ScriptedShell } from '../../test/support/scripted-shell.ts';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import { createRecovery } from '../labs/recovery.ts';
import type { LabHost, ShellRef } from '../sandbox/types.ts';
import type { AppSocket } from '../sockets.ts';
import { createTerminals, RECOVERY_WAIT_MS } from './terminals.ts';
import type { Terminals } from './types.ts';

const SIZE = { cols: 80, rows: 24 };
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A lab whose shells are the test's. */
function createLab() {
  const shells = new Map<string, ScriptedShell>();
  const listed: ShellRef[] = [];
  const hold = (number: number, terminalId: string = newId(), note: string | null = 'used') => {
    const shell = createScriptedShell({
      size: SIZE,
      note: note === null ? null : Buffer.from(note),
    });
    shells.set(terminalId, shell);
    listed.push({ terminalId, number });
    return { id: terminalId, number, shell };
  };
  const host = {
    newTerminal: () => newId(),
    async shell({ terminalId, number }: ShellRef) {
      return hold(number, terminalId).shell.attach();
    },
    async attach({ terminalId }: ShellRef) {
      return shells.get(terminalId)?.attach();
    },
    heldShells: async () => [...listed],
  } as unknown as LabHost;
  return { host, hold, listed, shells };
}

let timers: ManualTimers;
let lab: ReturnType<typeof createLab>;
let recover: () => void;
let terminals: Terminals;
const learnerId = newId();
const sessionId = newId();
const socket = {
  connected: true,
  data: { learnerId },
  emit() {},
} as unknown as AppSocket;

beforeEach(() => {
  timers = createManualTimers();
  lab = createLab();
  const recovery = createRecovery(async () => true);
  const taken = new Promise<void>((resolve) => {
    recover = resolve;
  });
  recovery.begin([{ learnerId, sessionId, taken }]);
  terminals = createTerminals({
    openSession: async () => ({ host: lab.host, place: { kind: 'lesson', slug: 'x' } }),
    block() {
      throw new AppError('block.notFound', 'There is none.');
    },
    solutions: noSolutions,
    onCommand() {},
    onChange() {},
    recovery,
    log: pino({ level: 'silent' }),
    timers,
  });
});

const adopt = () => terminals.adopt({ learnerId, sessionId, host: lab.host });
const open = (number?: number) =>
  terminals.handlers['terminal:open'](socket, {
    session: sessionId,
    ...SIZE,
    ...(number === undefined ? {} : { number }),
  });

describe('while a lab is being taken over', () => {
  it('nobody can say which terminals there are', async () => {
    expect(terminals.list(sessionId)).toBeNull();
    recover();
    await settle();
    expect(terminals.list(sessionId)).toEqual([]);
  });

  it('a page waits for its terminal and finds it', async () => {
    const { id } = lab.hold(2);
    const attaching = terminals.handlers['terminal:attach'](socket, { terminal: id, ...SIZE });
    const opening = open(2);
    await adopt();
    recover();
    expect(await attaching).toMatchObject({ number: 2, ended: false });
    expect(await opening).toEqual({ terminal: id, number: 2 });
    expect(timers.pending()).toBe(1);
  });

  it('a page that waits for long is told to try again, and not that there is none', async () => {
    const attaching = terminals.handlers['terminal:attach'](socket, { terminal: newId(), ...SIZE });
    const refused = expect(attaching).rejects.toMatchObject({ code: 'session.notReady' });
    timers.pass(RECOVERY_WAIT_MS);
    await refused;
    recover();
    await settle();
    await expect(
      terminals.handlers['terminal:attach'](socket, { terminal: newId(), ...SIZE }),
    ).rejects.toMatchObject({ code: 'terminal.notFound' });
  });
});

describe('the shells that a lab holds', () => {
  beforeEach(async () => {
    recover();
    await settle();
  });

  it('are taken over under their numbers', async () => {
    const [three, one] = [lab.hold(3), lab.hold(1)];
    await adopt();
    expect(terminals.list(sessionId)).toEqual([
      { id: one.id, number: 1 },
      { id: three.id, number: 3 },
    ]);
    expect((await open()).number).toBe(2);
    // Once more, as after an engine that was away: they are the same.
    await adopt();
    expect(terminals.list(sessionId)).toHaveLength(3);
  });

  it('are ended when no page has ever had them', async () => {
    const spare = lab.hold(1, newId(), null);
    const used = lab.hold(1);
    await adopt();
    expect(terminals.list(sessionId)).toEqual([{ id: used.id, number: 1 }]);
    expect(spare.shell.asked).toEqual(['kill', 'release']);
    expect(used.shell.notes).toHaveLength(1);
  });

  it('give way to a living one of their number when they have ended', async () => {
    const ended = lab.hold(1);
    ended.shell.exit(0);
    const living = lab.hold(1);
    await adopt();
    expect(terminals.list(sessionId)).toEqual([{ id: living.id, number: 1 }]);
    expect(ended.shell.asked).toContain('dismiss');
    expect(living.shell.asked).not.toContain('release');
  });

  it('can still be looked at when they have ended, until their number is used again', async () => {
    const ended = lab.hold(1);
    ended.shell.write('last words');
    ended.shell.exit(7);
    await adopt();
    await settle();
    expect(terminals.list(sessionId)).toEqual([]);
    const seen = await terminals.handlers['terminal:attach'](socket, {
      terminal: ended.id,
      ...SIZE,
    });
    expect(seen).toMatchObject({ ended: true, exitCode: 7 });
    expect(Buffer.from(seen.data).toString()).toBe('last words');
    expect((await open(1)).terminal).not.toBe(ended.id);
    expect(ended.shell.asked).toContain('dismiss');
  });

  it('do not count when their names are made up', async () => {
    lab.hold(9);
    lab.hold(1, 'no-id');
    // Of a terminal in another lab.
    const other = createLab();
    const theirs = other.hold(1);
    const strangers = { learnerId: newId(), sessionId: newId(), host: other.host };
    await terminals.adopt(strangers);
    lab.hold(1, theirs.id);
    lab.listed.push({ terminalId: newId(), number: 2 });
    await adopt();
    expect(terminals.list(sessionId)).toEqual([]);
    expect(terminals.list(strangers.sessionId)).toEqual([{ id: theirs.id, number: 1 }]);
  });

  it('are let go when the server ends, and ended with their terminal', async () => {
    const [one, two] = [lab.hold(1), lab.hold(2)];
    await adopt();
    await terminals.handlers['terminal:close'](socket, { terminal: one.id });
    expect(one.shell.asked).toContain('kill');
    await terminals.close();
    expect(two.shell.asked).not.toContain('kill');
    expect(two.shell.asked).toContain('release');
    expect(timers.pending()).toBe(0);
  });
});
