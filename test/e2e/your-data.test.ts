/** What is kept of a learner, from the page: downloaded, and deleted. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser, openPage, seriousFindings } from '../support/page.ts';
import { NO_ENGINE, startTestServer, type TestServer } from '../support/server.ts';

jest.setTimeout(180_000);

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ HOLDFAST_LEARNERS: 'many', DOCKER_HOST: NO_ENGINE });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('the settings', () => {
  it('give a file with all that is kept, and delete it when the word is typed', async () => {
    const { context, page, errors } = await openPage(browser, server.url);
    await page.goto('/lessons/01-where-data-lives');
    await page.getByRole('button', { name: 'Mark as done' }).first().click();
    await page.getByRole('button', { name: 'Done', exact: true }).first().waitFor();

    await page.getByRole('button', { name: 'Settings' }).click();
    expect(await seriousFindings(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download my data' }).click();
    const file = await (await download).path();
    expect(JSON.parse(await readFile(file, 'utf8')).lesson_progress).toHaveLength(1);

    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Delete my data' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete my data' });
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Delete my data' }).click();
    await dialog.getByText('Type the word delete').waitFor();
    await dialog.getByRole('textbox').fill('Delete');
    await dialog.getByRole('button', { name: 'Delete my data' }).click();
    await page.waitForURL('**/');
    await page
      .getByRole('link', { name: /Where data lives/ })
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: 'Settings' }).count()).toBe(1);
    const course = await page.evaluate(async () => (await fetch('/api/course')).json());
    const states = JSON.stringify(course);
    expect(states).not.toContain('"state":"done"');
    expect(states).toContain('"state":"untouched"');
    expect(errors).toEqual([]);
    await context.close();
  });
});
