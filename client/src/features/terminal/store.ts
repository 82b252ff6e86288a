/** The terminals of one page, without their screens: tabs, runs, and what the learner may do with them. */
import type { Place } from '../../../../protocol/names.ts';
import type { LabSession } from '../../../../protocol/session.ts';
import type { Runnable, RunStatus, TerminalSize } from '../../../../protocol/terminal.ts';
import { toApiError } from '../../lib/api-error.ts';
import { createListeners } from '../../lib/listeners.ts';
import type { PageSocket } from '../../lib/socket.ts';
import { createBlockRuns } from './block-runs.ts';
import { type Tab, withChange, withListed, withOpened, without } from './tabs.ts';
import type { BlockRun, TerminalsApi } from './types.ts';

/** A terminal is opened before its screen has been measured; attaching then says how large it is. */
const SIZE_UNKNOWN: TerminalSize = { cols: 80, rows: 24 };

export interface Snapshot {
  tabs: readonly Tab[];
  active: string | null;
  problem: string;
  /** A terminal is being opened. */
  opening: boolean;
  /** Whose screen should take the focus, because the learner asked for it; a new object each time. */
  focus: { terminal: string } | null;
}

export interface TerminalsStore extends Omit<TerminalsApi, 'tabs' | 'active' | 'problem'> {
  snapshot(): Snapshot;
  subscribe(listener: () => void): () => void;
  blockRun(place: Place, block: Runnable): BlockRun | undefined;
  setSession(session: LabSession | null): void;
  /**
   * From the panel while it is there. A session that becomes ready without a terminal then gets its first
   * one; one whose last terminal was ended by the learner doesn't.
   */
  show(): () => void;
  /** From the screens. */
  setTab(id: string, change: Partial<Pick<Tab, 'state' | 'exitCode'>>): void;
  setSize(size: TerminalSize): void;
  tellRuns(runs: readonly RunStatus[]): void;
  showProblem(message: string): void;
  /** Listens to the socket until the returned function is called. */
  listen(): () => void;
}

export function createTerminalsStore({
  socket,
  ensureSession,
}: {
  socket: PageSocket;
  ensureSession: () => Promise<LabSession>;
}): TerminalsStore {
  const changes = createListeners<void>();
  const runs = createBlockRuns();
  let sessionId: string | null = null;
  let size = SIZE_UNKNOWN;
  let opening = 0;
  let panels = 0;
  let ready = false;
  /** The session has become ready without a terminal, and nobody has opened one since. */
  let bare = false;
  let now: Snapshot = { tabs: [], active: null, problem: '', opening: false, focus: null };

  function set(change: Partial<Snapshot>): void {
    const next = { ...now, ...change };
    const there = next.tabs.some((tab) => tab.id === next.active);
    now = there ? next : { ...next, active: next.tabs[0]?.id ?? null };
    changes.emit();
  }

  function tellRun(status: RunStatus): void {
    const tab = now.tabs.find(({ id }) => id === status.terminal);
    runs.tell(status, tab?.number ?? null);
  }

  /** Resolves with the terminal's id. Rejects with an ApiError. */
  async function openIn(session: string, number: number | undefined): Promise<string> {
    opening += 1;
    set({ opening: true, problem: '' });
    try {
      const opened = await socket.request('terminal:open', {
        session,
        ...size,
        ...(number === undefined ? {} : { number }),
      });
      if (session === sessionId || sessionId === null) {
        set({
          tabs: withOpened(now.tabs, opened.terminal, opened.number),
          active: opened.terminal,
        });
      }
      return opened.terminal;
    } finally {
      opening -= 1;
      set({ opening: opening > 0 });
    }
  }

  /** The living terminal a block should run in, if it is there. */
  function target(number: number | undefined): Tab | undefined {
    const living = now.tabs.filter((tab) => tab.state !== 'ended');
    if (number !== undefined) return living.find((tab) => tab.number === number);
    return living.find((tab) => tab.id === now.active) ?? living[0];
  }

  function openFirst(): void {
    if (!bare || panels === 0 || opening > 0 || target(undefined) !== undefined) return;
    bare = false;
    void open(1, false);
  }

  async function open(number?: number, focus = true): Promise<void> {
    try {
      const session = await ensureSession();
      const terminal = await openIn(session.id, number);
      if (focus) set({ focus: { terminal } });
    } catch (error) {
      set({ problem: toApiError(error).message });
    }
  }

  return {
    snapshot: () => now,
    subscribe: (listener) => changes.add(listener),
    blockRun: (place, block) => runs.get(place, block),
    setSession(session) {
      if ((session?.id ?? null) !== sessionId) {
        // The one that was opened a moment ago may be known before its session is.
        const same = sessionId === null && session !== null;
        sessionId = session?.id ?? null;
        if (!same) set({ tabs: [], problem: '' });
      }
      const listed = session === null ? [] : session.terminals;
      // The server looks for them: those that are shown stay as they are.
      if (listed === null) return;
      const isReady = session?.state === 'ready';
      if (isReady && !ready) {
        bare = listed.length === 0;
        // Those of an earlier run of the lab.
        set({ tabs: now.tabs.filter((tab) => tab.state !== 'ended') });
      }
      ready = isReady;
      set({ tabs: withListed(now.tabs, listed) });
      openFirst();
    },
    show() {
      panels += 1;
      openFirst();
      return () => {
        panels -= 1;
      };
    },
    setTab: (id, change) => set({ tabs: withChange(now.tabs, id, change) }),
    setSize(next) {
      size = next;
    },
    tellRuns(statuses) {
      for (const status of statuses) tellRun(status);
      changes.emit();
    },
    showProblem: (problem) => set({ problem }),
    dismissProblem: () => set({ problem: '' }),
    activate: (active) => set({ active }),
    open: (number) => open(number),
    async close(id) {
      const tab = now.tabs.find((one) => one.id === id);
      set({ tabs: without(now.tabs, id) });
      if (tab === undefined || tab.state === 'ended') return;
      try {
        await socket.request('terminal:close', { terminal: id });
      } catch (error) {
        const { code, message } = toApiError(error);
        if (code !== 'terminal.notFound') set({ problem: message });
      }
    },
    async run(place, block, number) {
      runs.begin(place, block);
      changes.emit();
      try {
        const session = await ensureSession();
        const terminal = target(number)?.id ?? (await openIn(session.id, number ?? 1));
        set({ active: terminal });
        await socket.request('terminal:run', { terminal, place, block });
      } catch (error) {
        runs.refuse(place, block, toApiError(error).message);
        changes.emit();
      }
    },
    listen() {
      const stops = [
        socket.on('terminal:run', (status) => {
          tellRun(status);
          changes.emit();
        }),
        socket.on('terminal:ended', ({ terminal, exitCode }) =>
          set({ tabs: withChange(now.tabs, terminal, { state: 'ended', exitCode }) }),
        ),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
