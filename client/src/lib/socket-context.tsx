import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react';
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

/** Whether the server has said that it is about to be restarted, until it is there again. */
export function useServerClosing(): boolean {
  const socket = useSocket();
  const [closing, setClosing] = useState(false);
  useEffect(() => {
    const unClosing = socket.on('system:closing', () => setClosing(true));
    const unState = socket.onState((state) => {
      if (state === 'up') setClosing(false);
    });
    return () => {
      unClosing();
      unState();
    };
  }, [socket]);
  return closing;
}
