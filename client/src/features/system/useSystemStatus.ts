import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { SystemStatus } from '../../../../protocol/status.ts';
import { useApi } from '../../lib/api-context.tsx';
import { statusQuery } from '../../lib/queries.ts';
import { useSocket } from '../../lib/socket-context.tsx';

/** Whether nothing more is going to change by itself: labs can be started. */
export const isSettled = ({ engine, images }: SystemStatus): boolean =>
  engine.state === 'ready' && images.state === 'ready';

/** The machine's engine and the lab images; undefined before the first answer. */
export function useSystemStatus(): SystemStatus | undefined {
  const api = useApi();
  const client = useQueryClient();
  const socket = useSocket();
  const { data } = useQuery(statusQuery(api));
  const settled = data === undefined || isSettled(data);

  useEffect(() => {
    // The server tells a new connection how things stand, and then every change.
    const stop = socket.on('system:status', (status) => client.setQueryData(['status'], status));
    if (!settled) socket.connect();
    return stop;
  }, [socket, client, settled]);

  return data;
}
