import { Link } from 'react-router';
import type { Course } from '../../../../protocol/course.ts';
import { buttonClass } from '../../components/Button.tsx';
import { Ring } from '../../components/Progress.tsx';
import { count } from '../../lib/words.ts';
import { LabImages } from '../system/LabImages.tsx';
import { sumCourse } from './course-progress.ts';
import { RecentLabs } from './RecentLabs.tsx';

/** Beside the path: how far, where to go on, and the labs that exist. */
export function Aside({ course }: { course: Course }) {
  const { lessons, lessonsDone, questions, questionsRight, tasks, tasksDone } = sumCourse(course);
  const first = course.parts[0]?.lessons[0];
  const { continueWith } = course;
  const untouched = lessonsDone === 0 && tasksDone === 0 && !continueWith;
  const target = continueWith ?? (untouched && first ? { kind: 'lesson', ...first } : null);
  return (
    <aside className="course-aside" aria-label="Your progress">
      <div className="sum">
        <Ring
          done={lessonsDone + questionsRight + tasksDone}
          total={lessons + questions + tasks}
          size={56}
          width={5}
        />
        <p className="sum-words numbers">
          <span>
            <strong>{lessonsDone}</strong> of {count(lessons, 'lesson')}
          </span>
          {questions > 0 && (
            <span>
              <strong>{questionsRight}</strong> of {count(questions, 'question')}
            </span>
          )}
          <span>
            <strong>{tasksDone}</strong> of {count(tasks, 'task')}
          </span>
        </p>
      </div>
      {target && (
        <div className="continue">
          <Link
            to={`/${target.kind === 'lab' ? 'labs' : 'lessons'}/${target.slug}`}
            className={buttonClass({ look: 'primary' })}
          >
            {continueWith ? 'Continue' : 'Begin'}
          </Link>
          <p>
            <span className="muted">{target.kind === 'lab' ? 'Lab' : 'Lesson'}</span> {target.title}
          </p>
        </div>
      )}
      <RecentLabs course={course} />
      <LabImages />
    </aside>
  );
}
