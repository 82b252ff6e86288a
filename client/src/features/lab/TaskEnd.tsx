import { type Ref, useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { Icon } from '../../components/Icon.tsx';
import { Words } from '../../components/Words.tsx';
import { ReportProblem } from '../report/ReportProblem.tsx';
import { Hints } from './Hints.tsx';
import { ShowSolution } from './ShowSolution.tsx';
import { evidence, findings, type TaskView } from './task-view.ts';
import { VerdictView } from './Verdict.tsx';
import './task-end.css';

function Done({ view: { status } }: { view: TaskView }) {
  const seen = status ? evidence(status) : '';
  return (
    <div className="task-end-done">
      <p className="task-end-title">
        <Icon name="check" size={14} /> Done
      </p>
      {seen && (
        <p>
          <Words text={seen} states />
        </p>
      )}
      {status?.live?.kind === 'fail' && (
        <p className="muted">It does not hold any more just now. The task stays done.</p>
      )}
    </div>
  );
}

function Shown({ hold }: { hold: Ref<HTMLDivElement> }) {
  return (
    <div className="task-end-done" ref={hold} tabIndex={-1}>
      <p className="task-end-title">
        <Icon name="eye" size={14} /> Shown
      </p>
      <p>
        The solution was typed for you, so this counts as shown, not as done. Reset the lab and do
        it yourself to have it count.
      </p>
    </div>
  );
}

/** What stands at the end of a task's step: what was found, hints, and where it is explained. */
export function TaskEnd({
  lab,
  lessonNumber,
  view,
  views,
  onShow,
}: {
  lab: string;
  lessonNumber: number;
  view: TaskView;
  /** All tasks of the lab. */
  views: readonly TaskView[];
  /** Called before the solution is typed; null where it can't be. */
  onShow: (() => void) | null;
}) {
  const { task, status, state } = view;
  const done = state === 'done' || status?.done === true;
  const shown = state === 'shown';

  const told = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  useEffect(() => {
    if (!shown || !moved.current) return;
    moved.current = false;
    // What was pressed is gone; the focus goes to what stands in its place, unless it is at work elsewhere.
    if (document.activeElement === document.body) told.current?.focus({ preventScroll: true });
  }, [shown]);

  return (
    <div className="task-end" data-state={done ? 'done' : state}>
      {done ? (
        <Done view={view} />
      ) : shown ? (
        <Shown hold={told} />
      ) : (
        status &&
        findings(status).map((finding) => (
          <VerdictView key={finding.at ?? 'now'} finding={finding} experiment={task.experiment} />
        ))
      )}
      <div className="task-end-foot">
        <Hints
          lab={lab}
          task={task.id}
          total={task.hints}
          openedBefore={status?.hintsOpened ?? 0}
          more={!done && !shown}
        />
        {onShow && (
          <ShowSolution
            lab={lab}
            view={view}
            views={views}
            onRun={() => {
              moved.current = true;
              onShow();
            }}
          />
        )}
        <div className="task-end-more">
          <Link to={task.section}>Explained in lesson {lessonNumber}</Link>
          {status && <ReportProblem about={{ kind: 'verdict', lab, task: task.id }} />}
        </div>
      </div>
    </div>
  );
}
