import { lazy, Suspense, useEffect, useState } from 'react';
import { Icon } from '../../components/Icon.tsx';
import { opensSearch } from './shortcut.ts';
import './search-button.css';

const SearchDialog = lazy(() => import('./SearchDialog.tsx'));

/** The search field of the header; what it opens is loaded when it is wanted. */
export function SearchButton() {
  const [open, setOpen] = useState(false);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!opensSearch(event, event.target)) return;
      // One dialog at a time.
      if (document.querySelector('dialog[open]')) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);

  return (
    <>
      <button
        type="button"
        className="search-button"
        aria-label="Search"
        aria-keyshortcuts="/ Control+K Meta+K"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Icon name="search" />
        <span className="search-button-words" aria-hidden="true">
          Search
          <kbd>/</kbd>
        </span>
      </button>
      {open && (
        <Suspense>
          <SearchDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
