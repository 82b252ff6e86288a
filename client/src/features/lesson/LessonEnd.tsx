import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Lesson } from '../../../../protocol/course.ts';
import { Button, buttonClass } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Ring } from '../../components/Progress.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { toApiError } from '../../lib/api-error.ts';
import { lessonQuery } from '../../lib/queries.ts';
import { count } from '../../lib/words.ts';
import { ReportProblem } from '../report/ReportProblem.tsx';

/** What comes after the text: its labs, the mark that it is done, the next lesson. */
export function LessonEnd({ lesson }: { lesson: Lesson }) {
  const api = useApi();
  const client = useQueryClient();
  const done = lesson.progress.state === 'done';
  const mark = useMutation({
    mutationFn: (value: boolean) => api.setLessonDone(lesson.slug, value),
    onSuccess: (progress) => {
      client.setQueryData(lessonQuery(api, lesson.slug).queryKey, { ...lesson, progress });
      void client.invalidateQueries({ queryKey: ['course'] });
    },
  });

  return (
    <footer className="lesson-end">
      {lesson.labs.length > 0 && (
        <section aria-label={lesson.labs.length === 1 ? 'Lab' : 'Labs'}>
          <h2>Now do it yourself</h2>
          <ul className="lab-links">
            {lesson.labs.map(({ slug, title, minutes, progress }) => (
              <li key={slug}>
                <Link to={`/labs/${slug}`} className="lab-link">
                  <Ring done={progress.tasksDone} total={progress.tasksTotal} size={28} width={3} />
                  <span className="lab-link-words">
                    <strong>{title}</strong>
                    <span className="muted">
                      Lab · {minutes} minutes ·{' '}
                      {progress.tasksDone === 0
                        ? count(progress.tasksTotal, 'task')
                        : `${progress.tasksDone} of ${count(progress.tasksTotal, 'task')} done`}
                      {progress.tasksShown > 0 && `, ${progress.tasksShown} shown`}
                    </span>
                  </span>
                  <Icon name="arrowRight" />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="lesson-done">
        <Button
          look={done ? 'plain' : 'primary'}
          aria-pressed={done}
          disabled={mark.isPending}
          onClick={() => mark.mutate(!done)}
        >
          {done && <Icon name="check" />}
          {done ? 'Done' : 'Mark as done'}
        </Button>
        {lesson.quiz.total > 0 && (
          <span className="muted numbers">
            {lesson.quiz.right} of {count(lesson.quiz.total, 'question')} answered right
          </span>
        )}
        {mark.error && (
          <span role="alert" className="field-error">
            {toApiError(mark.error).message}
          </span>
        )}
      </div>
      <nav className="lesson-around" aria-label="Lessons before and after">
        {lesson.previous ? (
          <Link to={`/lessons/${lesson.previous.slug}`} className="around-link">
            <span className="muted">
              <Icon name="arrowLeft" size={14} /> Lesson {lesson.previous.number}
            </span>
            <span>{lesson.previous.title}</span>
          </Link>
        ) : (
          <span />
        )}
        {lesson.next ? (
          <Link to={`/lessons/${lesson.next.slug}`} className="around-link around-next">
            <span className="muted">
              Lesson {lesson.next.number} <Icon name="arrowRight" size={14} />
            </span>
            <span>{lesson.next.title}</span>
          </Link>
        ) : (
          <Link to="/" className={buttonClass({ look: 'quiet' })}>
            To the course
          </Link>
        )}
      </nav>
      <ReportProblem about={{ kind: 'lesson', lesson: lesson.slug }} />
    </footer>
  );
}
