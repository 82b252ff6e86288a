import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Recover } from '../../../../protocol/learner.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { toApiError } from '../../lib/api-error.ts';

/** Makes the code with which another browser becomes this learner. */
export function MakeCode({ replaces, onClose }: { replaces: boolean; onClose: () => void }) {
  const api = useApi();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: () => api.makeRecoveryCode(),
    onSuccess: () => client.invalidateQueries({ queryKey: ['me'] }),
  });
  return (
    <Dialog title="Recovery code" onClose={onClose}>
      <div className="dialog-body">
        <p>
          With this code another browser has your progress and your labs. Keep it like a password.
        </p>
        {make.data ? (
          <>
            <div className="recovery-code">
              <code>{make.data.code}</code>
              <CopyButton text={make.data.code} label="Copy the code" />
            </div>
            <p>It is shown only now. Write it down.</p>
          </>
        ) : (
          replaces && <p>You have a code already. A new one ends the old one.</p>
        )}
        {make.error && (
          <p className="field-error" role="alert">
            {toApiError(make.error).message}
          </p>
        )}
      </div>
      <div className="dialog-actions">
        <Button onClick={onClose}>{make.data ? 'Done' : 'Cancel'}</Button>
        {!make.data && (
          <Button look="primary" disabled={make.isPending} onClick={() => make.mutate()}>
            Make a code
          </Button>
        )}
      </div>
    </Dialog>
  );
}

/** Makes this browser the learner that a code belongs to. */
export function UseCode({ onClose }: { onClose: () => void }) {
  const api = useApi();
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState('');
  const use = useMutation({
    mutationFn: (value: string) => api.recover(value),
    // Everything on the page belongs to somebody else now.
    onSuccess: () => location.assign('/'),
    onError: (error) => setProblem(toApiError(error).message),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = Recover.safeParse({ code });
    if (parsed.success) use.mutate(parsed.data.code);
    else setProblem('A code has 8 characters or more.');
  };
  return (
    <Dialog title="Use a code" onClose={onClose}>
      <form onSubmit={submit}>
        <div className="dialog-body">
          <p>
            This browser then has the progress and the labs of the code’s learner. What was done
            here without a code cannot be reached any more.
          </p>
          <label className="field">
            Code
            <input
              value={code}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              aria-invalid={problem !== ''}
              aria-describedby="code-problem"
              onChange={(event) => {
                setCode(event.target.value);
                setProblem('');
              }}
            />
          </label>
          <p id="code-problem" className="field-error" role="alert">
            {problem}
          </p>
        </div>
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={use.isPending}>
            Use this code
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
