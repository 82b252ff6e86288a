import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { LabCard, LessonCard } from '../../../../protocol/course.ts';
import { Icon } from '../../components/Icon.tsx';
import { Ring } from '../../components/Progress.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { labQuery, lessonQuery } from '../../lib/queries.ts';
import { count } from '../../lib/words.ts';

const STATES = { untouched: 'not started', started: 'started', done: 'done' } as const;

function LabRow({ lab: { slug, title, minutes, progress } }: { lab: LabCard }) {
  const api = useApi();
  const client = useQueryClient();
  const warm = () => void client.prefetchQuery(labQuery(api, slug));
  return (
    <li>
      <Link to={`/labs/${slug}`} className="lab-row" onPointerEnter={warm} onFocus={warm}>
        <Ring done={progress.tasksDone} total={progress.tasksTotal} size={18} />
        <span className="lab-row-title">{title}</span>
        <span className="lab-row-facts numbers">
          {progress.tasksDone}/{progress.tasksTotal} <span>tasks</span> ·{' '}
          {progress.tasksShown > 0 && (
            <span className="lab-row-shown">
              <Icon name="eye" size={14} /> {progress.tasksShown} <span>shown</span> ·{' '}
            </span>
          )}
          {minutes} min
        </span>
      </Link>
    </li>
  );
}

function QuizRow({ lesson: { slug, quiz } }: { lesson: LessonCard }) {
  return (
    <li>
      <Link to={`/lessons/${slug}#self-check`} className="lab-row">
        <Ring done={quiz.right} total={quiz.total} size={18} />
        <span className="lab-row-title">Check yourself</span>
        <span className="lab-row-facts numbers">
          {quiz.right}/{quiz.total} <span>questions</span> right
        </span>
      </Link>
    </li>
  );
}

/** A lesson of the course map, with its questions and labs. */
export function LessonRow({ lesson }: { lesson: LessonCard }) {
  const api = useApi();
  const client = useQueryClient();
  const warm = () => void client.prefetchQuery(lessonQuery(api, lesson.slug));
  const { number, title, summary, minutes, commands, quiz, labs, progress } = lesson;
  return (
    <li className="lesson-row" data-state={progress.state}>
      <span className="lesson-node">
        <span aria-hidden="true">
          {progress.state === 'done' ? <Icon name="check" size={16} /> : number}
        </span>
        <span className="visually-hidden">
          Lesson {number}, {STATES[progress.state]}
        </span>
      </span>
      <div className="lesson-body">
        <h3>
          <Link
            to={`/lessons/${lesson.slug}`}
            className="lesson-link"
            onPointerEnter={warm}
            onFocus={warm}
          >
            {title}
          </Link>
        </h3>
        <p className="lesson-summary">{summary}</p>
        <p className="lesson-facts numbers">
          {minutes} min
          {commands > 0 && <> · {count(commands, 'command')}</>}
        </p>
        {quiz.total + labs.length > 0 && (
          <ul className="lab-rows" aria-label="To do">
            {quiz.total > 0 && <QuizRow lesson={lesson} />}
            {labs.map((lab) => (
              <LabRow key={lab.slug} lab={lab} />
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
