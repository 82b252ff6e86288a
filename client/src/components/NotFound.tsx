import { Link } from 'react-router';
import { useTitle } from '../lib/use-title.ts';
import { buttonClass } from './Button.tsx';
import './page.css';

export function NotFound({ what = 'page' }: { what?: 'page' | 'lesson' | 'lab' }) {
  useTitle('Not found');
  return (
    <div className="page-message">
      <h1>There is no such {what}</h1>
      <p>The address may be mistyped, or the {what} may have been renamed.</p>
      <Link to="/" className={buttonClass({ look: 'primary' })}>
        Go to the course
      </Link>
    </div>
  );
}
