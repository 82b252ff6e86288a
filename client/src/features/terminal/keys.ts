/** Keys that have a button on a screen without a keyboard. */

export type KeyName = 'escape' | 'tab' | 'up' | 'down' | 'left' | 'right';

const ARROWS = { up: 'A', down: 'B', right: 'C', left: 'D' } as const;

/** @param application whether the program has switched the arrow keys to their other form (vim, less) */
export function keySequence(key: KeyName, application: boolean): string {
  if (key === 'escape') return '\x1b';
  if (key === 'tab') return '\t';
  return `\x1b${application ? 'O' : '['}${ARROWS[key]}`;
}

/** What Ctrl and this character send together; undefined where there is no such control character. */
export function controlCharacter(text: string): string | undefined {
  if (text.length !== 1) return undefined;
  if (text === ' ') return '\0';
  if (text === '?') return '\x7f';
  const code = text.toUpperCase().charCodeAt(0);
  // @ A … Z [ \ ] ^ _
  return code >= 0x40 && code <= 0x5f ? String.fromCharCode(code & 0x1f) : undefined;
}

/**
 * The keyboard's way out of a terminal that takes Tab and Escape for itself. No shell, browser, screen
 * reader or window system is known to use this one.
 */
export function isWayOut(event: KeyboardEvent): boolean {
  return event.key === 'Backspace' && event.ctrlKey && event.shiftKey && !event.altKey;
}

export const WAY_OUT = 'Ctrl+Shift+Backspace';

export function isCopy(event: KeyboardEvent): boolean {
  return event.code === 'KeyC' && event.ctrlKey && event.shiftKey && !event.altKey;
}

export function isPaste(event: KeyboardEvent): boolean {
  return event.code === 'KeyV' && event.ctrlKey && event.shiftKey && !event.altKey;
}
