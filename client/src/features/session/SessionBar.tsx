import { useState } from 'react';
import type { LabSession } from '../../../../protocol/session.ts';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Popover } from '../../components/Popover.tsx';
import { ResetDialog } from './ResetDialog.tsx';
import { SavePoints } from './SavePoints.tsx';
import { stateWords } from './states.ts';
import type { SessionHandle } from './useSession.ts';
import './session.css';

export function SessionStatus({ session }: { session: LabSession | null }) {
  const { label, tone } = stateWords(session);
  return (
    <span className={`session-status session-${tone}`}>
      <span className="session-dot" aria-hidden="true" />
      <span className="muted" role="status">
        {label}
      </span>
    </span>
  );
}

/** The head of the workbench: how the lab stands, and what ends it. */
export function SessionBar({
  handle,
  onBack,
}: {
  handle: SessionHandle;
  /** The lab is going back to a save point. */
  onBack: () => void;
}) {
  const { session, stop, reset, remove } = handle;
  const [asked, setAsked] = useState<'save' | 'reset' | 'remove' | null>(null);
  const { actions } = stateWords(session);
  const isLab = session?.place.kind === 'lab';
  return (
    <div className="session-bar">
      <SessionStatus session={session} />
      {session && actions.some((action) => ['stop', 'reset', 'remove'].includes(action)) && (
        <Popover label="Lab" icon="dots" small>
          {(close) => {
            const item = (
              action: 'stop' | 'save' | 'reset' | 'remove',
              words: string,
              act: () => void,
            ) =>
              actions.includes(action) && (
                <button
                  type="button"
                  className={
                    action === 'remove' ? 'popover-item popover-item-danger' : 'popover-item'
                  }
                  onClick={() => {
                    close();
                    act();
                  }}
                >
                  {words}
                </button>
              );
            return (
              <>
                {item('stop', 'Stop, and keep everything', () => stop.mutate(session.id))}
                {item('save', 'Save points', () => setAsked('save'))}
                {item('reset', 'Reset to the start', () => setAsked('reset'))}
                {item('remove', 'Remove', () => setAsked('remove'))}
              </>
            );
          }}
        </Popover>
      )}
      {session && asked === 'save' && (
        <SavePoints handle={handle} onBack={onBack} onClose={() => setAsked(null)} />
      )}
      {session && asked === 'reset' && (
        <ResetDialog
          session={session}
          onReset={(kind) => reset.mutate({ id: session.id, kind })}
          onClose={() => setAsked(null)}
        />
      )}
      {session && asked === 'remove' && (
        <ConfirmDialog
          title="Remove this lab?"
          verb="Remove"
          onConfirm={() => remove.mutate(session.id)}
          onClose={() => setAsked(null)}
        >
          <p>Its Docker host goes, with every container, volume and file in it.</p>
          {isLab && <p>Tasks that are done stay done.</p>}
        </ConfirmDialog>
      )}
    </div>
  );
}
