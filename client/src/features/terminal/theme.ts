/** xterm's colours, from the page's custom properties, so that both themes are written in CSS alone. */
import type { ITheme } from '@xterm/xterm';

const COLOURS = {
  background: '--terminal-surface',
  foreground: '--terminal-text',
  cursor: '--terminal-cursor',
  cursorAccent: '--terminal-surface',
  selectionBackground: '--terminal-selection',
  selectionInactiveBackground: '--terminal-selection',
  scrollbarSliderBackground: '--terminal-slider',
  scrollbarSliderHoverBackground: '--terminal-slider-strong',
  scrollbarSliderActiveBackground: '--terminal-slider-strong',
  black: '--terminal-black',
  red: '--terminal-red',
  green: '--terminal-green',
  yellow: '--terminal-yellow',
  blue: '--terminal-blue',
  magenta: '--terminal-magenta',
  cyan: '--terminal-cyan',
  white: '--terminal-white',
  brightBlack: '--terminal-bright-black',
  brightRed: '--terminal-bright-red',
  brightGreen: '--terminal-bright-green',
  brightYellow: '--terminal-bright-yellow',
  brightBlue: '--terminal-bright-blue',
  brightMagenta: '--terminal-bright-magenta',
  brightCyan: '--terminal-bright-cyan',
  brightWhite: '--terminal-bright-white',
} as const satisfies ITheme;

/** Calls back with the theme now, and whenever the page changes it; returns the function that ends that. */
export function watchTheme(element: Element, apply: (theme: ITheme) => void): () => void {
  const read = () => apply(readTheme(element));
  read();
  const observer = new MutationObserver(read);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

function readTheme(element: Element): ITheme {
  const style = getComputedStyle(element);
  return Object.fromEntries(
    Object.entries(COLOURS).map(([name, property]) => [
      name,
      style.getPropertyValue(property).trim(),
    ]),
  );
}
