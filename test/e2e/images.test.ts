/** How the page shows lab images on their way, in a real browser. What the server would say is scripted. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { ImageState, ImagesStatus, SystemStatus } from '../../protocol/status.ts';
import { desktop, launchBrowser, openPage, phone, seriousFindings } from '../support/page.ts';
import { NO_ENGINE, startTestServer, type TestServer } from '../support/server.ts';

jest.setTimeout(120_000);

const LAB = '/labs/writable-layer';

const problem = {
  code: 'images.notPulled',
  message: 'quay.io/acme/tool:v1 could not be pulled: quay.io does not answer.',
  cure: 'Check the name and this machine’s way to that registry.',
};
const ready = (name: string): ImageState => ({ name, state: 'ready', standIn: true });
const failed: ImageState = {
  name: 'quay.io/acme/tool:v1',
  state: 'failed',
  detail: problem.message,
  problem,
};
const pulling = (name: string): ImageState => ({
  name,
  state: 'preparing',
  detail: 'Downloading',
  progress: 0.4,
});

const FIRST: ImagesStatus = {
  state: 'preparing',
  launchable: false,
  progress: 0.31,
  step: 'Installing the lab host',
  images: [pulling('busybox:1.37'), { name: 'redis:8', state: 'waiting' }],
};
const MORE: ImagesStatus = {
  state: 'preparing',
  launchable: true,
  progress: 0.7,
  step: 'Preparing the other images',
  images: [ready('busybox:1.37'), pulling('redis:8'), failed],
};
const INCOMPLETE: ImagesStatus = {
  ...MORE,
  state: 'incomplete',
  images: [ready('busybox:1.37'), ready('redis:8'), failed],
  problem: {
    code: 'images.someMissing',
    message: 'Some lab images could not be prepared: quay.io/acme/tool:v1.',
    cure: 'It is tried again by itself.',
  },
};
const ALL: ImagesStatus = {
  ...MORE,
  state: 'ready',
  images: [ready('busybox:1.37'), { name: 'redis:8', state: 'ready' }],
};

let browser: Browser;
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DOCKER_HOST: NO_ENGINE });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** Opens a page to which the server says this of its images, and nothing more. */
async function open(
  path: string,
  images: ImagesStatus,
  options: Parameters<typeof openPage>[2] = {},
): Promise<Page> {
  const { page } = await openPage(browser, server.url, options);
  const engine = { state: 'ready', version: '26.1', apiVersion: '1.45' } as const;
  const status: SystemStatus = { engine, images };
  await page.route('**/api/status', (route) => route.fulfill({ json: status }));
  await page.routeWebSocket(/socket\.io/, () => {});
  await page.goto(path);
  return page;
}

const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

describe('the course page', () => {
  it('shows how far each image is', async () => {
    const page = await open('/', FIRST);
    await page.getByRole('heading', { name: 'Lab images are being prepared' }).waitFor();
    expect(await row(page, 'busybox:1.37').textContent()).toMatch(/Downloading\s+·\s+40 %/);
    expect(await row(page, 'redis:8').textContent()).toContain('Waiting');
    await page.context().close();
  });

  it('says that labs can be started while others are on their way, and why one failed', async () => {
    const page = await open('/', MORE);
    await page.getByText('can be started').waitFor();
    expect(await row(page, 'busybox:1.37').textContent()).toContain('Ready, a stand-in');
    expect(await row(page, failed.name).textContent()).toContain(problem.message);
    await page.context().close();
  });

  it('names what is missing, and keeps quiet about what is there', async () => {
    const page = await open('/', INCOMPLETE);
    await page.getByRole('heading', { name: 'Some lab images are missing' }).waitFor();
    expect(await row(page, failed.name).textContent()).toContain(problem.cure);
    expect(await row(page, 'redis:8').count()).toBe(0);
    await page.context().close();
  });

  it('tells which images are stand-ins once all are there', async () => {
    const page = await open('/', ALL);
    await page.getByText('2 images in each lab, 1 stand-in').click();
    expect(await row(page, 'busybox:1.37').textContent()).toContain('stand-in');
    expect(await row(page, 'redis:8').textContent()).not.toContain('stand-in');
    await page.context().close();
  });

  const states = { FIRST, MORE, INCOMPLETE, ALL };
  it.each(Object.keys(states) as (keyof typeof states)[])(
    'fits a phone and can be read by everyone, light and dark: %s',
    async (name) => {
      for (const viewport of [phone, desktop]) {
        for (const colorScheme of ['light', 'dark'] as const) {
          const page = await open('/', states[name], { viewport, colorScheme });
          await page.getByText('busybox:1.37').or(page.getByText(/image/)).first().waitFor();
          expect(await seriousFindings(page)).toEqual([]);
          const { scrollWidth, clientWidth } = await page.evaluate(() => ({
            scrollWidth: document.documentElement.scrollWidth,
            clientWidth: document.documentElement.clientWidth,
          }));
          expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
          await page.context().close();
        }
      }
    },
  );
});

describe('the page of a lab', () => {
  it('shows what the lab waits for, and has the button once that is there', async () => {
    const page = await open(LAB, { ...MORE, images: [pulling('busybox:1.37'), failed] });
    await page.getByRole('heading', { name: 'An image is still missing' }).waitFor();
    expect(await row(page, 'busybox:1.37').last().textContent()).toContain('Downloading');
    expect(await page.getByRole('button', { name: 'Start lab' }).count()).toBe(0);
    await page.context().close();

    const later = await open(LAB, INCOMPLETE);
    await later.getByRole('button', { name: 'Start lab' }).first().waitFor();
    await later.context().close();
  });
});
