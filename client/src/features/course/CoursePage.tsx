import { useQuery } from '@tanstack/react-query';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { courseQuery } from '../../lib/queries.ts';
import { useScroll } from '../../lib/use-scroll.ts';
import { useTitle } from '../../lib/use-title.ts';
import { ReferenceLinks } from '../reference/ReferenceLinks.tsx';
import { StatusBanner } from '../system/StatusBanner.tsx';
import { Aside } from './Aside.tsx';
import { LessonRow } from './LessonRow.tsx';
import './course.css';

export default function CoursePage() {
  const { data: course, error, refetch } = useQuery(courseQuery(useApi()));
  useTitle('');
  useScroll(course !== undefined);
  return (
    <div className="course">
      <header className="course-head">
        <h1>How Docker keeps state</h1>
        <p>
          Short lessons, and labs in a Docker host of your own: see where data lives, lose some on
          purpose, and prove that the rest survives.
        </p>
      </header>
      <div className="course-banner">
        <StatusBanner />
      </div>
      {course && <Aside course={course} />}
      <div className="course-path">
        {!course && !error && <Skeleton lines={8} />}
        {error && !course && (
          <ErrorNotice
            title="The course could not be loaded"
            error={error}
            retry={() => void refetch()}
          />
        )}
        {course?.parts.length === 0 && (
          <p className="muted">There are no lessons in this course yet.</p>
        )}
        {course?.parts.map((part) => (
          <section key={part.title} className="part">
            <h2 className="part-title">{part.title}</h2>
            <ol className="part-lessons">
              {part.lessons.map((lesson) => (
                <LessonRow key={lesson.slug} lesson={lesson} />
              ))}
            </ol>
          </section>
        ))}
      </div>
      <footer className="course-foot">
        <ReferenceLinks label="Beside the course" />
      </footer>
    </div>
  );
}
