import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/inter/wght-italic.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/print.css';
import { QueryClient } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createApi } from './lib/api.ts';
import { ApiError } from './lib/api-error.ts';
import { createReachability } from './lib/reachability.ts';
import { createPageSocket } from './lib/socket.ts';

/** Asking again helps when the server was away, not when it said no. */
const RETRIES = 2;

const reachability = createReachability((input, init) => fetch(input, init));
const api = createApi(reachability.fetch);
const socket = createPageSocket();
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) =>
        failures < RETRIES && error instanceof ApiError && error.code === 'unreachable',
      // The server is on this machine or in this building: being offline says nothing about it.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
if (import.meta.env.DEV) {
  void import('./features/authoring/reload.ts').then((it) => it.reloadContent(socket, queries));
}
createRoot(root).render(
  <StrictMode>
    <App api={api} socket={socket} queries={queries} reachability={reachability} />
  </StrictMode>,
);
