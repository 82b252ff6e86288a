/** Light or dark: the system's choice, or the reader's. `public/theme.js` sets it before the first paint. */
import { readStored, writeStored } from './stored.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';

const DARK = '(prefers-color-scheme: dark)';

export function chosenTheme(): ThemeChoice {
  const stored = readStored('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function applyTheme(choice: ThemeChoice): void {
  const system = matchMedia(DARK).matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = choice === 'system' ? system : choice;
}

export function chooseTheme(choice: ThemeChoice): void {
  writeStored('theme', choice === 'system' ? null : choice);
  applyTheme(choice);
}

/** Follows the system while the reader hasn't chosen; returns what ends that. */
export function followSystemTheme(): () => void {
  const list = matchMedia(DARK);
  const changed = () => applyTheme(chosenTheme());
  list.addEventListener('change', changed);
  return () => list.removeEventListener('change', changed);
}
