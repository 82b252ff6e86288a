import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import type { Course } from '../../../../protocol/course.ts';
import type { LabSession } from '../../../../protocol/session.ts';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Popover } from '../../components/Popover.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { toApiError } from '../../lib/api-error.ts';
import { sessionKey, sessionsQuery } from '../../lib/queries.ts';
import { useSocket } from '../../lib/socket-context.tsx';
import { ago, day } from '../../lib/words.ts';
import { stateWords } from '../session/states.ts';
import { titleOf } from './course-progress.ts';
import '../session/session.css';

/** Keeps the list as the server has it while something in it may change by itself. */
function useChanges(sessions: readonly LabSession[]): void {
  const socket = useSocket();
  const client = useQueryClient();
  const alive = sessions
    .filter((session) => ['busy', 'on'].includes(stateWords(session).tone))
    .map(({ id }) => id)
    .join(' ');
  useEffect(() => {
    if (alive === '') return;
    const ids = alive.split(' ');
    const again = () => void client.invalidateQueries({ queryKey: ['sessions'] });
    const watch = () => {
      for (const session of ids) {
        // Whoever looks at the list isn't at work in the labs. One that has gone is not in the next list.
        socket.request('session:watch', { session, visible: false }).then(again, again);
      }
    };
    const stops = [
      socket.on('session:changed', again),
      socket.onState((state) => {
        if (state === 'up') watch();
      }),
    ];
    if (socket.state() === 'up') watch();
    else socket.connect();
    return () => {
      for (const stop of stops) stop();
      for (const session of ids) socket.send('session:unwatch', { session });
    };
  }, [alive, socket, client]);
}

/** The learner's lab hosts: how they stand, and what ends them. */
export function RecentLabs({ course }: { course: Course }) {
  const api = useApi();
  const client = useQueryClient();
  const { data: sessions = [] } = useQuery(sessionsQuery(api));
  const [asked, setAsked] = useState<LabSession | null>(null);
  useChanges(sessions);

  const refresh = (session: LabSession) => {
    void client.invalidateQueries({ queryKey: ['sessions'] });
    void client.invalidateQueries({ queryKey: sessionKey(session.place) });
  };
  const stop = useMutation({
    mutationFn: (session: LabSession) => api.stopSession(session.id),
    onSettled: (_answer, _error, session) => refresh(session),
  });
  const keep = useMutation({
    mutationFn: (session: LabSession) => api.keepSession(session.id),
    onSettled: (_answer, _error, session) => refresh(session),
  });
  const remove = useMutation({
    mutationFn: (session: LabSession) => api.removeSession(session.id),
    onSettled: (_answer, _error, session) => refresh(session),
  });
  const error = stop.error ?? keep.error ?? remove.error;

  if (sessions.length === 0) return null;
  const now = Date.now();
  return (
    <section className="recent" aria-label="Your labs">
      <h2>Your labs</h2>
      <ul className="recent-labs">
        {sessions.map((session) => {
          const { kind, slug } = session.place;
          const title = titleOf(course, kind, slug);
          const { label, tone, actions } = stateWords(session);
          return (
            <li key={session.id} className="recent-lab">
              <Link to={`/${kind === 'lab' ? 'labs' : 'lessons'}/${slug}`}>{title}</Link>
              <span className={`session-status session-${tone} muted`}>
                <span className="session-dot" aria-hidden="true" />
                {label}
                {tone === 'off' && ` ${ago(session.changedAt, now)}`}
                {session.keptUntil !== null && `, kept until ${day(session.keptUntil, now)}`}
              </span>
              {actions.length > 0 && (
                <Popover label={`Lab ${title}`} icon="dots" small>
                  {(close) => (
                    <>
                      {session.stopsAt !== null && (
                        <button
                          type="button"
                          className="popover-item"
                          onClick={() => {
                            close();
                            keep.mutate(session);
                          }}
                        >
                          Keep it running
                        </button>
                      )}
                      {actions.includes('leave') && (
                        <button
                          type="button"
                          className="popover-item"
                          onClick={() => {
                            close();
                            stop.mutate(session);
                          }}
                        >
                          Leave the line
                        </button>
                      )}
                      {actions.includes('stop') && (
                        <button
                          type="button"
                          className="popover-item"
                          onClick={() => {
                            close();
                            stop.mutate(session);
                          }}
                        >
                          Stop, and keep everything
                        </button>
                      )}
                      {actions.includes('remove') && (
                        <button
                          type="button"
                          className="popover-item popover-item-danger"
                          onClick={() => {
                            close();
                            setAsked(session);
                          }}
                        >
                          Remove
                        </button>
                      )}
                    </>
                  )}
                </Popover>
              )}
            </li>
          );
        })}
      </ul>
      {error && (
        <p className="field-error" role="alert">
          {toApiError(error).message}
        </p>
      )}
      {asked && (
        <ConfirmDialog
          title={`Remove the lab of “${titleOf(course, asked.place.kind, asked.place.slug)}”?`}
          verb="Remove"
          onConfirm={() => remove.mutate(asked)}
          onClose={() => setAsked(null)}
        >
          <p>Its Docker host goes, with every container, volume and file in it.</p>
          <p>Your progress stays.</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
