/** A line above a screen that says how things stand, and what to do. */
import type { ReactNode } from 'react';
import { Button } from '../../components/Button.tsx';

export function Notice({
  tone = 'plain',
  action,
  onAction,
  children,
}: {
  tone?: 'plain' | 'bad';
  action?: string;
  onAction?: () => void;
  children: ReactNode;
}) {
  return (
    <div className="terminal-notice" data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      <span>{children}</span>
      {action !== undefined && (
        <Button small onClick={onAction}>
          {action}
        </Button>
      )}
    </div>
  );
}
