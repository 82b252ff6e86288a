import { type FormEvent, useState } from 'react';
import type { ResetSession } from '../../../../protocol/save-points.ts';
import type { LabSession } from '../../../../protocol/session.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';

type Kind = ResetSession['kind'];

const KINDS: readonly { kind: Kind; title: string; text: string }[] = [
  {
    kind: 'soft',
    title: 'What is in it',
    text: 'Containers, volumes, networks, images you made and the files of your home directory. Terminals stay open, and a save point is made before.',
  },
  {
    kind: 'hard',
    title: 'All of it',
    text: 'A new Docker host takes its place, also after changes to the system. Terminals end, and its save points go.',
  },
];

/** Asks how much is to go back to the start. */
export function ResetDialog({
  session,
  onReset,
  onClose,
}: {
  session: LabSession;
  onReset: (kind: Kind) => void;
  onClose: () => void;
}) {
  const running = session.state === 'ready';
  const [chosen, setChosen] = useState<Kind>(running ? 'soft' : 'hard');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onReset(chosen);
    onClose();
  };
  return (
    <Dialog title="Reset this lab?" onClose={onClose}>
      <form onSubmit={submit}>
        <fieldset className="dialog-body dialog-choices">
          <legend className="visually-hidden">What goes back to the start</legend>
          {KINDS.map(({ kind, title, text }) => (
            <label key={kind} className="dialog-choice">
              <input
                type="radio"
                name="reset"
                checked={chosen === kind}
                disabled={kind === 'soft' && !running}
                onChange={() => setChosen(kind)}
              />
              <span>
                <strong>{title}</strong>
                <span className="dialog-choice-text">{text}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {session.place.kind === 'lab' && (
          <p className="dialog-note muted">
            Tasks that are done stay done; those that were shown are open again.
          </p>
        )}
        <div className="dialog-actions">
          <Button autoFocus onClick={onClose}>
            Cancel
          </Button>
          <Button look="danger" type="submit">
            Reset
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
