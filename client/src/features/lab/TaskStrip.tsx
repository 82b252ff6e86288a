import { Link } from 'react-router';
import { Button } from '../../components/Button.tsx';
import { toApiError } from '../../lib/api-error.ts';
import type { BenchParts } from '../workbench/BenchPage.tsx';
import { TaskMark } from './TaskMark.tsx';
import { currentTask, type TaskView } from './task-view.ts';
import './task-strip.css';

/** What the strip says beside the marks. */
function Now({ views }: { views: readonly TaskView[] }) {
  const checking = views.find(({ state }) => state === 'checking');
  if (checking) return <span className="strip-now">Trying task {checking.number}</span>;
  const next = currentTask(views);
  if (!next) return <span className="strip-now">All tasks are done</span>;
  return (
    <Link className="strip-now" to={{ hash: `task-${next.task.id}` }}>
      {next.task.title}
    </Link>
  );
}

/** The tasks with their ticks, and the button that tries them, at the top while the text scrolls. */
export function TaskStrip({
  views,
  bench: { handle, startLab },
}: {
  views: readonly TaskView[];
  bench: BenchParts;
}) {
  const { session, start, check } = handle;
  const ready = session?.state === 'ready';
  const checking = session?.check?.state === 'running' || check.isPending;
  const current = currentTask(views);
  return (
    <section className="task-strip" aria-label="Tasks">
      <div className="strip-line">
        <ol className="strip-marks">
          {views.map((view) => (
            <li key={view.task.id}>
              <Link to={{ hash: `task-${view.task.id}` }} title={view.task.title}>
                <TaskMark view={view} current={view === current} />
              </Link>
            </li>
          ))}
        </ol>
        <Now views={views} />
        {ready ? (
          <Button
            look={current ? 'primary' : 'plain'}
            small
            disabled={checking}
            onClick={() => check.mutate(session.id)}
          >
            {checking ? 'Checking' : 'Check my work'}
          </Button>
        ) : (
          <Button
            look="primary"
            small
            disabled={
              start.isPending ||
              (session !== null && session.state !== 'stopped' && session.state !== 'failed')
            }
            onClick={startLab}
          >
            {session?.state === 'stopped' ? 'Resume' : 'Start lab'}
          </Button>
        )}
      </div>
      {check.error && (
        <p className="strip-error" role="alert">
          {toApiError(check.error).message}
        </p>
      )}
    </section>
  );
}
