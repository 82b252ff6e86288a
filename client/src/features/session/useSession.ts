/** The learner's session of a place: as it is, kept up to date, and what can be done with it. */
import {
  type QueryClient,
  type UseMutationResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import type { Place } from '../../../../protocol/names.ts';
import type { ResetSession } from '../../../../protocol/save-points.ts';
import type { LabSession } from '../../../../protocol/session.ts';
import { useApi } from '../../lib/api-context.tsx';
import { ApiError } from '../../lib/api-error.ts';
import { sessionKey, sessionQuery } from '../../lib/queries.ts';
import type { PageSocket } from '../../lib/socket.ts';
import { useSocket } from '../../lib/socket-context.tsx';
import { latest, progressChanged } from './latest.ts';

export interface SessionHandle {
  /** Null while there is none, and before the first answer (`loading`). */
  session: LabSession | null;
  loading: boolean;
  start: UseMutationResult<LabSession, Error, void>;
  stop: UseMutationResult<LabSession, Error, string>;
  /** Keeps it from being stopped for want of use. */
  keep: UseMutationResult<LabSession, Error, string>;
  reset: UseMutationResult<LabSession, Error, { id: string; kind: ResetSession['kind'] }>;
  savePoint: UseMutationResult<LabSession, Error, { id: string; name: string }>;
  rewind: UseMutationResult<LabSession, Error, { id: string; point: string }>;
  dropPoint: UseMutationResult<LabSession, Error, { id: string; point: string }>;
  check: UseMutationResult<LabSession, Error, string>;
  remove: UseMutationResult<void, Error, string>;
  /** Starts or resumes it and resolves when it is ready; rejects with an ApiError. */
  ensure(): Promise<LabSession>;
}

function hold(client: QueryClient, arrived: LabSession): void {
  const key = sessionKey(arrived.place);
  const before = client.getQueryData<LabSession | null>(key) ?? null;
  const after = latest(before, arrived);
  client.setQueryData(key, after);
  if (before?.state !== after?.state) void client.invalidateQueries({ queryKey: ['sessions'] });
  if (progressChanged(before, after)) {
    void client.invalidateQueries({ queryKey: ['course'] });
    void client.invalidateQueries({ queryKey: ['lab', arrived.place.slug] });
    void client.invalidateQueries({ queryKey: ['lesson'] });
  }
}

/** Hears of every change of a session, and says whether the page is in front. */
function useWatch(socket: PageSocket, client: QueryClient, id: string | undefined): void {
  useEffect(() => {
    if (!id) return;
    const watch = async () => {
      try {
        const visible = document.visibilityState === 'visible';
        hold(client, await socket.request('session:watch', { session: id, visible }));
      } catch (error) {
        // Without the socket the banner says so and the next connection watches anew; otherwise it is gone.
        if (error instanceof ApiError && error.code === 'session.notFound') {
          void client.invalidateQueries({ queryKey: ['session'] });
        }
      }
    };
    const stops = [
      socket.on('session:changed', (session) => {
        if (session.id === id) hold(client, session);
      }),
      socket.onState((state) => {
        if (state === 'up') void watch();
      }),
    ];
    document.addEventListener('visibilitychange', watch);
    if (socket.state() === 'up') void watch();
    else socket.connect();
    return () => {
      document.removeEventListener('visibilitychange', watch);
      for (const stop of stops) stop();
      socket.send('session:unwatch', { session: id });
    };
  }, [socket, client, id]);
}

const failed = (session: LabSession): ApiError => {
  const { code, message, id } = session.failure ?? {
    code: 'lab.startFailed',
    message: 'The lab could not be started. Try again.',
  };
  return new ApiError(code, message, id);
};

/** Resolves when the kept session of a place is ready; rejects when it fails or goes away. */
function untilReady(client: QueryClient, place: Place): Promise<LabSession> {
  const key = sessionKey(place);
  return new Promise((resolve, reject) => {
    const look = (): boolean => {
      const session = client.getQueryData<LabSession | null>(key) ?? null;
      if (session?.state === 'ready') resolve(session);
      else if (session?.state === 'failed') reject(failed(session));
      else if (!session || session.state === 'stopped' || session.state === 'stopping') {
        reject(new ApiError('session.notReady', 'The lab was stopped before it was ready.'));
      } else return false;
      return true;
    };
    if (look()) return;
    const stop = client.getQueryCache().subscribe(() => {
      if (look()) stop();
    });
  });
}

export function useSession(place: Place): SessionHandle {
  const api = useApi();
  const client = useQueryClient();
  const socket = useSocket();
  const { kind, slug } = place;
  const here = useMemo<Place>(() => ({ kind, slug }), [kind, slug]);
  const query = useQuery(sessionQuery(api, here));
  const session = query.data ?? null;
  useWatch(socket, client, session?.id);

  /** An answer that an event has overtaken says nothing new. */
  const answered = (answer: LabSession, before: number | undefined) => {
    const held = client.getQueryState(sessionKey(here))?.dataUpdatedAt;
    if (held === before) hold(client, answer);
  };
  const asking = () => client.getQueryState(sessionKey(here))?.dataUpdatedAt;

  const start = useMutation({
    mutationFn: () => api.startSession(here),
    onSuccess: (answer) => hold(client, answer),
  });
  const stop = useMutation({
    mutationFn: (id: string) => api.stopSession(id),
    onSuccess: (answer) => hold(client, answer),
  });
  const keep = useMutation({
    mutationFn: (id: string) => api.keepSession(id),
    onMutate: asking,
    onSuccess: (answer, _id, before) => answered(answer, before),
  });
  const reset = useMutation({
    mutationFn: ({ id, kind }: { id: string; kind: ResetSession['kind'] }) =>
      api.resetSession(id, kind),
    onSuccess: (answer) => hold(client, answer),
  });
  const savePoint = useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) => api.keepSavePoint(id, name),
    onMutate: asking,
    onSuccess: (answer, _what, before) => answered(answer, before),
  });
  const rewind = useMutation({
    mutationFn: ({ id, point }: { id: string; point: string }) => api.rewindSession(id, point),
    onSuccess: (answer) => hold(client, answer),
  });
  const dropPoint = useMutation({
    mutationFn: ({ id, point }: { id: string; point: string }) => api.dropSavePoint(id, point),
    onMutate: asking,
    onSuccess: (answer, _what, before) => answered(answer, before),
  });
  const check = useMutation({
    mutationFn: (id: string) => api.checkSession(id),
    onMutate: asking,
    onSuccess: (answer, _id, before) => answered(answer, before),
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.removeSession(id),
    onSuccess: (_answer, id) => {
      // Its event comes first, so that a new session may stand in its place already.
      client.setQueryData<LabSession | null>(sessionKey(here), (held) =>
        held?.id === id ? null : held,
      );
      void client.invalidateQueries({ queryKey: ['sessions'] });
    },
  });

  const { mutateAsync: startAsync } = start;
  const ensure = useCallback(async () => {
    const held = client.getQueryData<LabSession | null>(sessionKey(here));
    if (held?.state === 'ready') return held;
    const answer = await startAsync();
    return answer.state === 'ready' ? answer : untilReady(client, here);
  }, [client, here, startAsync]);

  return {
    session,
    loading: query.isPending,
    start,
    stop,
    keep,
    reset,
    savePoint,
    rewind,
    dropPoint,
    check,
    remove,
    ensure,
  };
}
