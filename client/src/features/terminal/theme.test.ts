import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const css = readFileSync(fileURLToPath(new URL('./terminal.css', import.meta.url)), 'utf8');

/** The custom properties of one theme. */
function themeOf(name: 'light' | 'dark'): Map<string, string> {
  const block = new RegExp(`\\[data-theme="${name}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return new Map(
    [...block.matchAll(/--terminal-([\w-]+): (#[0-9a-f]{6});/g)].map(([, key = '', value = '']) => [
      key,
      value,
    ]),
  );
}

/** WCAG 2's relative luminance. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, two: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(two)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const HUES = ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan'];
const TEXT = ['text', ...HUES, ...HUES.map((hue) => `bright-${hue}`), 'bright-black'];

describe.each(['light', 'dark'] as const)('the %s theme', (name) => {
  const theme = themeOf(name);
  const surface = theme.get('surface') ?? '';

  it.each(TEXT)('has %s in a contrast that can be read', (key) => {
    expect(contrast(theme.get(key) ?? surface, surface)).toBeGreaterThanOrEqual(4.5);
  });

  it('shows what is selected', () => {
    const selection = theme.get('selection') ?? '';
    expect(contrast(theme.get('text') ?? '', selection)).toBeGreaterThanOrEqual(4.5);
  });

  it('names every colour that the other one names', () => {
    expect([...theme.keys()]).toEqual([...themeOf(name === 'light' ? 'dark' : 'light').keys()]);
  });
});
