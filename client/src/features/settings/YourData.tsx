import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { DeleteMe } from '../../../../protocol/learner.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { toApiError } from '../../lib/api-error.ts';

/** What is kept of the learner: as a file, and away with it. */
export function YourData({ close, onDelete }: { close: () => void; onDelete: () => void }) {
  const { exportAddress } = useApi();
  return (
    <div className="settings-account">
      <a className="popover-item" href={exportAddress} download onClick={close}>
        Download my data
      </a>
      <button
        type="button"
        className="popover-item popover-item-danger"
        onClick={() => {
          close();
          onDelete();
        }}
      >
        Delete my data
      </button>
    </div>
  );
}

/** Asks for a word, since nothing brings back what is deleted. */
export function DeleteData({ onClose }: { onClose: () => void }) {
  const api = useApi();
  const [word, setWord] = useState('');
  const [problem, setProblem] = useState('');
  const remove = useMutation({
    mutationFn: () => api.deleteMe(),
    // Everything on the page belonged to the learner who is gone.
    onSuccess: () => location.assign('/'),
    onError: (error) => setProblem(toApiError(error).message),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const confirm = word.trim().toLowerCase();
    if (DeleteMe.safeParse({ confirm }).success) remove.mutate();
    else setProblem('Type the word delete to go on.');
  };
  return (
    <Dialog title="Delete my data" onClose={onClose}>
      <form onSubmit={submit}>
        <div className="dialog-body">
          <p>
            This removes your progress, your labs with everything in them, and what was recorded in
            them. It cannot be taken back. Download your data first if you want to keep it.
          </p>
          <label className="field">
            Type “delete” to go on
            <input
              value={word}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              aria-invalid={problem !== ''}
              aria-describedby="delete-problem"
              onChange={(event) => {
                setWord(event.target.value);
                setProblem('');
              }}
            />
          </label>
          <p id="delete-problem" className="field-error" role="alert">
            {problem}
          </p>
        </div>
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" type="submit" disabled={remove.isPending}>
            {remove.isPending ? 'Deleting' : 'Delete my data'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
