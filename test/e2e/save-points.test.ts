/** A learner saves a lab, breaks it, goes back, and resets it, in a real browser. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { imagesReady, PREPARE_MS } from '../support/labs.ts';
import { launchBrowser, openPage, seriousFindings } from '../support/page.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

jest.setTimeout(180_000);

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await imagesReady(server.server.sandbox);
  browser = await launchBrowser();
}, PREPARE_MS);
afterAll(async () => {
  await browser.close();
  await server.close();
});

const screen = (page: Page) => page.locator('.xterm').first();

/** Types a line at the prompt and waits for what it prints. */
async function type(page: Page, line: string, prints: string): Promise<void> {
  await screen(page).click();
  await page.keyboard.type(`${line}\n`);
  await screen(page).getByText(prints).first().waitFor();
}

async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Lab', exact: true }).click();
  await page.getByRole('button', { name: item }).click();
}

describe('a lab', () => {
  it('goes back to a save point, and resets with its terminal open', async () => {
    const { context, page, errors } = await openPage(browser, server.url);
    await page.goto('/labs/first-mount');
    await page.getByRole('button', { name: 'Start lab' }).first().click();
    await screen(page).waitFor();
    await type(page, 'touch precious; echo $((40 + 2))saved', '42saved');

    await choose(page, 'Save points');
    const dialog = page.getByRole('dialog', { name: 'Save points' });
    await dialog.getByText('There is none yet.').waitFor();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('before the accident');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Go back to before the accident' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await type(page, 'rm -rf shop-1 precious; ls; echo $((40 + 3))gone', '43gone');
    await choose(page, 'Save points');
    await dialog.getByRole('button', { name: 'Go back to before the accident' }).click();
    await page.getByText('Going back to the save point').waitFor();
    await screen(page).waitFor();
    await type(page, 'ls; echo $((40 + 4))back', '44back');
    await screen(page).getByText('precious').first().waitFor();

    await choose(page, 'Reset to the start');
    const reset = page.getByRole('dialog', { name: 'Reset this lab?' });
    expect(await seriousFindings(page)).toEqual([]);
    await reset.getByRole('radio', { name: 'What is in it' }).check();
    await reset.getByRole('button', { name: 'Reset' }).click();
    await page.getByText('Resetting the lab').waitFor();
    await screen(page).getByText('44back').first().waitFor();
    await type(page, 'cd; ls precious; echo $((40 + 5))reset', '45reset');
    await screen(page).getByText('cannot access').first().waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });
});
