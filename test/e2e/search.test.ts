/** What stands around the lessons, in a real browser: search, glossary, cheat sheet, "Which mount?". No engine. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  CHEAT_SHEET,
  type CourseFixture,
  GLOSSARY,
  LESSON,
} from '../../server/lessons/course.fixture.ts';
import { createCourse } from '../support/course.ts';
import { launchBrowser, openPage, phone, seriousFindings } from '../support/page.ts';
import { NO_ENGINE, startTestServer, type TestServer } from '../support/server.ts';

jest.setTimeout(120_000);

/** What a page may load before a terminal is opened, compressed. */
const SCRIPT_BUDGET_BYTES = 150_000;
const PAGES = ['/glossary', '/cheat-sheet', '/which-mount'];

let browser: Browser;
let course: CourseFixture;
let server: TestServer;

beforeAll(async () => {
  course = await createCourse();
  await course.write({
    'lessons/glossary.yaml': GLOSSARY,
    'lessons/cheat-sheet.yaml': CHEAT_SHEET,
    'lessons/01-where-data-lives/lesson.md': `${LESSON}\nWrites go to the top layer.\n`,
  });
  server = await startTestServer({ DOCKER_HOST: NO_ENGINE }, undefined, {
    contentRoot: course.root,
  });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await course.remove();
});

const field = (page: Page) => page.getByRole('searchbox');
const results = (page: Page) => page.getByRole('list', { name: 'Results' }).getByRole('link');

const open = async (page: Page, path: string) => {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
};

/** Everything is within the width of the window. */
const fits = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

describe('a learner', () => {
  it('searches by keyboard alone', async () => {
    const { context, page, errors } = await openPage(browser, server.url);
    await open(page, '/');
    await page.keyboard.press('/');
    await field(page).waitFor();
    await page.keyboard.type('named');
    await results(page).first().waitFor();
    expect(await page.locator('mark').first().textContent()).toMatch(/named/i);
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const second = results(page).nth(1);
    expect(await second.evaluate((link) => link.matches(':focus'))).toBe(true);
    const target = (await second.getAttribute('href')) ?? '';
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${target}`);
    await page.getByRole('dialog', { name: 'Search' }).waitFor({ state: 'detached' });

    await page.keyboard.press('Control+k');
    await field(page).fill('xyzzy');
    await page.getByText('Nothing was found for xyzzy').waitFor();
    await page.keyboard.press('Escape');
    await field(page).waitFor({ state: 'detached' });

    // Enter right after the last letter waits for the answer.
    await page.keyboard.press('/');
    await field(page).waitFor();
    await page.keyboard.type('rescue');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/labs/writable-layer#task-rescue');
    expect(errors).toEqual([]);
    await context.close();
  });

  it('is told when the search fails, and tries again', async () => {
    const { context, page } = await openPage(browser, server.url);
    await open(page, '/glossary');
    await page.route('**/api/search**', (route) => route.abort());
    await page.keyboard.press('/');
    await field(page).fill('volume');
    await page.getByRole('alert').getByText('The search could not be done').waitFor();
    await page.unroute('**/api/search**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await results(page).first().waitFor();
    await context.close();
  });

  it('follows a word from the text to its meaning, and comes back', async () => {
    const { context, page } = await openPage(browser, server.url);
    await open(page, '/lessons/01-where-data-lives');
    await page.getByRole('link', { name: 'top layer' }).click();
    await page.waitForURL('**/glossary#writable-layer');
    await page.getByText('Where a container writes').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Where data lives', level: 1 }).waitFor();
    await context.close();
  });

  it('is led to a mount, goes back to change an answer, and gets another', async () => {
    const { context, page } = await openPage(browser, server.url);
    await open(page, '/which-mount');
    const choose = (name: RegExp) => page.getByRole('link', { name }).click();
    const heading = (name: string) => page.getByRole('heading', { name, level: 2 });
    await choose(/The program writes them/);
    const keep = heading('Must they still be there when the container has been replaced?');
    await keep.waitFor();
    await page.locator('h2:focus').waitFor();
    await choose(/^No\b/);
    await choose(/memory is the place/);
    await heading('A tmpfs mount').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.goBack();
    await page.goBack();
    await keep.waitFor();
    await choose(/^Yes\b/);
    await choose(/Nobody, or containers/);
    await choose(/each file has one writer/);
    await heading('A named volume').waitFor();
    await page.reload();
    await heading('A named volume').waitFor();
    await context.close();
  });
});

describe.each(PAGES)('%s', (path) => {
  it.each(['light', 'dark'] as const)('can be read by everybody, %s', async (colorScheme) => {
    const { context, page, errors } = await openPage(browser, server.url, { colorScheme });
    await open(page, path);
    await page.waitForLoadState('networkidle');
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('/');
    await field(page).fill('volume');
    await results(page).first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('fits on a phone, with the search', async () => {
    const { context, page } = await openPage(browser, server.url, { viewport: phone });
    await open(page, path);
    expect(await fits(page)).toBe(true);
    await page.getByRole('button', { name: 'Search' }).click();
    await field(page).fill('volume');
    await results(page).first().waitFor();
    expect(await fits(page)).toBe(true);
    await page.getByRole('button', { name: 'Close' }).click();
    await field(page).waitFor({ state: 'detached' });
    await context.close();
  });

  it('loads little script', async () => {
    const { context, page } = await openPage(browser, server.url);
    const scripts: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response.body());
    });
    await open(page, path);
    await page.waitForLoadState('networkidle');
    const sizes = (await Promise.all(scripts)).map((body) => gzipSync(body).length);
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(SCRIPT_BUDGET_BYTES);
    await context.close();
  });
});

it('a printed cheat sheet has the commands and nothing to press, on white', async () => {
  const { context, page } = await openPage(browser, server.url, { colorScheme: 'dark' });
  await open(page, '/cheat-sheet');
  await page.getByText('docker volume ls').waitFor();
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByText('docker volume ls').isVisible()).toBe(true);
  expect(await page.getByRole('banner').isVisible()).toBe(false);
  expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0);
  const colour = await page.evaluate(
    () => getComputedStyle(document.documentElement).backgroundColor,
  );
  expect(colour).toBe('rgb(255, 255, 255)');
  await context.close();
});
