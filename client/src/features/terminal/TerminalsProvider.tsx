/** Gives a page its terminals. */
import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Place } from '../../../../protocol/names.ts';
import type { Runnable } from '../../../../protocol/terminal.ts';
import { useSocket } from '../../lib/socket-context.tsx';
import { loadScreen } from './load-screen.ts';
import { createTerminalsStore, type Snapshot, type TerminalsStore } from './store.ts';
import type { BlockRun, TerminalsApi, TerminalsProviderProps } from './types.ts';

const Context = createContext<TerminalsStore | null>(null);

export function TerminalsProvider({ session, ensureSession, children }: TerminalsProviderProps) {
  const socket = useSocket();
  const ensure = useRef(ensureSession);
  ensure.current = ensureSession;
  const [store] = useState(() =>
    createTerminalsStore({ socket, ensureSession: () => ensure.current() }),
  );
  useEffect(() => store.listen(), [store]);
  useEffect(() => store.setSession(session), [store, session]);
  const coming = session?.state === 'starting' || session?.state === 'ready';
  useEffect(() => {
    // A chunk that cannot be had now is asked for again, and its failure shown, when a screen needs it.
    if (coming) loadScreen().catch(() => {});
  }, [coming]);
  return <Context value={store}>{children}</Context>;
}

/** @throws Error outside of a TerminalsProvider */
export function useTerminalsStore(): TerminalsStore {
  const store = useContext(Context);
  if (store === null) throw new Error('terminals need a TerminalsProvider around them');
  return store;
}

export function useSnapshot(store: TerminalsStore): Snapshot {
  return useSyncExternalStore(store.subscribe, store.snapshot);
}

/** @throws Error outside of a TerminalsProvider */
export function useTerminals(): TerminalsApi {
  const store = useTerminalsStore();
  const { tabs, active, problem } = useSnapshot(store);
  return useMemo(
    () => ({
      tabs,
      active,
      problem,
      activate: store.activate,
      open: store.open,
      close: store.close,
      run: store.run,
      dismissProblem: store.dismissProblem,
    }),
    [store, tabs, active, problem],
  );
}

/** How the last run of a block, or of a task's solution, stands; undefined when none is known. */
export function useBlockRun(place: Place, block: Runnable): BlockRun | undefined {
  const store = useTerminalsStore();
  return useSyncExternalStore(store.subscribe, () => store.blockRun(place, block));
}
