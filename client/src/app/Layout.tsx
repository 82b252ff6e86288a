import { Suspense, useEffect, useRef } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import { ErrorBoundary } from '../components/ErrorBoundary.tsx';
import { ReferenceLinks } from '../features/reference/ReferenceLinks.tsx';
import { SearchButton } from '../features/search/SearchButton.tsx';
import { Settings } from '../features/settings/Settings.tsx';
import type { Reachability } from '../lib/reachability.ts';
import { Brand } from './Brand.tsx';
import { OfflineBanner } from './OfflineBanner.tsx';
import './layout.css';

/** What every page has around it. */
export function Layout({ reachability }: { reachability: Reachability }) {
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(pathname);

  useEffect(() => {
    // A screen reader starts reading the new page; on the first one the browser has done that.
    if (first.current === pathname) return;
    first.current = '';
    main.current?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <header className="header">
        <div className="header-path">
          <Link to="/" className="brand" aria-label="Holdfast, to the course">
            <Brand />
            Holdfast
          </Link>
        </div>
        <div className="header-tools">
          <div className="header-pages">
            <ReferenceLinks label="Beside the lessons" />
          </div>
          <SearchButton />
          <Settings />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <ErrorBoundary key={pathname}>
          <Suspense>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
      <OfflineBanner reachability={reachability} />
    </>
  );
}
