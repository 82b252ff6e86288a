import { createContext, type ReactNode, useContext } from 'react';
import type { Api } from './api.ts';

const Context = createContext<Api | null>(null);

export function ApiProvider({ api, children }: { api: Api; children: ReactNode }) {
  return <Context value={api}>{children}</Context>;
}

/** The server's routes. Throws outside of ApiProvider. */
export function useApi(): Api {
  const api = useContext(Context);
  if (!api) throw new Error('useApi outside of ApiProvider');
  return api;
}
