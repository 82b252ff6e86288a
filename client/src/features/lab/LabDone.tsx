import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Lab } from '../../../../protocol/course.ts';
import { buttonClass } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { courseQuery } from '../../lib/queries.ts';
import { count } from '../../lib/words.ts';
import { lessonAfter } from '../course/course-progress.ts';
import type { TaskView } from './task-view.ts';
import './lab-done.css';

/** What stands at the end of a lab whose tasks are all done, or shown. */
export function LabDone({ lab, views }: { lab: Lab; views: readonly TaskView[] }) {
  const { data: course } = useQuery(courseQuery(useApi()));
  const shown = views.filter(({ state }) => state === 'shown').length;
  const next = course ? lessonAfter(course, lab.lesson.slug) : undefined;
  return (
    <section className="lab-done" aria-labelledby="lab-done-title">
      <span className="lab-done-mark" data-shown={shown > 0} aria-hidden="true">
        <Icon name={shown > 0 ? 'eye' : 'check'} size={22} />
      </span>
      <div>
        <h2 id="lab-done-title">{shown > 0 ? 'You are through the lab' : 'The lab is done'}</h2>
        {shown > 0 ? (
          <p>
            {shown < lab.tasks.length &&
              `${count(lab.tasks.length - shown, 'task')} proved in your own Docker host, `}
            {count(shown, 'task')} shown to you. Reset the lab to begin again and earn what was
            shown.
          </p>
        ) : (
          <p>
            {count(lab.tasks.length, 'task')}, each proved in your own Docker host. It stays as it
            is until you remove it.
          </p>
        )}
      </div>
      <div className="lab-done-actions">
        {next && (
          <Link to={`/lessons/${next.slug}`} className={buttonClass({ look: 'primary' })}>
            Lesson {next.number}: {next.title}
          </Link>
        )}
        <Link to="/" className={buttonClass({ look: next ? 'quiet' : 'plain' })}>
          To the course
        </Link>
      </div>
    </section>
  );
}
