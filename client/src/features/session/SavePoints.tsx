import { type FormEvent, useState } from 'react';
import {
  KeepSavePoint,
  MAX_SAVE_POINTS,
  type SavePoint,
} from '../../../../protocol/save-points.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { toApiError } from '../../lib/api-error.ts';
import { clock, day } from '../../lib/words.ts';
import { nextName, pointName } from './save-words.ts';
import type { SessionHandle } from './useSession.ts';
import './save-points.css';

function Point({
  point,
  disabled,
  onRewind,
  onDrop,
}: {
  point: SavePoint;
  disabled: boolean;
  onRewind: () => void;
  onDrop: () => void;
}) {
  const name = pointName(point);
  return (
    <li className="save-point">
      <div className="save-point-text">
        <span className="save-point-name">{name}</span>
        <span className="muted numbers">
          {day(point.at, Date.now())}, {clock(point.at)} · {point.mib} MiB
        </span>
      </div>
      <div className="save-point-actions">
        <Button small disabled={disabled} aria-label={`Go back to ${name}`} onClick={onRewind}>
          Go back
        </Button>
        <Button
          small
          look="quiet"
          disabled={disabled}
          aria-label={`Delete ${name}`}
          onClick={onDrop}
        >
          Delete
        </Button>
      </div>
    </li>
  );
}

/** What a lab held at moments that its learner chose: make one, go back to one, delete one. */
export function SavePoints({
  handle,
  onBack,
  onClose,
}: {
  handle: SessionHandle;
  /** The lab is going back. */
  onBack: () => void;
  onClose: () => void;
}) {
  const { session, savePoint, rewind, dropPoint } = handle;
  const points = session?.savePoints ?? [];
  const [typed, setTyped] = useState<string | null>(null);
  const name = typed ?? nextName(points);
  if (session === null) return null;

  const { id } = session;
  const busy = savePoint.isPending || rewind.isPending || dropPoint.isPending;
  const failed = savePoint.error ?? rewind.error ?? dropPoint.error;
  const full = points.filter(({ kind }) => kind === 'own').length >= MAX_SAVE_POINTS;
  const sound = KeepSavePoint.safeParse({ name });

  const back = () => {
    onClose();
    onBack();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!sound.success) return;
    savePoint.mutate({ id, ...sound.data }, { onSuccess: () => setTyped(null) });
  };

  return (
    <Dialog title="Save points" onClose={onClose}>
      <div className="dialog-body">
        <p>
          A save point is a copy of the whole lab: images, containers, volumes and files. The lab
          stands still for about a second while it is made.
        </p>
        {points.length === 0 ? (
          <p className="muted">There is none yet.</p>
        ) : (
          <ul className="save-points">
            {points.map((point) => (
              <Point
                key={point.id}
                point={point}
                disabled={busy}
                onRewind={() => rewind.mutate({ id, point: point.id }, { onSuccess: back })}
                onDrop={() => dropPoint.mutate({ id, point: point.id })}
              />
            ))}
          </ul>
        )}
        {points.length > 0 && (
          <p className="save-points-note muted">
            Going back ends the terminals. What is in memory only (tmpfs) is lost, as in a power
            cut; containers that ran are started again. The lab as it is now is kept as a save point
            if there is room.
          </p>
        )}
        <form className="save-points-form" onSubmit={submit}>
          <label className="field">
            Name
            <input
              value={name}
              maxLength={60}
              autoComplete="off"
              disabled={full}
              onChange={(event) => setTyped(event.target.value)}
            />
          </label>
          <Button look="primary" type="submit" disabled={busy || full || !sound.success}>
            {savePoint.isPending ? 'Saving' : 'Save now'}
          </Button>
        </form>
        <p className="field-error" role="alert">
          {failed ? toApiError(failed).message : ''}
        </p>
        {full && (
          <p className="muted">These are as many as a lab has room for. Delete one first.</p>
        )}
      </div>
      <div className="dialog-actions">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}
