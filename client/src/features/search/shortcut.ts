/** Which key opens the search. Pure. */

export interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** Of the element that has the focus: as much as is asked of it. */
interface Focused {
  closest(selectors: string): unknown;
}

const isElement = (target: unknown): target is Focused =>
  typeof target === 'object' && target !== null && 'closest' in target;

/**
 * `/`, where no text is being written, and Ctrl or Cmd with K. In a terminal every key is the shell's:
 * its Ctrl+K deletes to the end of the line.
 */
export function opensSearch(pressed: Key, target: unknown): boolean {
  const focused = isElement(target) ? target : null;
  if (pressed.altKey || focused?.closest('.xterm')) return false;
  const withKey = pressed.ctrlKey || pressed.metaKey;
  if (withKey) return pressed.key.toLowerCase() === 'k';
  return pressed.key === '/' && !focused?.closest('input, textarea, select, [contenteditable]');
}
