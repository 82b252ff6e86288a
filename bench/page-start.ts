/** The start of a lab as a learner sees it: from the press of the button to a prompt drawn in the page. */
import type { Page } from 'playwright-core';
import { ensureClient } from '../scripts/lib/client-build.mjs';
import { launchBrowser, openPage } from '../test/support/page.ts';
import { eventually, startTestServer } from '../test/support/server.ts';

const LAB = '/labs/writable-layer';
const BUTTON = 'Start lab';
/** The beginning of the lab's prompt. */
const PROMPT = 'root@docker-host';
/** Between reaching a button and pressing it a hand takes longer than this. */
const REACHING_MS = 150;
const PREPARE_MS = 20 * 60_000;

export interface PageStart {
  /** Milliseconds from the press to the prompt; the lab is removed afterwards. */
  start(): Promise<number>;
  close(): Promise<void>;
}

/**
 * A whole server and a browser of its own, on the page of a lab; `pool` hosts wait started before each press.
 */
export async function openPageStart(pool: number): Promise<PageStart> {
  await ensureClient();
  const server = await startTestServer({ HOLDFAST_POOL: String(pool) });
  const { sandbox, pool: waiting } = server.server;
  await eventually(async () => sandbox.imagesStatus().state === 'ready', PREPARE_MS);
  /** Nothing is left of the last start, and the next one's host waits. */
  const settled = async () => {
    await eventually(async () => waiting.counts().ready === pool);
    await eventually(async () => (await sandbox.list()).length === pool);
  };
  await settled();
  const browser = await launchBrowser();
  const { page } = await openPage(browser, server.url);
  const learner = await server.browser();
  return {
    async start() {
      await page.goto(LAB);
      const button = page.getByRole('button', { name: BUTTON }).first();
      // As a person does, who reaches for it before pressing it.
      await button.hover();
      await page.waitForTimeout(REACHING_MS);
      const took = await pressUntilPrompt(page);
      const { body } = await learner.get('/api/sessions/all');
      for (const { id } of body.sessions) await learner.send('delete', `/api/sessions/${id}`);
      await settled();
      return took;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Measured by the page's own clock, at the first frame that shows the prompt. */
async function pressUntilPrompt(page: Page): Promise<number> {
  await page
    .getByRole('button', { name: BUTTON })
    .first()
    .evaluate((button: HTMLElement) => {
      performance.mark('pressed');
      button.click();
    });
  const took = await page.waitForFunction((prompt) => {
    // Without a graphics processor xterm draws with elements, which can be read.
    const rows = document.querySelector('.xterm-rows')?.textContent ?? '';
    const [pressed] = performance.getEntriesByName('pressed');
    return rows.includes(prompt) && pressed && performance.now() - pressed.startTime;
  }, PROMPT);
  return Number(await took.jsonValue());
}
