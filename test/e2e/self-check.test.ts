/** The questions at the end of a lesson, in a real browser. They need no engine. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { type CourseFixture, QUIZ } from '../../server/lessons/course.fixture.ts';
import { createCourse } from '../support/course.ts';
import { launchBrowser, openPage, phone, seriousFindings } from '../support/page.ts';
import { eventually, NO_ENGINE, startTestServer, type TestServer } from '../support/server.ts';

jest.setTimeout(120_000);

const LESSON = '/lessons/01-where-data-lives';
/** What a page may load before a terminal is opened, compressed. */
const SCRIPT_BUDGET_BYTES = 150_000;

let browser: Browser;
let course: CourseFixture;
let server: TestServer;

beforeAll(async () => {
  course = await createCourse();
  // Every browser is another learner.
  const env = { DOCKER_HOST: NO_ENGINE, HOLDFAST_LEARNERS: 'many' };
  server = await startTestServer(env, undefined, { contentRoot: course.root });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await course.remove();
});

const question = (page: Page, text: string): Locator => page.getByRole('group', { name: text });
const layer = (page: Page) => question(page, 'Where does a write go?');
const readOnly = (page: Page) => question(page, 'What is read-only?');
const card = (asked: Locator) => asked.locator('xpath=ancestor::li[1]');
const press = (asked: Locator, name: string) => card(asked).getByRole('button', { name }).click();

describe('a learner', () => {
  it('answers wrong, reads why, tries again, is right, and finds it counted after a reload', async () => {
    const { context, page, errors } = await openPage(browser, server.url);
    await page.goto(LESSON);
    await layer(page).waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    // By keyboard alone: arrows choose, Enter answers.
    const [first, second] = [
      layer(page).getByRole('radio').nth(0),
      layer(page).getByRole('radio').nth(1),
    ];
    await first.focus();
    await page.keyboard.press('ArrowDown');
    expect(await second.isChecked()).toBe(true);
    const wrong = layer(page).getByRole('radio', { name: 'To the image' });
    while (!(await wrong.isChecked())) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await layer(page).getByRole('status').getByText('Not right').waitFor();
    await layer(page).getByText('Its layers never change.').waitFor();
    await layer(page).getByText('The right answer').waitFor();
    await card(layer(page)).getByRole('link', { name: 'Layers' }).waitFor();
    await page.getByText('0 of 2 right').waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    // The focus goes to what comes in the place of what was pressed.
    await layer(page).locator('ul:focus').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await layer(page).locator('input:focus').waitFor();
    const right = layer(page).getByRole('radio', { name: 'To the writable layer' });
    await right.waitFor();
    while (!(await right.isChecked())) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await layer(page).getByRole('status').getByText('Right', { exact: true }).waitFor();
    await page.getByText('1 of 2 right').waitFor();

    await press(readOnly(page), 'Answer');
    await card(readOnly(page)).getByText('Choose an answer first').waitFor();
    await readOnly(page).getByLabel('The lowest layer').check();
    await press(readOnly(page), 'Answer');
    await readOnly(page).getByText('Not quite: 1 right answer left out').waitFor();
    await press(readOnly(page), 'Try again');
    await readOnly(page).getByLabel('The lowest layer').check();
    await readOnly(page).getByLabel('The layer above it').check();
    await press(readOnly(page), 'Answer');
    await page.getByText('All 2 right').waitFor();
    await page.getByText('2 of 2 questions answered right').waitFor();

    await page.reload();
    await page.getByText('All 2 right').waitFor();
    await layer(page).getByText('It lies on top.').waitFor();
    await page.goto('/');
    await page.getByRole('link', { name: /Check yourself.*2\/2/ }).waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  it('keeps the choice when the server is away, and answers when it is back', async () => {
    const { context, page } = await openPage(browser, server.url);
    await page.goto(LESSON);
    await layer(page).getByLabel('To the writable layer').check();
    await page.route('**/answer', (route) => route.abort());
    await press(layer(page), 'Answer');
    await card(layer(page)).getByText('Holdfast does not answer').waitFor();
    await page.unroute('**/answer');
    await press(layer(page), 'Answer');
    await page.getByText('1 of 2 right').waitFor();
    await context.close();
  });

  it('sees the new words of a question that was edited under their hands', async () => {
    const { context, page } = await openPage(browser, server.url);
    await page.goto(LESSON);
    await layer(page).getByLabel('To the image').check();
    await course.write({
      [`${LESSON.slice(1)}/quiz.yaml`]: QUIZ.replace('To the image', 'To the layers of the image'),
    });
    await eventually(async () => {
      const quiz = await page.request.get(`/api${LESSON}/quiz`);
      return (await quiz.text()).includes('the layers of the image');
    });
    await press(layer(page), 'Answer');
    await card(layer(page)).getByText('The words of this question have changed').waitFor();
    await layer(page).getByLabel('To the layers of the image').check();
    await press(layer(page), 'Answer');
    await layer(page).getByText('Not right').first().waitFor();
    await context.close();
  });

  it('can do it on a phone', async () => {
    const { context, page } = await openPage(browser, server.url, {
      viewport: phone,
      hasTouch: true,
      isMobile: true,
    });
    await page.goto(`${LESSON}#self-check`);
    await layer(page).getByText('To the writable layer').tap();
    await card(layer(page)).getByRole('button', { name: 'Answer' }).tap();
    await page.getByText('1 of 2 right').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const { scrollWidth, clientWidth } = await page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      clientWidth: document.documentElement.clientWidth,
    }));
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
    await context.close();
  });
});

describe('the script of a page', () => {
  it.each([LESSON, '/labs/writable-layer', '/'])(
    'at %s is small before a terminal is opened',
    async (path) => {
      const { context, page } = await openPage(browser, server.url);
      const scripts: Promise<Buffer>[] = [];
      page.on('response', (response) => {
        if (response.request().resourceType() === 'script') scripts.push(response.body());
      });
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      if (path === LESSON) await layer(page).waitFor();
      await page.waitForLoadState('networkidle');
      const sizes = (await Promise.all(scripts)).map((body) => gzipSync(body).length);
      expect(sizes.length).toBeGreaterThan(2);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(SCRIPT_BUDGET_BYTES);
      await context.close();
    },
  );
});
