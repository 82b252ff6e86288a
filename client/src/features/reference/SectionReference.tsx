import { Link } from 'react-router';
import type { SectionLink } from '../../../../protocol/reference.ts';

/** Where a lesson says more. */
export function SectionReference({ section }: { section: SectionLink }) {
  const { href, lesson, title } = section;
  return (
    <Link to={href} className="section-link">
      Lesson {lesson.number}: {title}
    </Link>
  );
}
