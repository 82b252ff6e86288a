/** A real browser for the end-to-end tests: Debian's Chromium, driven by playwright-core. */
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** What the tests ask of the machine is the browser alone; its own downloads don't count. */
const CANDIDATES = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

export function launchBrowser(): Promise<Browser> {
  const executablePath = CANDIDATES.find((path) => path !== '' && existsSync(path));
  if (executablePath === undefined) throw new Error('no Chromium found; set CHROMIUM to its path');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Everything that goes wrong in a page without being seen: script errors and refused policies. */
export function listenForErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text())) {
      errors.push(message.text());
    }
  });
  return errors;
}

/**
 * What axe finds that is serious or critical, as text. The script is evaluated past the page's own policy.
 * What is still fading in has the colours of no moment that a person reads, so it waits for what moves to end.
 */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) =>
        `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join(', ')})`,
    );
}

export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
  const context = await browser.newContext({ baseURL: url, viewport: desktop, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return { context, page, errors: listenForErrors(page) };
}
