/** What the page says of a lab that waits, stops, is kept, or fills its disk. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { must } from '../support/lab.ts';
import { imagesReady, onlyHost, PREPARE_MS, startLab } from '../support/labs.ts';
import { launchBrowser, openPage, phone, seriousFindings } from '../support/page.ts';
import { eventually, startTestServer, type TestServer } from '../support/server.ts';

jest.setTimeout(240_000);
const MINUTE = 60_000;
const place = { kind: 'lab', slug: 'writable-layer' } as const;

let browser: Browser;
let server: TestServer;
/** The server's clock runs ahead by so much; the browser's doesn't. */
let ahead = 0;

beforeAll(async () => {
  server = await startTestServer(
    { HOLDFAST_LEARNERS: 'many', HOLDFAST_LABS: '1', HOLDFAST_LAB_DISK: '1024' },
    undefined,
    { now: () => Date.now() + ahead },
  );
  await imagesReady(server.server.sandbox);
  browser = await launchBrowser();
}, PREPARE_MS);
afterAll(async () => {
  await browser.close();
  await server.close();
});

const button = (page: Page, name: string) => page.getByRole('button', { name }).first();

/** Regions that a screen reader is told of say it. */
const announced = async (page: Page, text: RegExp): Promise<void> => {
  await page.getByRole('status').filter({ hasText: text }).first().waitFor();
};

describe('a learner who finds no place', () => {
  it('sees the place in line, gets a turn without pressing again, and may leave', async () => {
    const other = await server.browser();
    const { id } = await startLab(other, place);
    const { context, page, errors } = await openPage(browser, server.url);
    await page.goto('/labs/writable-layer');
    await button(page, 'Start lab').click();
    await page.getByRole('heading', { name: 'Waiting for a place' }).waitFor();
    await announced(page, /the only one in line/);
    expect(await seriousFindings(page)).toEqual([]);
    await button(page, 'Leave the line').click();
    await button(page, 'Start lab').click();
    await announced(page, /the only one in line/);
    await other.send('delete', `/api/sessions/${id}`);
    await page.locator('.xterm').first().waitFor();
    expect(errors).toEqual([]);

    // And so on a phone, where the workbench lies over the text.
    const small = await openPage(browser, server.url, { viewport: phone, hasTouch: true });
    await small.page.goto('/labs/writable-layer');
    await button(small.page, 'Start lab').click();
    await announced(small.page, /the only one in line/);
    const { scrollWidth, clientWidth } = await small.page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      clientWidth: document.documentElement.clientWidth,
    }));
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
    await button(small.page, 'Leave the line').click();
    await button(small.page, 'Start lab').waitFor();
    await small.context.close();

    await page.getByRole('button', { name: 'Lab', exact: true }).click();
    await button(page, 'Remove').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await button(page, 'Start lab').waitFor();
    await context.close();
  });
});

describe('a learner who comes back', () => {
  it('is told that the lab would stop, keeps it, and finds it stopped, with a day, and resumes', async () => {
    const { context, page, errors } = await openPage(browser, server.url);
    await page.goto('/labs/writable-layer');
    await button(page, 'Start lab').click();
    await page.locator('.xterm').first().waitFor();
    // The page stays in view; after some hours without a person that is not enough.
    ahead += 235 * MINUTE;
    await announced(page, /has not been used for a while/);
    expect(await page.title()).toMatch(/^Stops at/);
    expect(await seriousFindings(page)).toEqual([]);
    await button(page, 'Keep it running').click();
    await page.getByText('has not been used for a while').waitFor({ state: 'detached' });
    expect(await page.title()).not.toMatch(/Stops at/);

    ahead += 241 * MINUTE;
    await page.getByRole('heading', { name: 'The lab is stopped' }).waitFor();
    await page.getByText(/Nobody used it for a while/).waitFor();
    await page.getByText(/It is kept until/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto('/');
    await page
      .getByText(/kept until/)
      .first()
      .waitFor();
    await page.goto('/labs/writable-layer');
    await button(page, 'Resume').click();
    await page.locator('.xterm').first().waitFor();
    expect(errors).toEqual([]);

    const host = await onlyHost(server.server.sandbox);
    await must(host, 'fallocate -l 950M ~/large');
    await announced(page, /disk is nearly full/);
    await must(host, 'fallocate -l 1030M ~/large');
    await announced(page, /disk is full/);
    expect(await seriousFindings(page)).toEqual([]);
    await must(host, 'rm ~/large');
    await eventually(async () => (await page.getByText(/disk is/).count()) === 0);
    await context.close();
  });
});
