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
import type { LabSession } from '../../../../protocol/session.ts';
import { useSocket } from '../../lib/socket-context.tsx';
import { createTerminalsStore, type Snapshot, type TerminalsStore } from './store.ts';
import type { BlockRun, TerminalsApi, TerminalsProviderProps } from './types.ts';

interface Value {
  store: TerminalsStore;
  session: LabSession | null;
}

const Context = createContext<Value | null>(null);

export function TerminalsProvider({ session, ensureSession, children }: TerminalsProviderProps) {
  const socket = useSocket();
  const ensure = useRef(ensureSession);
  ensure.current = ensureSession;
  const [store] = useState(() =>
    createTerminalsStore({ socket, ensureSession: () => ensure.current() }),
  );
  useEffect(() => store.listen(), [store]);
  useEffect(() => store.setSession(session), [store, session]);
  const value = useMemo(() => ({ store, session }), [store, session]);
  return <Context value={value}>{children}</Context>;
}

/** @throws Error outside of a TerminalsProvider */
export function useTerminalsContext(): Value {
  const value = useContext(Context);
  if (value === null) throw new Error('terminals need a TerminalsProvider around them');
  return value;
}

export function useSnapshot(store: TerminalsStore): Snapshot {
  return useSyncExternalStore(store.subscribe, store.snapshot);
}

/** @throws Error outside of a TerminalsProvider */
export function useTerminals(): TerminalsApi {
  const { store } = useTerminalsContext();
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

/** How the last run of a block stands; undefined when none is known. */
export function useBlockRun(place: Place, block: number): BlockRun | undefined {
  const { store } = useTerminalsContext();
  return useSyncExternalStore(store.subscribe, () => store.blockRun(place, block));
}
