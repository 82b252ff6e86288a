import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { PageSocket, SocketState } from './socket.ts';

const Context = createContext<PageSocket | null>(null);

export function SocketProvider({ socket, children }: { socket: PageSocket; children: ReactNode }) {
  return <Context value={socket}>{children}</Context>;
}

/** The page's socket. Throws outside of SocketProvider. */
export function useSocket(): PageSocket {
  const socket = useContext(Context);
  if (!socket) throw new Error('useSocket outside of SocketProvider');
  return socket;
}

export function useSocketState(): SocketState {
  const socket = useSocket();
  return useSyncExternalStore(socket.onState, socket.state);
}
