import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
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

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      root.current?.querySelector('button')?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', leave);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', leave);
    };
  }, [open]);

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
          {children(() => setOpen(false))}
        </fieldset>
      )}
    </div>
  );
}
