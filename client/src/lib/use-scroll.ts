/**
 * Where a page is scrolled to: what the address names, where the reader was when they come back, or the
 * top. The browser cannot do it, because the text arrives after the page.
 */
import { useEffect, useLayoutEffect } from 'react';
import { useLocation, useNavigationType } from 'react-router';

const nameOf = (key: string) => `holdfast.scroll.${key}`;

function remember(key: string): void {
  try {
    sessionStorage.setItem(nameOf(key), String(Math.round(window.scrollY)));
  } catch {
    // Without storage, coming back begins at the top.
  }
}

function remembered(key: string): number | null {
  try {
    const stored = sessionStorage.getItem(nameOf(key));
    return stored === null ? null : Number(stored);
  } catch {
    return null;
  }
}

/** @param ready whether the text is there */
export function useScroll(ready: boolean): void {
  const { key, hash } = useLocation();
  const type = useNavigationType();

  useEffect(() => {
    history.scrollRestoration = 'manual';
    let frame = 0;
    const scrolled = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => remember(key));
    };
    window.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', scrolled);
    };
  }, [key]);

  useLayoutEffect(() => {
    if (!ready) return;
    const place = type === 'POP' ? remembered(key) : null;
    const target = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (place !== null) window.scrollTo(0, place);
    else if (target) target.scrollIntoView();
    else window.scrollTo(0, 0);
  }, [ready, key, hash, type]);
}
