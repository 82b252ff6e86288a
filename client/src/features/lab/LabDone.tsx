import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Lab } from '../../../../protocol/course.ts';
import { buttonClass } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { courseQuery } from '../../lib/queries.ts';
import { count } from '../../lib/words.ts';
import { lessonAfter } from '../course/course-progress.ts';
import './lab-done.css';

/** What stands at the end of a lab whose tasks are all done. */
export function LabDone({ lab }: { lab: Lab }) {
  const { data: course } = useQuery(courseQuery(useApi()));
  const next = course ? lessonAfter(course, lab.lesson.slug) : undefined;
  return (
    <section className="lab-done" aria-labelledby="lab-done-title">
      <span className="lab-done-mark" aria-hidden="true">
        <Icon name="check" size={22} />
      </span>
      <div>
        <h2 id="lab-done-title">The lab is done</h2>
        <p>
          {count(lab.tasks.length, 'task')}, each proved in your own Docker host. It stays as it is
          until you remove it.
        </p>
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
