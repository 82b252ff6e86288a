import { NavLink } from 'react-router';
import './reference.css';

const PAGES = [
  ['/glossary', 'Glossary'],
  ['/cheat-sheet', 'Cheat sheet'],
  ['/which-mount', 'Which mount?'],
] as const;

/** The pages beside the lessons. */
export function ReferenceLinks({ label, onFollow }: { label: string; onFollow?: () => void }) {
  return (
    <nav aria-label={label}>
      <ul className="reference-links">
        {PAGES.map(([to, title]) => (
          <li key={to}>
            <NavLink to={to} onClick={onFollow}>
              {title}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
