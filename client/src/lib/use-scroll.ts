/**
 * Where a page is scrolled to: what the address names, where the reader was when they come back, or the
 * top. The browser cannot do it, because the text arrives after the page.
 */
import { useEffect, useLayoutEffect } from 'react';
import { useLocation, useNavigationType } from 'react-router';

/** `place` is the address and the key, since the first page of every visit has the same key. */
const nameOf = (place: string) => `holdfast.scroll.${place}`;

function remember(place: string): void {
  try {
    sessionStorage.setItem(nameOf(place), String(Math.round(window.scrollY)));
  } catch {
    // Without storage, coming back begins at the top.
  }
}

function remembered(place: string): number | null {
  try {
    const stored = sessionStorage.getItem(nameOf(place));
    return stored === null ? null : Number(stored);
  } catch {
    return null;
  }
}

/** @param ready whether the text is there */
export function useScroll(ready: boolean): void {
  const { key, hash, pathname } = useLocation();
  const here = `${pathname}${hash} ${key}`;
  const type = useNavigationType();

  useEffect(() => {
    history.scrollRestoration = 'manual';
    let frame = 0;
    const scrolled = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => remember(here));
    };
    window.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', scrolled);
    };
  }, [here]);

  useLayoutEffect(() => {
    if (!ready) return;
    const place = type === 'POP' ? remembered(here) : null;
    const target = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (place !== null) window.scrollTo(0, place);
    else if (target) target.scrollIntoView();
    else window.scrollTo(0, 0);
  }, [ready, here, hash, type]);
}
