/** A learner's first minutes, in a real browser, with a real lab. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage, phone, seriousFindings } from '../support/page.ts';
import { eventually, NO_ENGINE, startTestServer, type TestServer } from '../support/server.ts';

const PREPARE_MS = 15 * 60_000;
jest.setTimeout(180_000);

let browser: Browser;
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  const { sandbox } = server.server;
  await eventually(async () => sandbox.imagesStatus().state === 'ready', PREPARE_MS);
  browser = await launchBrowser();
}, PREPARE_MS);
afterAll(async () => {
  await browser.close();
  await server.close();
});

const terminal = (page: Page) => page.locator('.xterm').first();

/** Types a line at the prompt, as a person does. */
async function type(page: Page, line: string): Promise<void> {
  await terminal(page).click();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

describe('a learner', () => {
  it('starts a lab by button, types, sees tasks tick, is checked, and finds it all after a reload', async () => {
    const { context, page, errors } = await openPage(browser, server.url);
    await page.goto('/');
    await page
      .getByRole('link', { name: /Where data lives/ })
      .first()
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    await page.goto('/labs/writable-layer');
    await page.getByRole('button', { name: 'Start lab' }).first().click();
    await terminal(page).waitFor();
    await page.getByRole('button', { name: 'Check my work' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    await type(page, 'docker run -d --name notes busybox:1.37 sleep infinity');
    await type(
      page,
      'docker exec notes sh -c "echo milk > /note.txt"; echo /note.txt > answer.txt',
    );
    await page.getByText('docker diff lists').first().waitFor();
    await type(page, 'docker restart -t 1 notes');
    await page
      .getByText(/was started 2 times/)
      .first()
      .waitFor();

    await page.getByRole('button', { name: 'Check my work' }).click();
    await page
      .getByText(/Checked: not right yet|Remove notes/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Check my work' }).waitFor();

    await page.reload();
    await page.getByText('docker diff lists').first().waitFor();
    await terminal(page).waitFor();
    await page.goto('/lessons/01-where-data-lives');
    await page
      .getByText(/2 of 4/)
      .first()
      .waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  it('runs a command of a lesson by clicking, and learns how it ended', async () => {
    const { context, page, errors } = await openPage(browser, server.url);
    await page.goto('/lessons/01-where-data-lives');
    expect(await seriousFindings(page)).toEqual([]);
    const block = page.locator('figure.block[data-kind="run"]').first();
    await block.getByRole('button', { name: 'Run' }).click();
    await block.getByText('Done').waitFor({ timeout: 60_000 });
    expect(errors).toEqual([]);
    await context.close();
  });

  it('can do the same on a phone, with keys on the screen', async () => {
    const { context, page, errors } = await openPage(browser, server.url, {
      viewport: phone,
      hasTouch: true,
      isMobile: true,
    });
    await page.goto('/lessons/01-where-data-lives');
    const block = page.locator('figure.block[data-kind="run"]').first();
    await block.getByRole('button', { name: 'Run' }).click();
    for (const name of ['Esc', 'Tab', 'Ctrl']) {
      await page.getByRole('button', { name }).first().waitFor();
    }
    const { scrollWidth, clientWidth } = await page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      clientWidth: document.documentElement.clientWidth,
    }));
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
    expect(errors).toEqual([]);
    await context.close();
  });
});

describe('without an engine', () => {
  it('the text is there and the lab says what is missing', async () => {
    const bare = await startTestServer({ DOCKER_HOST: NO_ENGINE });
    try {
      const { context, page } = await openPage(browser, bare.url);
      await page.goto('/labs/writable-layer');
      await page.getByRole('heading', { name: 'The writable layer' }).first().waitFor();
      await page.getByText('Labs need a Docker Engine').first().waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await context.close();
    } finally {
      await bare.close();
    }
  });
});
