import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { MakeReport, REPORT_LIMIT, type Subject } from '../../../../protocol/report.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { toApiError } from '../../lib/api-error.ts';
import './report.css';

const NAMES = { lesson: 'this lesson', question: 'this question', verdict: 'this task' } as const;

function ReportDialog({ about, onClose }: { about: Subject; onClose: () => void }) {
  const api = useApi();
  const id = useId();
  const [words, setWords] = useState('');
  const [problem, setProblem] = useState('');
  const send = useMutation({
    mutationFn: (report: MakeReport) => api.report(report),
    onError: (error) => setProblem(toApiError(error).message),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const report = MakeReport.safeParse({ about, words });
    if (report.success) send.mutate(report.data);
    else setProblem('Say in a few words what is wrong.');
  };
  if (send.isSuccess) {
    return (
      <Dialog title="Thank you" onClose={onClose}>
        <div className="dialog-body">
          <p role="status">Your report is with those who run this server.</p>
        </div>
        <div className="dialog-actions">
          <Button autoFocus onClick={onClose}>
            Close
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={`Report a problem with ${NAMES[about.kind]}`} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="dialog-body">
          <label className="report-field">
            What is wrong?
            <textarea
              value={words}
              rows={5}
              maxLength={REPORT_LIMIT}
              aria-invalid={problem !== ''}
              aria-describedby={`${id}sent ${id}problem`}
              onChange={(event) => {
                setWords(event.target.value);
                setProblem('');
              }}
            />
          </label>
          <p id={`${id}sent`} className="report-sent">
            {about.kind === 'verdict'
              ? 'Sent with it: which task, what was last said of it, and the images of your lab.'
              : `Sent with it: which ${about.kind}, and the images of your lab if you have one.`}
          </p>
          <p id={`${id}problem`} className="report-problem" role="alert">
            {problem}
          </p>
        </div>
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={send.isPending}>
            {send.isPending ? 'Sending' : 'Send'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** A quiet way to say that something is wrong. */
export function ReportProblem({ about }: { about: Subject }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="report-open" onClick={() => setOpen(true)}>
        Report a problem
      </button>
      {open && <ReportDialog about={about} onClose={() => setOpen(false)} />}
    </>
  );
}
