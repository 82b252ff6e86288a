import { useEffect } from 'react';

/** Names the page in the tab; the course itself has no name but Holdfast's. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title === undefined) return;
    document.title = title === '' ? 'Holdfast' : `${title} · Holdfast`;
  }, [title]);
}
