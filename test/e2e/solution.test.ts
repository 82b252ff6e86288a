/** A learner who has a task done for them, and one who finds something wrong, in a real browser with a real lab. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage, phone, seriousFindings } from '../support/page.ts';
import { eventually, startTestServer, type TestServer } from '../support/server.ts';

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

const fitsItsWindow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
/** Agrees to what the dialog says will happen. */
async function show(page: Page, task: number): Promise<void> {
  await page.getByRole('button', { name: 'Show solution' }).click();
  const dialog = page.getByRole('dialog', { name: `Show the solution of task ${task}?` });
  await dialog.getByText(/count as shown, not as done/).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Show solution' }).click();
}
const mark = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Tasks' }).getByText(name, { exact: true });

describe('a learner who is stuck', () => {
  it('sees a solution typed, goes on, and finds what was shown marked as such', async () => {
    const { context, page, errors } = await openPage(browser, server.url);
    await page.goto('/labs/pick-a-mount');
    await page.getByRole('button', { name: 'Start lab' }).first().click();
    await page.locator('.xterm').first().waitFor();

    await show(page, 1);
    await mark(page, 'Task 1, shown, not done').waitFor();
    await page.getByText('The solution was typed for you').waitFor();
    await page
      .locator('.xterm-rows')
      .getByText(/--name till/)
      .first()
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    // The next one is offered now, and what was shown is not.
    await show(page, 2);
    await mark(page, 'Task 2, shown, not done').waitFor();
    await show(page, 3);
    await page.getByRole('heading', { name: 'You are through the lab' }).waitFor();
    await page.getByText('0 of 3 tasks done, 3 shown').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    await page.goto('/');
    await page.getByText('0/3 tasks · 3 shown').waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  it('begins again, on a phone, and reports what is wrong', async () => {
    const { context, page, errors } = await openPage(browser, server.url, {
      viewport: phone,
      hasTouch: true,
      isMobile: true,
    });
    await page.goto('/labs/pick-a-mount');
    await mark(page, 'Task 1, shown, not done').waitFor();
    await page.getByRole('button', { name: 'Workbench' }).click();
    await page.getByRole('button', { name: 'Lab', exact: true }).click();
    await page.getByRole('button', { name: 'Reset to the start' }).click();
    await page.getByText('those that were shown are open again').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('button', { name: 'Fold the workbench' }).click();
    await mark(page, 'Task 1, open').waitFor();

    await page.getByRole('button', { name: 'Report a problem' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Report a problem with this task' });
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByText('Say in a few words what is wrong.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await fitsItsWindow(page)).toBe(true);
    await dialog.getByRole('textbox', { name: 'What is wrong?' }).fill('It says nothing.');
    await dialog.getByRole('button', { name: 'Send' }).click();
    const thanks = page.getByRole('dialog', { name: 'Thank you' });
    await thanks.getByRole('button', { name: 'Close' }).click();

    await show(page, 1);
    await page.locator('.xterm').first().waitFor();
    await page.getByRole('button', { name: 'Fold the workbench' }).click();
    await mark(page, 'Task 1, shown, not done').waitFor();
    expect(await fitsItsWindow(page)).toBe(true);
    expect(errors).toEqual([]);
    await context.close();
  });
});
