import { Link } from 'react-router';
import { Icon } from '../../components/Icon.tsx';
import { Words } from '../../components/Words.tsx';
import { Hints } from './Hints.tsx';
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

/** What stands at the end of a task's step: what was found, hints, and where it is explained. */
export function TaskEnd({
  lab,
  lessonNumber,
  view,
}: {
  lab: string;
  lessonNumber: number;
  view: TaskView;
}) {
  const { task, status, state } = view;
  const done = state === 'done' || status?.done === true;
  return (
    <div className="task-end" data-done={done}>
      {done ? (
        <Done view={view} />
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
          more={!done}
        />
        <Link className="task-end-section" to={task.section}>
          Explained in lesson {lessonNumber}
        </Link>
      </div>
    </div>
  );
}
