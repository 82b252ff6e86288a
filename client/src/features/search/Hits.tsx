import { Link } from 'react-router';
import type { Hit, HitKind, Marked } from '../../../../protocol/search.ts';
import { Icon, type IconName } from '../../components/Icon.tsx';

const ICONS: Readonly<Record<HitKind, IconName>> = {
  lesson: 'file',
  lab: 'flask',
  term: 'list',
  command: 'terminal',
};

function MarkedText({ pieces }: { pieces: Marked }) {
  let at = 0;
  return pieces.map(({ text, hit }) => {
    const key = at;
    at += text.length;
    return hit ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>;
  });
}

/** What was found, best first. */
export function Hits({ hits, onFollow }: { hits: readonly Hit[]; onFollow: () => void }) {
  return (
    <ol className="search-hits" aria-label="Results">
      {hits.map(({ kind, href, page, title, snippet }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: several commands have the same address
        <li key={`${href} ${index}`}>
          <Link to={href} className="search-hit" data-kind={kind} onClick={onFollow}>
            <Icon name={ICONS[kind]} />
            <span className="search-title">
              <MarkedText pieces={title} />
            </span>
            <span className="search-page">{page}</span>
            <span className="search-snippet">
              <MarkedText pieces={snippet} />
            </span>
          </Link>
        </li>
      ))}
    </ol>
  );
}
