import { Link } from 'react-router';
import { Button } from '../../components/Button.tsx';
import { toApiError } from '../../lib/api-error.ts';
import { useSocketState } from '../../lib/socket-context.tsx';
import type { BenchParts } from '../workbench/BenchPage.tsx';
import { TaskMark } from './TaskMark.tsx';
import { currentTask, type TaskView, throughWords } from './task-view.ts';
import './task-strip.css';

/** What the strip says beside the marks. */
function Now({ views }: { views: readonly TaskView[] }) {
  const checking = views.find(({ state }) => state === 'checking');
  if (checking) return <span className="strip-now">Trying task {checking.number}</span>;
  const next = currentTask(views);
  if (!next) return <span className="strip-now strip-through">{throughWords(views)}</span>;
  return (
    <Link className="strip-now" to={{ hash: `task-${next.task.id}` }}>
      {next.task.title}
    </Link>
  );
}

/** What to press now: nothing where the workbench beside the text has the button. */
function StripButton({
  bench: { handle, shown, startLab, expectLab },
  allDone,
}: {
  bench: BenchParts;
  allDone: boolean;
}) {
  const { session, start, check } = handle;
  if (session?.state === 'ready') {
    const checking = session.check?.state === 'running' || check.isPending;
    return (
      <Button
        look={allDone ? 'plain' : 'primary'}
        small
        disabled={checking}
        onClick={() => check.mutate(session.id)}
      >
        {checking ? 'Checking' : 'Check my work'}
      </Button>
    );
  }
  if (shown) return null;
  const canStart = session === null || session.state === 'stopped' || session.state === 'failed';
  return (
    <Button
      look="primary"
      small
      disabled={start.isPending || !canStart}
      onPointerEnter={expectLab}
      onFocus={expectLab}
      onClick={startLab}
    >
      {session?.state === 'stopped' ? 'Resume' : 'Start lab'}
    </Button>
  );
}

/** The tasks with their ticks, and the button that tries them, at the top while the text scrolls. */
export function TaskStrip({ views, bench }: { views: readonly TaskView[]; bench: BenchParts }) {
  const { error } = bench.handle.check;
  // That the server was away is no news once it is back.
  const overcome = useSocketState() === 'up' && toApiError(error).code === 'unreachable';
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
        <StripButton bench={bench} allDone={!current} />
      </div>
      {error && !overcome && (
        <p className="strip-error" role="alert">
          {toApiError(error).message}
        </p>
      )}
    </section>
  );
}
