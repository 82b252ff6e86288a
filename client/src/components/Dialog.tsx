import { type ReactNode, useEffect, useId, useRef } from 'react';
import { createPortal } from 'react-dom';
import { Button } from './Button.tsx';
import './dialog.css';

/**
 * A modal dialog of the browser's own: it keeps the focus, gives it back, and closes with Escape. Wherever it is asked
 * for, it looks the same.
 */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return createPortal(
    <dialog ref={ref} className="dialog" aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId} className="dialog-title">
        {title}
      </h2>
      {children}
    </dialog>,
    document.body,
  );
}

/** Asks before something that changes much, or cannot be taken back. The way out has the focus. */
export function ConfirmDialog({
  title,
  children,
  verb,
  look = 'danger',
  onConfirm,
  onClose,
}: {
  title: string;
  children: ReactNode;
  /** What the confirming button does: "Reset". */
  verb: string;
  /** `primary`: nothing is lost by it. */
  look?: 'danger' | 'primary';
  onConfirm: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body">{children}</div>
      <div className="dialog-actions">
        <Button autoFocus onClick={onClose}>
          Cancel
        </Button>
        <Button
          look={look}
          onClick={() => {
            onConfirm();
            onClose();
          }}
        >
          {verb}
        </Button>
      </div>
    </Dialog>
  );
}
