import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { MAX_QUERY } from '../../../../protocol/search.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { searchQuery } from '../../lib/queries.ts';
import { count } from '../../lib/words.ts';
import { ReferenceLinks } from '../reference/ReferenceLinks.tsx';
import { Hits } from './Hits.tsx';
import './search.css';

/** So long no key must be pressed before the server is asked. */
const REST_MS = 120;

/** What is typed, once it has rested. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

/** Moves the focus among the field and the results: they are links, so Enter follows them. */
function moveFocus(dialog: HTMLElement, by: 1 | -1): void {
  const stops = [...dialog.querySelectorAll<HTMLElement>('.search-input, .search-hit')];
  const at = stops.findIndex((stop) => stop.matches(':focus'));
  stops[Math.min(Math.max(at + by, 0), stops.length - 1)]?.focus();
}

export default function SearchDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const navigate = useNavigate();
  const [text, setText] = useState('');
  /** Enter was pressed, perhaps before there were results. */
  const [entered, setEntered] = useState(false);
  const asked = useRested(text.trim());
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...searchQuery(useApi(), asked),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  });
  const hits = asked === '' ? undefined : data?.hits;
  /** These are the results of what stands in the field. */
  const settled = hits !== undefined && asked === text.trim() && !isPlaceholderData;

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  const first = settled ? hits[0]?.href : undefined;
  useEffect(() => {
    if (!entered || first === undefined) return;
    navigate(first);
    onClose();
  }, [entered, first, navigate, onClose]);

  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      // A search field would take the first Escape for itself and empty itself.
      event.preventDefault();
      onClose();
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (dialog.current) moveFocus(dialog.current, event.key === 'ArrowDown' ? 1 : -1);
    }
  };

  return (
    // The backdrop belongs to the dialog; a press on it leaves, as Escape does.
    <dialog
      ref={dialog}
      className="search"
      aria-label="Search"
      // It may have been opened again meanwhile, as React does in development.
      onClose={() => !dialog.current?.open && onClose()}
      onKeyDown={press}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="search-body">
        <form
          className="search-form"
          onSubmit={(event) => {
            event.preventDefault();
            setEntered(true);
          }}
        >
          <Icon name="search" />
          <input
            className="search-input"
            type="search"
            aria-label="Search lessons, labs, glossary and cheat sheet"
            placeholder="Search the course"
            maxLength={MAX_QUERY}
            autoComplete="off"
            spellCheck={false}
            autoFocus
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setEntered(false);
            }}
          />
          <button type="button" className="search-leave" onClick={onClose}>
            Close
          </button>
        </form>
        <p className="visually-hidden" role="status">
          {settled && (hits.length === 0 ? 'Nothing found' : count(hits.length, 'result'))}
        </p>
        {asked === '' && (
          <div className="search-empty">
            <p className="muted">A command, an option, a word, the message of an error.</p>
            <ReferenceLinks label="Pages beside the lessons" onFollow={onClose} />
          </div>
        )}
        {asked !== '' && !hits && !error && <Skeleton lines={4} />}
        {asked !== '' && !hits && error && (
          <ErrorNotice
            title="The search could not be done"
            error={error}
            retry={() => void refetch()}
          />
        )}
        {hits?.length === 0 && (
          <p className="search-none">
            Nothing was found for <strong>{asked}</strong>. Try fewer words, or another one for the
            same thing.
          </p>
        )}
        {hits && hits.length > 0 && <Hits hits={hits} onFollow={onClose} />}
      </div>
    </dialog>
  );
}
