import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react';
import { Button } from './Button.tsx';
import { Icon, type IconName } from './Icon.tsx';
import './popover.css';

/**
 * A button that shows a panel of ordinary controls under it. Escape, a press outside and leaving it with
 * Tab close it; Escape gives the focus back to the button.
 */
export function Popover({
  label,
  icon,
  small = false,
  children,
}: {
  label: string;
  icon: IconName;
  small?: boolean;
  children: (close: () => void) => ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const panelId = useId();

  /** The focus goes back to the button, also for a dialog that comes next and gives it back there. */
  const close = useCallback(() => {
    root.current?.querySelector('button')?.focus();
    setOpen(false);
  }, []);

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', leave);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', leave);
    };
  }, [open, close]);

  return (
    <div className="popover-root" ref={root}>
      <Button
        look="quiet"
        icon
        small={small}
        aria-label={label}
        title={label}
        aria-expanded={open}
        aria-controls={open ? panelId : undefined}
        onClick={() => setOpen(!open)}
      >
        <Icon name={icon} />
      </Button>
      {open && (
        <fieldset className="popover" id={panelId} aria-label={label}>
          {children(close)}
        </fieldset>
      )}
    </div>
  );
}
