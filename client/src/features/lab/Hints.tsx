import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { toApiError } from '../../lib/api-error.ts';
import { hintQuery } from '../../lib/queries.ts';
import './hints.css';

function HintText({ lab, task, n }: { lab: string; task: string; n: number }) {
  const { data, error } = useQuery(hintQuery(useApi(), lab, task, n));
  if (error) return <p role="alert">{toApiError(error).message}</p>;
  if (!data) return <Skeleton lines={2} />;
  // The server made and sanitised it.
  // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised by the server
  return <div className="prose hint-text" dangerouslySetInnerHTML={{ __html: data.html }} />;
}

/** Hints of a task, one after another, each a step nearer to the answer. */
export function Hints({
  lab,
  task,
  total,
  openedBefore,
  more,
}: {
  lab: string;
  task: string;
  total: number;
  /** How many the learner has opened on an earlier visit. */
  openedBefore: number;
  /** Whether further ones can be opened. */
  more: boolean;
}) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const [openedNow, setOpenedNow] = useState(0);
  const opened = Math.min(total, Math.max(openedBefore, openedNow));
  if (total === 0) return null;

  const fold = (n: number, open: boolean) => {
    const next = new Set(unfolded);
    if (open) next.add(n);
    else next.delete(n);
    setUnfolded(next);
  };
  return (
    <div className="hints">
      {Array.from({ length: opened }, (_, index) => index + 1).map((n) => (
        <details
          key={n}
          className="hint"
          open={unfolded.has(n)}
          onToggle={(event) => fold(n, event.currentTarget.open)}
        >
          <summary>
            Hint {n} <span className="muted">of {total}</span>
          </summary>
          {unfolded.has(n) && <HintText lab={lab} task={task} n={n} />}
        </details>
      ))}
      {more && opened < total && (
        <Button
          small
          onClick={() => {
            setOpenedNow(opened + 1);
            fold(opened + 1, true);
          }}
        >
          {opened === 0 ? 'Show a hint' : 'Show another hint'}
        </Button>
      )}
    </div>
  );
}
