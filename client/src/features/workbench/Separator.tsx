import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { readStored, writeStored } from '../../lib/stored.ts';
import { clampWidth, initialWidth, maxWidth, minWidth, widthAfterKey } from './width.ts';

const STORED = 'bench-width';

function firstWidth(): number {
  const stored = Number(readStored(STORED));
  return stored > 0 ? clampWidth(stored, innerWidth) : initialWidth(innerWidth);
}

/**
 * The line between text and workbench: moved by pointer or arrow keys, put back by a double click. The
 * width is a custom property of the layout, so that moving it renders nothing.
 */
export function Separator({ layout }: { layout: React.RefObject<HTMLDivElement | null> }) {
  const [width, setWidth] = useState(firstWidth);
  const dragging = useRef<number | null>(null);

  const show = (value: number) => layout.current?.style.setProperty('--bench-width', `${value}px`);
  const keep = (value: number) => {
    setWidth(value);
    writeStored(STORED, String(value));
  };

  useEffect(() => {
    layout.current?.style.setProperty('--bench-width', `${width}px`);
  }, [layout, width]);

  useEffect(() => {
    const resized = () => setWidth((now) => clampWidth(now, innerWidth));
    window.addEventListener('resize', resized);
    return () => window.removeEventListener('resize', resized);
  }, []);

  const down = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    dragging.current = width;
  };
  const move = (event: PointerEvent) => {
    if (dragging.current === null) return;
    dragging.current = clampWidth(innerWidth - event.clientX, innerWidth);
    show(dragging.current);
  };
  const up = () => {
    if (dragging.current === null) return;
    keep(dragging.current);
    dragging.current = null;
  };
  const key = (event: KeyboardEvent) => {
    const next = widthAfterKey(event.key, width, innerWidth);
    if (next === undefined) return;
    event.preventDefault();
    keep(next);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is no <hr>
    <div
      className="bench-separator"
      role="separator"
      aria-label="Width of the workbench"
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={minWidth}
      aria-valuemax={maxWidth(innerWidth)}
      tabIndex={0}
      title="Drag, or use the arrow keys; double click puts it back"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onKeyDown={key}
      onDoubleClick={() => keep(initialWidth(innerWidth))}
    />
  );
}
