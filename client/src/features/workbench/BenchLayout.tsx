import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useStoredFlag } from '../../lib/stored.ts';
import { useMedia } from '../../lib/use-media.ts';
import { Separator } from './Separator.tsx';
import type { Bench } from './useBench.ts';
import './bench.css';

function ContentsColumn({ children }: { children: ReactNode }) {
  const wide = useMedia('(min-width: 1240px)');
  const [column, setColumn] = useStoredFlag('contents', true);
  const [unfolded, setUnfolded] = useState(false);
  const open = wide ? column : unfolded;
  const toggle = () => (wide ? setColumn(!column) : setUnfolded(!unfolded));
  return (
    <nav className="contents" aria-label="On this page" data-open={open}>
      <button
        type="button"
        className="contents-toggle"
        aria-expanded={open}
        title={open ? 'Fold the contents' : 'Show the contents'}
        onClick={toggle}
      >
        <Icon name="list" />
        <span>On this page</span>
      </button>
      {open && children}
    </nav>
  );
}

/** Contents, text, workbench: side by side where there is room, the workbench a sheet where there isn't. */
export function BenchLayout({
  bench,
  contents,
  status,
  bar,
  workbench,
  children,
}: {
  bench: Bench;
  contents: ReactNode;
  /** How the lab stands, in a few words. */
  status: ReactNode;
  /** The head of the workbench. */
  bar: ReactNode;
  workbench: ReactNode;
  children: ReactNode;
}) {
  const layout = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const closer = useRef<HTMLButtonElement>(null);
  const { wide, shown, show, hide } = bench;
  const moved = useRef(false);

  useEffect(() => {
    // What was pressed is gone; the focus goes to what stands in its place.
    if (!moved.current) return;
    moved.current = false;
    (shown ? closer : opener).current?.focus({ preventScroll: true });
  }, [shown]);

  const press = (change: () => void) => () => {
    moved.current = true;
    change();
  };

  return (
    <div className="bench-layout" ref={layout} data-shown={shown}>
      <ContentsColumn>{contents}</ContentsColumn>
      <article className="reading">{children}</article>
      {wide && shown && <Separator layout={layout} />}
      <section className="bench" aria-label="Workbench">
        <header className="bench-head">
          {bar}
          <Button
            ref={closer}
            look="quiet"
            small
            icon
            className="bench-close"
            aria-label="Fold the workbench"
            title="Fold the workbench"
            onClick={press(hide)}
          >
            <Icon name={wide ? 'panel' : 'chevronDown'} />
          </Button>
        </header>
        <div className="bench-body">{workbench}</div>
      </section>
      {!shown && (
        <div className="bench-opener">
          <button ref={opener} type="button" onClick={press(show)}>
            <Icon name="terminal" />
            <span>Workbench</span>
            {status}
          </button>
        </div>
      )}
    </div>
  );
}
