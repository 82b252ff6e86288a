import { useEffect } from 'react';

/** Names the page in the tab; the course itself has no name but Holdfast's. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title === undefined) return;
    document.title = title === '' ? 'Holdfast' : `${title} · Holdfast`;
  }, [title]);
}

/** Puts a word before the page's title while there is one: a tab that isn't in front shows nothing else. */
export function useTitleNote(note: string | null): void {
  useEffect(() => {
    if (note === null) return;
    const prefix = `${note} · `;
    document.title = prefix + document.title;
    return () => {
      document.title = document.title.replace(prefix, '');
    };
  }, [note]);
}
