/** The terminals of all sessions: whose they are, how many there may be, and the events that reach them. */
import { Id, type Place } from '../../protocol/names.ts';
import { type Runnable, TERMINALS_PER_LAB, type TerminalSize } from '../../protocol/terminal.ts';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { LabHost, Shell, ShellRef } from '../sandbox/types.ts';
import type { AppSocket } from '../sockets.ts';
import { createMeter } from './meter.ts';
import type { RunAction } from './runs.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import { realTimers } from './timers.ts';
import type { Terminals, TerminalsParts } from './types.ts';
import { writeFile } from './write-file.ts';

/** A page waits 15 s for an answer; a server that has just started finds its labs sooner than that. */
export const RECOVERY_WAIT_MS = 10_000;

interface SlotPlace {
  learnerId: string;
  sessionId: string;
  host: LabHost;
  number: number;
}

/** A number of a session that is in use: from when its shell is asked for. */
interface Slot extends SlotPlace {
  id: string;
  /** Undefined while the shell is being started. */
  terminal: Terminal | undefined;
  opening: Promise<Terminal>;
}

export function createTerminals(parts: TerminalsParts): Terminals {
  const { timers = realTimers, recovery, tally, log } = parts;
  /** By terminal id. Ended ones stay, to be looked at, until their number is used again. */
  const slots = new Map<string, Slot>();
  let closed = false;

  const ofSession = (sessionId: string): Slot[] =>
    [...slots.values()].filter((slot) => slot.sessionId === sessionId);
  const isLiving = (slot: Slot): boolean => slot.terminal?.ended !== true;

  /** The terminal if it is this socket's learner's. */
  function owned(socket: AppSocket, id: string): { terminal: Terminal; slot: Slot } {
    const slot = slots.get(id);
    if (slot?.terminal === undefined || slot.learnerId !== socket.data.learnerId) {
      throw gone();
    }
    return { terminal: slot.terminal, slot };
  }

  function takeNumber(sessionId: string): number {
    const taken = new Set(
      ofSession(sessionId)
        .filter(isLiving)
        .map((slot) => slot.number),
    );
    for (let number = 1; number <= TERMINALS_PER_LAB; number++) {
      if (!taken.has(number)) return number;
    }
    throw new AppError(
      'terminal.limit',
      `A lab has ${TERMINALS_PER_LAB} terminals at most. Close one to open another.`,
    );
  }

  function open(place: SlotPlace, size: TerminalSize): Slot {
    const { sessionId, host, number } = place;
    for (const old of ofSession(sessionId)) {
      if (old.number === number) drop(old);
    }
    const terminalId = host.newTerminal(number);
    return fill(place, terminalId, () => host.shell({ ...size, number, terminalId }));
  }

  /** A slot for the shell that `get` brings. */
  function fill(place: SlotPlace, id: string, get: () => Promise<Shell>): Slot {
    const { sessionId, host, number } = place;
    const slot: Slot = { ...place, id, terminal: undefined, opening: start() };
    slots.set(id, slot);
    // Whoever asked gets the error; nobody need be left to hear it.
    slot.opening.catch(() => drop(slot));
    return slot;

    async function start(): Promise<Terminal> {
      const shell = await get();
      if (closed || slots.get(id) !== slot) {
        // The session ended meanwhile, and the shell with it; or this process lets go of all.
        shell.release();
        if (!closed) await shell.kill();
        throw new AppError('session.notReady', 'The lab was stopped meanwhile. Start it again.');
      }
      slot.terminal = createTerminal({
        id,
        number,
        shell,
        reattach: () => host.attach({ terminalId: id, number }),
        actionOf: (at, block) => actionOf(slot, at, block),
        timers,
        ...(tally === undefined ? {} : { meter: createMeter(tally, () => performance.now()) }),
        log,
        onCommand: (line, exitCode) =>
          parts.onCommand({ sessionId, terminalId: id, line, exitCode }),
        onEnd: () => parts.onChange(sessionId),
      });
      parts.onChange(sessionId);
      return slot.terminal;
    }
  }

  async function attachTo(
    host: LabHost,
    ref: ShellRef,
  ): Promise<(ShellRef & { shell: Shell }) | undefined> {
    try {
      const shell = await host.attach(ref);
      return shell === undefined ? undefined : { ...ref, shell };
    } catch (error) {
      log.warn({ err: error, terminal: ref.terminalId }, 'attaching to a shell that is held');
      return undefined;
    }
  }

  /** @throws AppError `block.notFound`, `block.notRunnable`, `task.notFound` */
  function requireAction(slot: Slot, place: Place, what: Runnable): RunAction {
    if (typeof what === 'string') {
      const { learnerId, sessionId } = slot;
      return {
        kind: 'type',
        text: parts.solutions.text(place, what),
        begin: () => parts.solutions.begin({ learnerId, sessionId, place, task: what }),
      };
    }
    const block = parts.block(place, what);
    if (block.kind === 'run') return { kind: 'type', text: block.text };
    return { kind: 'perform', perform: () => writeFile(slot.host, block.path, block.text) };
  }

  function actionOf(slot: Slot, place: Place, what: Runnable): RunAction | undefined {
    try {
      return requireAction(slot, place, what);
    } catch {
      return undefined;
    }
  }

  /**
   * Until the learner's labs have been taken over that ran when this process began, nobody can say what is not
   * there.
   * @throws AppError `session.notReady`
   */
  async function recovered(learnerId: string): Promise<void> {
    let cancel = () => {};
    const late = new Promise<never>((_resolve, reject) => {
      cancel = timers.after(RECOVERY_WAIT_MS, () =>
        reject(
          new AppError(
            'session.notReady',
            'The server has just started and is still looking for your lab. Wait a moment, then try again.',
          ),
        ),
      );
    });
    try {
      await Promise.race([recovery.over(learnerId), late]);
    } finally {
      cancel();
    }
  }

  /** Forgets a terminal; its shell goes on or is ended by the caller. */
  function drop(slot: Slot): void {
    if (slots.get(slot.id) === slot) slots.delete(slot.id);
    if (!slot.terminal?.ended) return;
    slot.terminal.dismiss();
    slot.terminal.release();
  }

  return {
    handlers: {
      async 'terminal:open'(socket, { session: sessionId, number: wanted, cols, rows }) {
        const { learnerId } = socket.data;
        await recovered(learnerId);
        const { host } = await parts.openSession(learnerId, sessionId);
        const there = ofSession(sessionId).find((slot) => slot.number === wanted && isLiving(slot));
        const number = there?.number ?? wanted ?? takeNumber(sessionId);
        const slot = there ?? open({ learnerId, sessionId, host, number }, { cols, rows });
        await slot.opening;
        return { terminal: slot.id, number };
      },
      async 'terminal:attach'(socket, { terminal: id, since, hurry, cols, rows }) {
        if (!slots.has(id)) await recovered(socket.data.learnerId);
        const { terminal } = owned(socket, id);
        const attached = await terminal.attach(socket, { cols, rows }, { since, hurry });
        // It was closed, or the socket went, while its screen was being restored.
        if (attached === undefined) throw gone();
        return attached;
      },
      'terminal:detach'(socket, { terminal: id }) {
        owned(socket, id).terminal.detach(socket);
        return null;
      },
      async 'terminal:input'(socket, { terminal: id, data }) {
        await owned(socket, id).terminal.input(socket, data);
        return null;
      },
      'terminal:ack'(socket, { terminal: id, offset }) {
        owned(socket, id).terminal.acknowledge(socket, offset);
        return null;
      },
      'terminal:resize'(socket, { terminal: id, cols, rows }) {
        owned(socket, id).terminal.resize(socket, { cols, rows });
        return null;
      },
      async 'terminal:close'(socket, { terminal: id }) {
        const { terminal, slot } = owned(socket, id);
        // At once, so that its number is free.
        slots.delete(id);
        parts.onChange(slot.sessionId);
        if (terminal.ended) terminal.dismiss();
        await terminal.kill();
        terminal.release();
        return null;
      },
      async 'terminal:run'(socket, { terminal: id, place, block }) {
        const { slot } = owned(socket, id);
        if (typeof block === 'string') {
          const { learnerId, sessionId } = slot;
          await parts.solutions.require({ learnerId, sessionId, place, task: block });
        }
        const action = requireAction(slot, place, block);
        const run = newId();
        // It may have been closed meanwhile.
        owned(socket, id).terminal.run(socket, { id: run, place, block, action });
        return { run };
      },
    },
    async adopt({ learnerId, sessionId, host }) {
      // Names can be made up in the lab: those of other labs' terminals count no more than any other.
      const fitting = (await host.heldShells()).filter(
        ({ terminalId, number }) =>
          Id.safeParse(terminalId).success && number <= TERMINALS_PER_LAB && !slots.has(terminalId),
      );
      const attached = await Promise.all(fitting.map((ref) => attachTo(host, ref)));
      const held = attached.filter((one) => one !== undefined);
      // One without a note was started ahead, and no page has ever had it.
      const unused = held.filter(({ shell }) => shell.held.note === null);
      const found = held.filter((one) => !unused.includes(one));
      // As they were opened, but an ended one gives way to the one that has taken its number.
      const inOrder = found.sort(
        (a, b) => Number(a.shell.held.ended) - Number(b.shell.held.ended) || a.number - b.number,
      );
      const filled = inOrder.flatMap(({ terminalId, number, shell }) => {
        const isTaken = ofSession(sessionId).some((slot) => slot.number === number);
        if (!isTaken && !closed && !slots.has(terminalId)) {
          return [fill({ learnerId, sessionId, host, number }, terminalId, async () => shell)];
        }
        if (shell.held.ended) shell.dismiss();
        shell.release();
        return [];
      });
      await Promise.allSettled(filled.map(({ opening }) => opening));
      await Promise.all(unused.map(({ shell }) => shell.kill().finally(shell.release)));
    },
    list(sessionId) {
      if (!recovery.isOver(sessionId)) return null;
      return ofSession(sessionId)
        .filter((slot) => slot.terminal !== undefined && isLiving(slot))
        .map(({ id, number }) => ({ id, number }));
    },
    socketGone(socket) {
      for (const slot of slots.values()) slot.terminal?.detach(socket);
    },
    async endSession(sessionId) {
      const ending = ofSession(sessionId);
      for (const { id, terminal } of ending) {
        slots.delete(id);
        terminal?.end();
        terminal?.release();
      }
      if (ending.length > 0) parts.onChange(sessionId);
    },
    async close() {
      closed = true;
      for (const slot of slots.values()) slot.terminal?.release();
      slots.clear();
    },
  };
}

function gone(): AppError {
  return new AppError(
    'terminal.notFound',
    'This terminal is not there any more. Open a new one to go on.',
  );
}
