/** Gives a page its terminals. */
import { createContext, useContext } from 'react';
import type { Place } from '../../../../protocol/names.ts';
import type { BlockRun, TerminalsApi, TerminalsProviderProps } from './types.ts';

const Context = createContext<TerminalsApi | null>(null);

export function TerminalsProvider({ children }: TerminalsProviderProps) {
  return <Context.Provider value={null}>{children}</Context.Provider>;
}

/** @throws Error outside of a TerminalsProvider */
export function useTerminals(): TerminalsApi {
  const api = useContext(Context);
  if (api === null) throw new Error('useTerminals needs a TerminalsProvider around it');
  return api;
}

/** How the last run of a block stands; undefined when it hasn't been run since the page was opened. */
export function useBlockRun(_place: Place, _block: number): BlockRun | undefined {
  return undefined;
}
