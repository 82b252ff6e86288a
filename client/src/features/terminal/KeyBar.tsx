/** Keys that a touch keyboard lacks. */
import type { PointerEvent } from 'react';
import type { KeyName } from './keys.ts';

const KEYS: readonly { key: KeyName; label: string; name: string }[] = [
  { key: 'up', label: '↑', name: 'Up' },
  { key: 'down', label: '↓', name: 'Down' },
  { key: 'left', label: '←', name: 'Left' },
  { key: 'right', label: '→', name: 'Right' },
];

export function KeyBar({
  control,
  onControl,
  onKey,
}: {
  /** Ctrl is held for the next key. */
  control: boolean;
  onControl(held: boolean): void;
  onKey(key: KeyName): void;
}) {
  // A button that took the focus would make the touch keyboard go away.
  const keep = (event: PointerEvent) => event.preventDefault();
  return (
    <div className="terminal-keys" role="toolbar" aria-label="Terminal keys" onPointerDown={keep}>
      <button type="button" onClick={() => onKey('escape')}>
        Esc
      </button>
      <button type="button" onClick={() => onKey('tab')}>
        Tab
      </button>
      <button type="button" aria-pressed={control} onClick={() => onControl(!control)}>
        Ctrl
      </button>
      {KEYS.map(({ key, label, name }) => (
        <button key={key} type="button" aria-label={name} onClick={() => onKey(key)}>
          {label}
        </button>
      ))}
    </div>
  );
}
